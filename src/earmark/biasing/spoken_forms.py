"""Spoken forms of an entry: those of its text, and those of the pronunciations that its user gave.

A pronunciation that is given replaces the spelling's own: `IT` with ``sounds_like`` "eye tee" is never "it". What
stays of the spelling are forms that sound as it was given, and words that are not ordinary ones, since that is how
a model may write a name whatever it sounds like.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from earmark import _core
from earmark.biasing.phone_groups import groups_of
from earmark.biasing.word import Word
from earmark.errors import PhoneError
from earmark.language import MAX_SPOKEN_FORMS, Language, Phones
from earmark.lexicon import Pronouncer

SPELLED = 3  # spellings of a pronunciation in IPA beside those of the text
LEAST = 3.0  # nats by which such a spelling may be less likely than the first
ALIKE = 0.34  # edits a phone up to which two pronunciations are the same for a speaker: "data", "free mont"
READINGS = 8  # of a form that are compared


@dataclass(frozen=True, slots=True)
class EntryForms:
    """What is said for one entry."""

    own: tuple[str, ...] = ()  # of its text, the plain one first
    given: tuple[str, ...] = ()  # of ``sounds_like`` and ``ipa``, others than its own

    @property
    def every(self) -> tuple[str, ...]:
        """All of them, each once."""
        return self.own + self.given


def entry_forms(
    word: Word, language: Language, pronouncer: Pronouncer | None = None, ordinary: Container[str] = ()
) -> EntryForms:
    """Every spoken form that writes ``word``.

    Args:
        word: of a list.
        language: of the model.
        pronouncer: pronounces forms and spells ``ipa``; without it forms are compared by their text alone.
        ordinary: words that are said often: a form of them is listened for only where it sounds as it was given.
    """
    if not (word.sounds_like or word.ipa):
        return EntryForms(language.spoken_forms(word.text))
    respelled = _unique(form for s in word.sounds_like for form in language.respelled_forms(s))
    # A respelling is surer than a transliteration.
    own = () if respelled and language.unspeakable(word.text) else language.spoken_forms(word.text)
    if pronouncer is None:
        kept = tuple(form for form in own if form in respelled or not (respelled and _is_plain(form, ordinary)))
        return EntryForms(kept, tuple(form for form in respelled if form not in kept))
    voice = _Voice(pronouncer, language)
    sounds = list(voice.given(word, respelled))
    if not sounds:  # a pronunciation that the model cannot read; its diagnostics say so
        return EntryForms(own)
    spelled = voice.spelled(word, sounds, alone=not (own or respelled)) if word.ipa else ()
    given = _unique((*respelled, *spelled))
    kept = tuple(form for form in own if not _is_plain(form, ordinary) or voice.sounds_so(form, sounds))
    return EntryForms(kept, tuple(form for form in given if form not in kept))


def _unique(forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form))


def _is_plain(form: str, ordinary: Container[str]) -> bool:
    """Whether a form holds only ordinary words and single letters, which are said without the entry too."""
    return all(len(word) == 1 or word in ordinary for word in form.split())


class _Voice:
    """Says forms and compares them with what was given."""

    def __init__(self, pronouncer: Pronouncer, language: Language) -> None:
        self._pronouncer = pronouncer
        self._language = language
        self._phone_set = pronouncer.lexicon.phone_set
        self._groups = groups_of(self._phone_set)

    def given(self, word: Word, respelled: Sequence[str]) -> Iterator[Phones]:
        """The pronunciations that ``word`` brings, without boundaries."""
        for ipa in word.ipa:
            try:
                yield self._phone_set.from_ipa(ipa)
            except PhoneError:  # a sound that the model does not have, which `words check` names
                continue
        for form in respelled:
            yield from self.said(form)

    def said(self, form: str) -> Iterator[Phones]:
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

    def sounds_so(self, form: str, sounds: Sequence[Phones]) -> bool:
        """Whether a form may sound like one of ``sounds``."""
        return any(self._alike(own, given) for own in self.said(form) for given in sounds)

    def spelled(self, word: Word, sounds: Sequence[Phones], alone: bool) -> tuple[str, ...]:
        """The likeliest spellings of the entry's IPA, more where they stand ``alone``, without other forms.

        A word that is known must sound so.
        """
        lexicon = self._pronouncer.lexicon
        forms = _unique(form for ipa in word.ipa for form in self._spellings(ipa, word, alone))
        return tuple(
            form
            for form in forms
            if not all(part in lexicon for part in form.split()) or self.sounds_so(form, sounds)
        )

    def _spellings(self, ipa: str, word: Word, alone: bool) -> Iterator[str]:
        """Spellings of a pronunciation, the likeliest first; spaces part words where the text has as many."""
        parts = ipa.split()
        if len(parts) != len(word.text.split()):
            parts = [ipa]
        try:
            phones = [self._phone_set.from_ipa(part) for part in parts]
        except PhoneError:  # a sound that the model does not have, which `words check` names
            return
        if self._pronouncer.g2p is None:
            return
        several = [
            [s.letters for s in spellings if alone or s.log_prob >= spellings[0].log_prob - LEAST]
            for spellings in self._pronouncer.g2p.spell(phones, MAX_SPOKEN_FORMS if alone else SPELLED)
        ]
        for rank in range(max(map(len, several)) if all(several) else 0):
            yield " ".join(spellings[min(rank, len(spellings) - 1)] for spellings in several)

    def _alike(self, one: Phones, other: Phones) -> bool:
        if not one or not other:
            return False
        edits = _core.phone_edits(list(one), list(other), self._groups)
        return edits <= ALIKE * max(len(one), len(other))

