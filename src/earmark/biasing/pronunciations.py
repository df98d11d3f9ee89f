"""Pronunciations of the entries of a list, and of each word that they are written with."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.biasing.forms import Texts
from earmark.biasing.word import Word
from earmark.errors import PhoneError
from earmark.language.english.normalization import spoken_form
from earmark.language.english.respelling import respell
from earmark.language.english.spoken_forms import aloud
from earmark.lexicon.phone_set import BOUNDARY, from_ipa
from earmark.lexicon.pronouncer import Pronouncer, letters_of
from earmark.lexicon.pronunciation import SOURCES, Pronunciation
from earmark.lexicon.table import PronunciationTable

OF_A_WORD = 6  # pronunciations of one word that the search is given; those of the user come first
_RANK = {source: rank for rank, source in enumerate(SOURCES)}

SpokenForms = tuple[str, ...]
Given = dict[str, list[Pronunciation]]  # by word


@dataclass(frozen=True, eq=False)
class WordPronunciations:
    """Pronunciations of words, sorted by their code points. Immutable."""

    words: Sequence[str]
    table: PronunciationTable  # numbered as ``words``

    def place(self, word: str) -> int | None:
        place = bisect_left(self.words, word)
        return place if place < len(self.words) and self.words[place] == word else None

    def __contains__(self, word: str) -> bool:
        return self.place(word) is not None

    def get(self, word: str) -> tuple[Pronunciation, ...]:
        """The pronunciations of ``word``; none if the list has no such word."""
        place = self.place(word)
        return () if place is None else self.table[place]

    def readings(self, word: str) -> tuple[tuple[int, ...], ...]:
        """Phone ids of each pronunciation of ``word``."""
        return tuple(one.phones for one in self.get(word))

    def with_words(
        self, words: Sequence[str], more: Mapping[str, Sequence[Pronunciation]]
    ) -> WordPronunciations:
        """Those of ``words``; words that are not among these are pronounced as ``more`` says."""
        places = [self.place(word) for word in words]
        new = [word for word, place in zip(words, places, strict=True) if place is None]
        if not new:
            return self
        added = PronunciationTable.of([more.get(word, ()) for word in new])
        numbers = iter(range(len(self.words), len(self.words) + len(new)))
        rows = np.array([next(numbers) if place is None else place for place in places], np.int64)
        return WordPronunciations(words, PronunciationTable.joined([self.table, added]).take(rows))


@dataclass(frozen=True, eq=False)
class ListPronunciations:
    """Pronunciations of a whole list. Immutable."""

    words: WordPronunciations  # of every word of its spoken forms
    entries: PronunciationTable  # of each entry, a boundary between two words
    given: PronunciationTable  # of each entry, those that its user gave

    def with_words(
        self, words: Sequence[str], more: Mapping[str, Sequence[Pronunciation]]
    ) -> ListPronunciations:
        """The same with other words, pronounced as ``more`` says."""
        return replace(self, words=self.words.with_words(words, more))

    @property
    def bytes(self) -> int:
        """Size in memory."""
        names = sum(map(len, self.words.words)) + 57 * len(self.words.words)
        return names + self.words.table.bytes + self.entries.bytes + self.given.bytes


def pronounce_list(
    words: Sequence[Word], spoken: Sequence[SpokenForms], pronouncer: Pronouncer, threads: int = 0
) -> ListPronunciations:
    """Pronounce the entries of a list.

    What the user gives comes first, after it the lexicon's. Guesses are for words of which neither has any.

    Args:
        words: the entries.
        spoken: their spoken forms, one tuple for each.
        pronouncer: lexicon and graphones.
        threads: for graphones, 0 is one a core.
    """
    texts = Texts(form for forms in spoken for form in forms)
    names, numbers, starts = _core.split_words(texts.packed)
    known = WordPronunciations(names, pronouncer.table(names, threads))
    given: Given = {}
    whole: dict[int, list[Pronunciation]] = {}
    for number, (word, forms) in enumerate(zip(words, spoken, strict=True)):
        if word.ipa or word.sounds_like:
            whole[number] = list(_user_gives(word, forms, known, pronouncer, given))
        if len(forms) > 1:
            _say_letters(forms, known, given)
    final = _with_given(known, given)
    entries = PronunciationTable.of([whole.get(number, ()) for number in range(len(words))])
    own, offsets = _own_texts(words, spoken, texts)
    every, numbers = _with_letters(final.table, names, numbers, starts)
    combined = _core.entry_pronunciations(
        own, offsets, numbers, starts, every.arrays, entries.arrays, BOUNDARY
    )
    return ListPronunciations(final, PronunciationTable(*combined), entries)


def _user_gives(
    word: Word, forms: SpokenForms, known: WordPronunciations, pronouncer: Pronouncer, given: Given
) -> Iterable[Pronunciation]:
    """Pronunciations of the entry by ``ipa`` and ``sounds_like``; ``given`` gets those of single words."""
    respelled = {form for spelling in word.sounds_like for form in aloud(spelling)}
    own = [form for form in forms if form not in respelled]
    for ipa in word.ipa:
        entry = Pronunciation(_of_ipa(ipa, own), "ipa")
        _give_word(entry, own, given)
        yield entry
    for spelling in word.sounds_like:
        # A syllable may be spelled like a common word, which keeps its own pronunciation.
        strange = [form for form in aloud(spelling) if all(p.source != "lexicon" for p in known.get(form))]
        for phones in _of_respelling(spelling, pronouncer):
            entry = Pronunciation(phones, "sounds_like")
            _give_word(entry, own, given)
            _give_word(entry, strange, given)
            yield entry


def _give_word(entry: Pronunciation, forms: Iterable[str], given: Given) -> None:
    """Forms of one word are pronounced as the entry; of several words, only the whole is known."""
    for form in forms:
        if " " not in form:
            given.setdefault(form, []).append(Pronunciation(_flat(entry.phones), entry.source))


def _of_ipa(ipa: str, forms: Sequence[str]) -> tuple[int, ...]:
    """Phones of the whole; spaces part words where there are as many parts as the entry has words."""
    parts = ipa.split()
    if len(parts) > 1 and any(len(form.split()) == len(parts) for form in forms):
        with suppress(PhoneError):  # a part without phones is a mark that stands alone
            return _with_boundaries([from_ipa(part) for part in parts])
    return from_ipa(ipa)


def _of_respelling(spelling: str, pronouncer: Pronouncer) -> Iterable[tuple[int, ...]]:
    """Phones of the whole, a boundary where there is a space."""
    syllables = re.split(r"[\s-]+", spelling)
    marked = any(map(_is_stressed, syllables)) and not all(map(_is_stressed, syllables))
    options = [_chunk_pronunciations(chunk, marked, pronouncer) for chunk in spelling.split()]
    return dict.fromkeys(_with_boundaries(parts) for parts in islice(product(*filter(None, options)), 3))


def _chunk_pronunciations(chunk: str, marked: bool, pronouncer: Pronouncer) -> list[tuple[int, ...]]:
    """Initials ("F.") by name, syllables by the rules of respellings, words as words are read."""
    spoken = spoken_form(chunk)
    if not chunk.islower() and all(len(word) == 1 for word in spoken.split()):
        return [letters_of(spoken)]
    ruled = [
        phone
        for syllable in chunk.split("-")
        for phone in respell(spoken_form(syllable), _is_stressed(syllable) or not marked)
    ]
    if "-" in chunk.strip("-") or " " in spoken:
        return [tuple(ruled)] if ruled else []
    known = pronouncer.table([spoken])[0]
    read = [p.phones for p in known[:2]]
    return read if known and known[0].source == "lexicon" else [*read[:1], *([tuple(ruled)] if ruled else [])]


def _is_stressed(syllable: str) -> bool:
    return len(syllable) > 1 and syllable.isupper()


def _say_letters(forms: SpokenForms, known: WordPronunciations, given: Given) -> None:
    """Add letters' names to a word that another form of the entry spells out ("mri", "m r i")."""
    for word in forms[0].split():
        spelled = f" {' '.join(word)} "
        if len(word) > 1 and any(spelled in f" {form} " for form in forms[1:]):
            letters = Pronunciation(letters_of(word), "letters")
            if all(letters.phones != phones for phones in known.readings(word)):
                given.setdefault(word, []).append(letters)


def _with_given(known: WordPronunciations, given: Given) -> WordPronunciations:
    """Pronunciations with those given for some words before their own."""
    places = {word: place for word in given if (place := known.place(word)) is not None}
    if not places:
        return known
    changed = PronunciationTable.of(
        [_joined(given[word], known.table[place]) for word, place in places.items()]
    )
    rows = np.arange(len(known.words))
    rows[list(places.values())] = len(rows) + np.arange(len(places))
    return WordPronunciations(known.words, PronunciationTable.joined([known.table, changed]).take(rows))


def _joined(given: Sequence[Pronunciation], known: Sequence[Pronunciation]) -> list[Pronunciation]:
    """Those given for a word and those known of it; guesses only beside letters' names."""
    guessed = all(p.source == "letters" for p in given)
    readings = [*given, *(p for p in known if guessed or p.source != "g2p")]
    readings.sort(key=lambda p: _RANK[p.source])
    first = {p.phones: p for p in reversed(readings)}
    return [p for p in dict.fromkeys(readings) if first[p.phones] is p][:OF_A_WORD]


def _own_texts(
    words: Sequence[Word], spoken: Sequence[SpokenForms], texts: Texts
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Numbers of each entry's forms but those of ``sounds_like``, which are no text of its own."""
    own = [
        [form for form in forms if not word.sounds_like or not _is_respelled(form, word)]
        for word, forms in zip(words, spoken, strict=True)
    ]
    return texts.rows(own)


def _is_respelled(form: str, word: Word) -> bool:
    return any(form in aloud(spelling) for spelling in word.sounds_like)


def _with_letters(
    table: PronunciationTable,
    names: Sequence[str],
    numbers: NDArray[np.int32],
    starts: NDArray[np.int64],
) -> tuple[PronunciationTable, NDArray[np.int32]]:
    """Letters in a row, which are left of an acronym, as words of their own that are said by name."""
    places = [place for place, name in enumerate(names) if len(name) == 1]
    single = np.isin(numbers, places)
    same_text = np.ones(len(numbers) + 1, bool)
    same_text[starts] = False  # nothing before the first word of a text
    after = single[1:] & single[:-1] & same_text[1:-1]
    in_row = np.zeros(len(numbers), bool)
    in_row[1:] |= after
    in_row[:-1] |= after
    letters = [[Pronunciation(phones, "letters")] if (phones := letters_of(names[p])) else [] for p in places]
    renumbered = np.zeros(len(names), np.int32)
    renumbered[places] = len(names) + np.arange(len(places))
    numbers = np.where(in_row, renumbered[numbers], numbers).astype(np.int32)
    return PronunciationTable.joined([table, PronunciationTable.of(letters)]), numbers


def _flat(phones: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(phone for phone in phones if phone != BOUNDARY)


def _with_boundaries(parts: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    joined: list[int] = []
    for part in parts:
        joined += ([BOUNDARY] if joined else []) + list(part)
    return tuple(joined)
