"""WordList: the words of one request, plain data with a content hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from earmark.biasing.formats import read_entries
from earmark.biasing.problems import Problems
from earmark.biasing.word import Word
from earmark.errors import WordListError


@dataclass(frozen=True)
class WordList:
    """Words to listen for, in the order given; the index of a word is its entry number everywhere.

    ``notes`` says what loading changed (repeated entries merged); ``places`` is where each word
    stood, a line of its file or the position in its list, counted from 1.
    """

    words: tuple[Word, ...]
    source: str | None = None  # path it was loaded from
    places: tuple[int, ...] = field(default=(), compare=False, repr=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def load(cls, path: str | Path) -> WordList:
        """Read a list from a .txt, .csv, .tsv, .json or .vcf file (UTF-8).

        Raises:
            WordListError: the file is missing, empty or of another kind, or lines of it cannot be used;
                the lines are reported together, each with its number and the reason.
        """
        problems = Problems(str(path), "line")
        entries = read_entries(Path(path), problems)
        words = cls._merged(entries, problems, source=str(path))
        problems.check()
        if not words:
            raise WordListError(f"{path} holds no words; write one word or phrase a line")
        return words

    @classmethod
    def of(cls, items: Iterable[str | Word]) -> WordList:
        """A list from strings and :class:`Word` objects; without items it is empty and biases nothing.

        Raises:
            WordListError: an item is neither, or cannot be spoken; all of them are reported together.
        """
        if isinstance(items, str | bytes):
            raise WordListError(
                f"the word list is the single text {items!r}; pass a list such as ['Fremont', 'Zelenskyy'], "
                "or a file to WordList.load"
            )
        problems = Problems("the word list", "item")
        entries = []
        for place, item in enumerate(items, 1):
            if isinstance(item, Word):
                entries.append((place, item))
            elif isinstance(item, str):
                with problems.at(place):
                    entries.append((place, Word(item)))
            else:
                problems.add(place, f"{item!r} is of type {type(item).__name__}; pass text or a Word")
        words = cls._merged(entries, problems, source=None)
        problems.check()
        return words

    @classmethod
    def coerce(cls, words: str | Path | Iterable[str | Word] | WordList | None) -> WordList | None:
        """What people pass as ``words=``: a path is loaded, a list wrapped, a WordList and None kept."""
        if words is None or isinstance(words, WordList):
            return words
        if isinstance(words, str | Path):
            return cls.load(words)
        if not isinstance(words, Iterable):
            raise WordListError(
                f"words is {words!r}, of type {type(words).__name__}; "
                "pass a path, a list of strings or a WordList"
            )
        return cls.of(words)

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[Word]:
        return iter(self.words)

    def __getitem__(self, entry: int) -> Word:
        return self.words[entry]

    @cached_property
    def digest(self) -> str:
        """Content hash: equal for equal words in equal order, whatever file they came from."""
        hashed = hashlib.blake2b(digest_size=16)
        for word in self.words:
            fields = (word.text, word.display_as or "", repr(word.weight), "|".join(word.sounds_like))
            hashed.update("\x1f".join((*fields, "|".join(word.ipa), "\x1e")).encode())
        return hashed.hexdigest()

    @classmethod
    def _merged(cls, entries: list[tuple[int, Word]], problems: Problems, source: str | None) -> WordList:
        """Entries that are spelled and displayed alike become one; differing weights are a problem."""
        kept: dict[tuple[str, str], int] = {}
        words: list[Word] = []
        places: list[int] = []
        notes: list[str] = []
        for place, word in entries:
            key = (word.text.casefold(), word.display)
            first = kept.setdefault(key, len(words))
            if first == len(words):
                words.append(word)
                places.append(place)
                continue
            same = words[first]
            if same.weight != word.weight:
                problems.add(
                    place,
                    f"{word.text!r} has weight {word.weight:g}, but weight {same.weight:g} on "
                    f"{problems.unit} {places[first]}; keep one of them",
                )
                continue
            words[first] = replace(
                same,
                sounds_like=tuple(dict.fromkeys(same.sounds_like + word.sounds_like)),
                ipa=tuple(dict.fromkeys(same.ipa + word.ipa)),
            )
            unit = problems.unit
            notes.append(f"{unit} {place}: {word.text!r} repeats {unit} {places[first]}, merged")
        return cls(tuple(words), source, tuple(places), tuple(notes))
