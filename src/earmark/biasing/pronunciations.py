"""How the entries of a list are pronounced, and each word that they are spelled with."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice, product

from earmark.biasing.word import Word
from earmark.errors import PhoneError
from earmark.language import Language, PhoneSet
from earmark.lexicon.lexicon import Lexicon
from earmark.lexicon.pronouncer import Pronouncer
from earmark.lexicon.pronunciation import PackedPronunciations, Pronunciation, Source
from earmark.lexicon.split import split_phones

OF_A_WORD = 6  # readings that the search is given of one word; what people say comes first
OF_AN_ENTRY = 8  # pronunciations kept of one entry
_RANK: dict[Source, int] = {"ipa": 0, "sounds_like": 1, "lexicon": 2, "letters": 3, "g2p": 4}

UNKNOWN = PackedPronunciations()  # nobody knows how it is said
Spoken = tuple[str, ...]
Pronounced = Sequence[Pronunciation]
Said = dict[str, list[Pronunciation]]  # what the user says of words


@dataclass(frozen=True)
class ListPronunciations:
    """Of a whole list."""

    entries: tuple[PackedPronunciations, ...]  # of each entry, as a whole
    words: Mapping[str, PackedPronunciations]  # of every word that a spoken form of an entry has

    def lexicon(self, variants: Mapping[str, Pronounced], phone_set: PhoneSet) -> Lexicon | None:
        """As the search needs it, with other spellings of some words; None where nobody knows any."""
        every = {**variants, **self.words}
        if not any(every.values()):
            return None
        return Lexicon.of_phones(
            ((word, [p.phones for p in several]) for word, several in every.items()), phone_set
        )


def pronounce_list(
    words: Sequence[Word], spoken: Sequence[Spoken], pronouncer: Pronouncer
) -> ListPronunciations:
    """Pronunciations of entries whose spoken forms are ``spoken``, one tuple for each.

    What the user says about an entry comes first; after it what the lexicon has. Guesses are for words of
    which neither says anything.
    """
    known = pronouncer.pronounce(w for forms in spoken for form in forms for w in form.split())
    said: Said = {}
    whole: dict[int, list[Pronunciation]] = {}
    for number, (word, forms) in enumerate(zip(words, spoken, strict=True)):
        if word.ipa or word.sounds_like:
            whole[number] = list(_user_says(word, forms, known, pronouncer, said))
        if len(forms) > 1:
            _say_letters(forms, known, said, pronouncer.language)
    final = {w: _joined(said[w], readings) if w in said else readings for w, readings in known.items()}
    entries = tuple(
        _entry(word, forms, final, whole.get(number, ()), pronouncer)
        for number, (word, forms) in enumerate(zip(words, spoken, strict=True))
    )
    return ListPronunciations(entries, final)


def _user_says(
    word: Word, forms: Spoken, known: Mapping[str, Pronounced], pronouncer: Pronouncer, said: Said
) -> Iterable[Pronunciation]:
    """What ``ipa`` and ``sounds_like`` say about the entry; ``said`` gets the words' parts of it."""
    language, phone_set = pronouncer.language, pronouncer.lexicon.phone_set
    respelled = {form for spelling in word.sounds_like for form in language.respelled_forms(spelling)}
    own = [form for form in forms if form not in respelled]
    for ipa in word.ipa:
        with suppress(PhoneError):  # a sound that the model does not have: `words check` says so
            entry = Pronunciation(_of_ipa(ipa, own, phone_set), "ipa")
            _share_out(entry, own, known, said, phone_set)
            yield entry
    for spelling in word.sounds_like:
        for phones in _of_respelling(spelling, pronouncer):
            entry = Pronunciation(phones, "sounds_like")
            _share_out(entry, own, known, said, phone_set)
            _share_out(entry, language.respelled_forms(spelling), known, said, phone_set, strange=True)
            yield entry


def _of_ipa(ipa: str, forms: Sequence[str], phone_set: PhoneSet) -> tuple[int, ...]:
    """Phones of the whole; spaces part words where there are as many parts as the entry has words."""
    parts = ipa.split()
    if len(parts) > 1 and any(len(form.split()) == len(parts) for form in forms):
        with suppress(PhoneError):  # a part without phones is a mark that stands alone
            return _with_boundaries([phone_set.from_ipa(part) for part in parts], phone_set)
    return phone_set.from_ipa(ipa)


def _of_respelling(spelling: str, pronouncer: Pronouncer) -> Iterable[tuple[int, ...]]:
    """Phones of the whole, a boundary where there is a space."""
    syllables = re.split(r"[\s-]+", spelling)
    marked = any(map(_is_stressed, syllables)) and not all(map(_is_stressed, syllables))
    options = [_chunk_readings(chunk, marked, pronouncer) for chunk in spelling.split()]
    combinations = islice(product(*filter(None, options)), 3)
    return dict.fromkeys(_with_boundaries(parts, pronouncer.lexicon.phone_set) for parts in combinations)


def _chunk_readings(chunk: str, marked: bool, pronouncer: Pronouncer) -> list[tuple[int, ...]]:
    """Initials ("F.") by name, syllables by the rules of respellings, words as words are read."""
    language = pronouncer.language
    spoken = language.normalize(chunk)
    if not chunk.islower() and all(len(word) == 1 for word in spoken.split()):
        return [language.letter_names(spoken)]
    ruled = [
        phone
        for syllable in chunk.split("-")
        for phone in language.respell(language.normalize(syllable), _is_stressed(syllable) or not marked)
    ]
    if "-" in chunk.strip("-") or " " in spoken:
        return [tuple(ruled)] if ruled else []
    known = pronouncer.pronounce([spoken]).get(spoken, ())
    read = [p.phones for p in known[:2]]
    return read if known and known[0].source == "lexicon" else [*read[:1], *([tuple(ruled)] if ruled else [])]


def _is_stressed(syllable: str) -> bool:
    return len(syllable) > 1 and syllable.isupper()


def _share_out(
    entry: Pronunciation,
    forms: Iterable[str],
    known: Mapping[str, Pronounced],
    said: Said,
    phone_set: PhoneSet,
    strange: bool = False,
) -> None:
    """Gives the words of every spoken form their part of the entry's phones.

    With ``strange`` only those that the lexicon lacks: a syllable may be spelled like a common word.
    """
    for form in forms:
        words = form.split()
        readings = [[p.phones for p in known.get(word, ())] for word in words]
        parts = split_phones(entry.phones, words, readings, phone_set.boundary) or ()
        for word, phones in zip(words, parts, strict=False):
            if not strange or all(p.source != "lexicon" for p in known.get(word, ())):
                said.setdefault(word, []).append(Pronunciation(phones, entry.source))


def _say_letters(forms: Spoken, known: Mapping[str, Pronounced], said: Said, language: Language) -> None:
    """A word that another form of the entry spells out ("mri", "m r i") may be said so."""
    for word in forms[0].split():
        spelled = f" {' '.join(word)} "
        if len(word) > 1 and any(spelled in f" {form} " for form in forms[1:]):
            letters = Pronunciation(language.letter_names(word), "letters")
            if all(letters.phones != p.phones for p in known.get(word, ())):
                said.setdefault(word, []).append(letters)


def _joined(said: Sequence[Pronunciation], known: Pronounced) -> PackedPronunciations:
    """What is said of a word and what is known of it; guesses only beside letters' names."""
    guessed = all(p.source == "letters" for p in said)
    readings = [*said, *(p for p in known if guessed or p.source != "g2p")]
    readings.sort(key=lambda p: _RANK[p.source])
    first = {p.phones: p for p in reversed(readings)}
    return PackedPronunciations([p for p in dict.fromkeys(readings) if first[p.phones] is p][:OF_A_WORD])


def _entry(
    word: Word,
    forms: Spoken,
    final: Mapping[str, PackedPronunciations],
    whole: Sequence[Pronunciation],
    pronouncer: Pronouncer,
) -> PackedPronunciations:
    if len(forms) == 1 and " " not in forms[0] and not whole:
        return final.get(forms[0], UNKNOWN)  # most entries
    language, phone_set = pronouncer.language, pronouncer.lexicon.phone_set
    found = {_flat(p.phones, phone_set): p for p in whole}
    respelled = {form for spelling in word.sounds_like for form in language.respelled_forms(spelling)}
    for form in forms:
        if form not in respelled:
            for pronunciation in _phrase(_readings_in(form.split(), final, language), phone_set):
                found.setdefault(_flat(pronunciation.phones, phone_set), pronunciation)
    return PackedPronunciations(islice(found.values(), OF_AN_ENTRY))


def _readings_in(
    words: Sequence[str], final: Mapping[str, Pronounced], language: Language
) -> list[Pronounced]:
    """Of each word; letters in a row are what is left of an acronym and said by name."""
    single = [len(word) == 1 for word in words]
    return [
        (Pronunciation(language.letter_names(word), "letters"),)
        if single[i] and (single[i - 1 : i] == [True] or single[i + 1 : i + 2] == [True])
        else final.get(word, ())
        for i, word in enumerate(words)
    ]


def _flat(phones: tuple[int, ...], phone_set: PhoneSet) -> tuple[int, ...]:
    return tuple(phone for phone in phones if phone != phone_set.boundary)


def _phrase(readings: Sequence[Pronounced], phone_set: PhoneSet) -> Iterable[Pronunciation]:
    """The likeliest combinations of the words' readings; none where a word has none."""
    if len(readings) == 1:
        return readings[0]
    combinations = list(islice(product(*(r[:3] for r in readings)), 81))
    ranked = sorted(combinations, key=lambda parts: -math.fsum(p.log_prob for p in parts))
    return [
        Pronunciation(
            _with_boundaries([p.phones for p in parts], phone_set),
            max((p.source for p in parts), key=_RANK.__getitem__),
            math.fsum(p.log_prob for p in parts),
        )
        for parts in ranked[:4]
    ]


def _with_boundaries(parts: Sequence[tuple[int, ...]], phone_set: PhoneSet) -> tuple[int, ...]:
    joined: list[int] = []
    for part in parts:
        joined += ([phone_set.boundary] if joined else []) + list(part)
    return tuple(joined)
