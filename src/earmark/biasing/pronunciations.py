"""Pronunciations of the entries of a list, and of each word that they are written with."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.arrays import spans
from earmark.biasing.forms import Texts
from earmark.biasing.given import without_boundaries, words_of
from earmark.biasing.spoken_forms import EntryForms
from earmark.language import Language, PhoneSet
from earmark.lexicon.pronouncer import Pronouncer
from earmark.lexicon.pronunciation import SOURCES, Pronunciation
from earmark.lexicon.table import PronunciationTable

OF_A_WORD = 6  # pronunciations of one word that the search is given; those of the user come first
_RANK = {source: rank for rank, source in enumerate(SOURCES)}

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
    spoken: Sequence[EntryForms], pronouncer: Pronouncer, threads: int = 0
) -> ListPronunciations:
    """Pronounce the entries of a list.

    What the user gives replaces what the spelling would have; words of other entries keep the lexicon's
    beside it. Guesses are for words of which neither has any.

    Args:
        spoken: the spoken forms of each entry.
        pronouncer: lexicon and graphones.
        threads: for graphones, 0 is one a core.
    """
    texts = Texts(form for forms in spoken for form in forms.every)
    names, numbers, starts = _core.split_words(texts.packed)
    wanted = np.zeros(len(names), bool)
    wanted[_words_of(spoken, texts, numbers, starts)] = True
    known = WordPronunciations(names, pronouncer.table(names, threads).only(wanted))
    given: Given = {}
    for forms in spoken:
        if forms.pronunciations:
            _give(forms, known, given, pronouncer.lexicon.phone_set)
        if len(forms.own) > 1:
            _say_letters(forms.own, known, given, pronouncer.language)
    used = {
        part
        for forms in spoken
        if not forms.pronunciations
        for form in forms.every
        for part in form.split()
        if part in given
    }
    final = _with_given(known, given, used)
    entries = PronunciationTable.of([forms.pronunciations for forms in spoken])
    own, offsets = texts.rows([() if forms.pronunciations else forms.every for forms in spoken])
    every, numbers = _with_letters(final.table, names, numbers, starts, pronouncer.language)
    combined = _core.entry_pronunciations(
        own, offsets, numbers, starts, every.arrays, entries.arrays, pronouncer.lexicon.phone_set.boundary
    )
    return ListPronunciations(final, PronunciationTable(*combined), entries)


def _words_of(
    spoken: Sequence[EntryForms], texts: Texts, numbers: NDArray[np.int32], starts: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Numbers of the words of entries that may be written: a pronunciation makes a word likelier."""
    chosen = np.unique(texts.rows([forms.every if forms.favoured else () for forms in spoken])[0])
    return np.unique(numbers[spans(starts[chosen], np.diff(starts)[chosen])])


def _give(forms: EntryForms, known: WordPronunciations, given: Given, phone_set: PhoneSet) -> None:
    """Words of the forms of an entry are pronounced as its user says.

    A syllable, or a spelling of IPA, may be spelled like a word that is known, which keeps its pronunciation.
    """
    strange = [form for form in forms.given if all(p.source != "lexicon" for p in known.get(form))]
    for entry in forms.pronunciations:
        _give_words(entry, (*forms.own, *strange), known, given, phone_set)


def _give_words(
    entry: Pronunciation, forms: Iterable[str], known: WordPronunciations, given: Given, phone_set: PhoneSet
) -> None:
    """Words of the forms are pronounced as the entry's parts are if these are as many."""
    parts = words_of(entry.phones, phone_set)
    for form in forms:
        words = form.split()
        if len(words) == 1:
            parts_of_form = [without_boundaries(entry.phones, phone_set)]
        elif len(words) == len(parts):
            parts_of_form = parts
        else:
            continue
        for word, phones in zip(words, parts_of_form, strict=True):
            if len(words) == 1 or phones not in known.readings(word):
                given.setdefault(word, []).append(Pronunciation(phones, entry.source))


def _say_letters(forms: Sequence[str], known: WordPronunciations, given: Given, language: Language) -> None:
    """Add letters' names to a word that another form of the entry spells out ("mri", "m r i")."""
    for word in {word: None for form in forms for word in form.split() if len(word) > 1}:
        spelled = f" {' '.join(word)} "
        if any(spelled in f" {form} " for form in forms):
            letters = Pronunciation(language.letter_names(word), "letters")
            if all(letters.phones != phones for phones in known.readings(word)):
                given.setdefault(word, []).append(letters)


def _with_given(known: WordPronunciations, given: Given, used: Container[str]) -> WordPronunciations:
    """Pronunciations with those given in place of a word's own, and before them for words of ``used``."""
    places = {word: place for word in given if (place := known.place(word)) is not None}
    if not places:
        return known
    changed = PronunciationTable.of(
        [_joined(given[word], known.table[place], word in used) for word, place in places.items()]
    )
    rows = np.arange(len(known.words))
    rows[list(places.values())] = len(rows) + np.arange(len(places))
    return WordPronunciations(known.words, PronunciationTable.joined([known.table, changed]).take(rows))


def _joined(
    given: Sequence[Pronunciation], known: Sequence[Pronunciation], used: bool
) -> list[Pronunciation]:
    """Those given for a word, where it is ``used`` otherwise those known; guesses beside letters only."""
    letters = all(p.source == "letters" for p in given)
    readings = [*given, *(p for p in known if letters or (used and p.source != "g2p"))]
    readings.sort(key=lambda p: _RANK[p.source])
    first = {p.phones: p for p in reversed(readings)}
    return [p for p in dict.fromkeys(readings) if first[p.phones] is p][:OF_A_WORD]


def _with_letters(
    table: PronunciationTable,
    names: Sequence[str],
    numbers: NDArray[np.int32],
    starts: NDArray[np.int64],
    language: Language,
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
    said = [language.letter_names(names[place]) for place in places]
    letters = [[Pronunciation(phones, "letters")] if phones else [] for phones in said]
    renumbered = np.zeros(len(names), np.int32)
    renumbered[places] = len(names) + np.arange(len(places))
    numbers = np.where(in_row, renumbered[numbers], numbers).astype(np.int32)
    return PronunciationTable.joined([table, PronunciationTable.of(letters)]), numbers
