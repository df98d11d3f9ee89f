"""Spoken forms of entries: those of their text, and those of the pronunciations that their user gave.

A pronunciation that is given replaces the spelling's own: `IT` with ``sounds_like`` "eye tee" is never "it".
What stays of the spelling are forms that sound as it was given, and words that are not ordinary ones: a model
may write a name so, whatever it sounds like. ``ipa`` and ``sounds_like`` are spelled alike, by their phones.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product

from earmark import _core
from earmark.biasing.given import given_pronunciations, without_boundaries, words_of
from earmark.biasing.phone_groups import groups_of
from earmark.biasing.word import Word
from earmark.language import MAX_SPOKEN_FORMS, Language, Phones
from earmark.lexicon import Pronouncer, Pronunciation
from earmark.lexicon.graphones import Spelling

SPELLED = 3  # spellings of a given pronunciation beside those of the text
LEAST = 3.0  # nats by which such a spelling may be less likely than the first
ALIKE = 0.4  # edits a phone up to which two pronunciations are the same for a speaker: dɑtɑ and dætə
READINGS = 8  # of a form that are compared

Spellings = Mapping[Phones, Sequence[Spelling]]  # of the words of given pronunciations, the likeliest first


@dataclass(frozen=True, slots=True)
class EntryForms:
    """What is said for one entry."""

    own: tuple[str, ...] = ()  # of its text, the plain one first
    given: tuple[str, ...] = ()  # of ``sounds_like`` and ``ipa``, others than its own
    pronunciations: tuple[Pronunciation, ...] = ()  # of the whole entry, by its user
    favoured: bool = True  # its weight is above zero

    @property
    def every(self) -> tuple[str, ...]:
        """All of them, each once."""
        return self.own + self.given


def list_forms(
    words: Sequence[Word],
    language: Language,
    pronouncer: Pronouncer | None = None,
    ordinary: Container[str] = (),
    threads: int = 0,
) -> list[EntryForms]:
    """Every spoken form that writes each of ``words``; none of an entry of weight 0.

    Args:
        words: of a list.
        language: of the model.
        pronouncer: pronounces forms and spells pronunciations; without it forms are compared by their text.
        ordinary: words that are said often: a form of them stays only where it sounds as it was given.
        threads: to spell on, 0 is one a core.
    """
    plain = [EntryForms(_own_forms(word, language)) for word in words]
    if _in_capitals(words):  # capitals make no acronym: words are words
        plain = [_with_text(word, forms, language) for word, forms in zip(words, plain, strict=True)]
    plain = [_weighed(word, forms, language, ordinary) for word, forms in zip(words, plain, strict=True)]
    places = [n for n, word in enumerate(words) if word.weight > 0 and (word.sounds_like or word.ipa)]
    if not places:
        return plain
    if pronouncer is None:
        for number in places:
            plain[number] = _by_text(words[number], plain[number].own, language, ordinary)
        return plain
    voice = _Voice(pronouncer, language)
    said = {n: given_pronunciations(words[n], plain[n].own, pronouncer) for n in places}
    spellings = voice.spell((one for several in said.values() for one in several), threads)
    for number, several in said.items():
        plain[number] = voice.forms(words[number], plain[number].own, several, spellings, ordinary)
    return plain


def _weighed(word: Word, forms: EntryForms, language: Language, ordinary: Container[str]) -> EntryForms:
    """Forms of an entry that is to be avoided are texts alone; one of weight 0 has none."""
    if word.weight > 0:
        return forms
    if word.weight == 0:
        return EntryForms()
    return replace(_by_text(word, forms.own, language, ordinary), favoured=False)


def _own_forms(word: Word, language: Language) -> tuple[str, ...]:
    """Forms of the text; a respelling is surer than a transliteration."""
    return () if word.sounds_like and language.unspeakable(word.text) else language.spoken_forms(word.text)


def _in_capitals(words: Sequence[Word]) -> bool:
    """Whether a list is all in capitals and at most half acronyms, as some recognizers have their lists."""
    if len(words) < 2 or any(map(str.islower, "".join(word.text for word in words))):
        return False
    return 2 * sum(any(len(part) > 5 for part in word.text.split()) for word in words) >= len(words)


def _with_text(word: Word, forms: EntryForms, language: Language) -> EntryForms:
    """The forms of an entry, its text as it stands among them; none where it has none."""
    return EntryForms(_unique((language.normalize(word.text), *forms.own)) if forms.own else ())


def _by_text(word: Word, own: tuple[str, ...], language: Language, ordinary: Container[str]) -> EntryForms:
    """Forms of an entry of which nothing is known but how it is written."""
    respelled = _respelled(word, language)
    kept = tuple(f for f in own if not respelled or f in respelled or not _is_plain(f, ordinary))
    return EntryForms(kept, tuple(form for form in respelled if form not in kept))


def _respelled(word: Word, language: Language) -> tuple[str, ...]:
    return _unique(form for spelling in word.sounds_like for form in language.respelled_forms(spelling))


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form))


def _is_plain(form: str, ordinary: Container[str]) -> bool:
    """Whether a form holds only ordinary words and single letters, which are said without the entry too."""
    return all(len(word) == 1 or word in ordinary for word in form.split())


def _likely(spellings: Sequence[Spelling], alone: bool) -> list[str]:
    """The first spellings; all of them where there is no other form."""
    if alone:
        return [one.letters for one in spellings]
    return [s.letters for s in spellings[:SPELLED] if s.log_prob >= spellings[0].log_prob - LEAST]


class _Voice:
    """Says forms, spells pronunciations and compares both."""

    def __init__(self, pronouncer: Pronouncer, language: Language) -> None:
        self._pronouncer = pronouncer
        self._language = language
        self._phone_set = pronouncer.lexicon.phone_set
        self._groups = groups_of(self._phone_set)

    def forms(
        self,
        word: Word,
        own: tuple[str, ...],
        said: tuple[Pronunciation, ...],
        spellings: Spellings,
        ordinary: Container[str],
    ) -> EntryForms:
        """The forms of one entry that is said as ``said``."""
        respelled = _respelled(word, self._language)
        if not (said or respelled):  # the model has no such sounds; `words check` says so
            return EntryForms(own)
        sounds = [without_boundaries(one.phones, self._phone_set) for one in said]
        alone = not (own or respelled)
        spelled = _unique(form for one in said for form in self._spelled(word, one.phones, spellings, alone))
        known = [form for form in spelled if not self._is_another(form, sounds)]
        kept = tuple(form for form in own if not _is_plain(form, ordinary) or self._sounds_so(form, sounds))
        if not (kept or respelled or known):  # without a speller the text is all that can be written
            kept = own
        return EntryForms(kept, tuple(f for f in _unique((*respelled, *known)) if f not in kept), said)

    def spell(self, several: Iterable[Pronunciation], threads: int) -> Spellings:
        """Spell the words of pronunciations, and each pronunciation as one word."""
        g2p, phone_set = self._pronouncer.g2p, self._phone_set
        if g2p is None:
            return {}
        wanted: dict[Phones, None] = {}
        for one in several:
            wanted |= dict.fromkeys(words_of(one.phones, phone_set))
            wanted[without_boundaries(one.phones, phone_set)] = None
        found = g2p.spell(list(wanted), MAX_SPOKEN_FORMS, threads=threads)
        return dict(zip(wanted, found, strict=True))

    def _spelled(self, word: Word, phones: Phones, spellings: Spellings, alone: bool) -> Iterator[str]:
        """The likeliest spellings of a pronunciation, more where there is no other form."""
        parts = words_of(phones, self._phone_set)
        if len(parts) != len(word.text.split()):
            parts = [without_boundaries(phones, self._phone_set)]
        several = [_likely(spellings.get(part, ()), alone) for part in parts]
        for rank in range(max(map(len, several)) if all(several) else 0):
            yield " ".join(letters[min(rank, len(letters) - 1)] for letters in several)

    def _is_another(self, form: str, sounds: Sequence[Phones]) -> bool:
        """Whether a spelling is known and said otherwise: "at" for the letters A T."""
        known = all(word in self._pronouncer.lexicon for word in form.split())
        return known and not self._sounds_so(form, sounds)

    def _sounds_so(self, form: str, sounds: Sequence[Phones]) -> bool:
        """Whether a form may sound like one of ``sounds``."""
        return any(self._are_alike(own, given) for own in self._said(form) for given in sounds)

    def _said(self, form: str) -> Iterator[Phones]:
        """How a form may be said; letters in a row by their names."""
        words = form.split()
        options: list[Sequence[Phones]] = []
        for place, word in enumerate(words):
            beside = (*words[max(place - 1, 0) : place], *words[place + 1 : place + 2])
            if len(word) == 1 and any(len(other) == 1 for other in beside):
                options.append([self._language.letter_names(word)])
            else:
                options.append([p.phones for p in self._pronouncer.pronounce([word])[word]])
        for parts in islice(product(*options), READINGS):
            yield tuple(phone for part in parts for phone in part)

    def _are_alike(self, one: Phones, other: Phones) -> bool:
        if not one or not other:
            return False
        edits = _core.phone_edits(list(one), list(other), self._groups)
        return edits <= ALIKE * max(len(one), len(other))
