"""Arrays of words with times: the rendering of a transcript that most recognizers add to the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from earmark.correction.formats.alignment import Blocks, Group
from earmark.correction.formats.changes import Change, Copied, Item, Path, Reitem
from earmark.correction.formats.fields import At
from earmark.correction.formats.renderings import AlignedRendering, Style
from earmark.correction.formats.times import Share, Times, new_times, shares, value_in


@dataclass(frozen=True, slots=True)
class Shape:
    """Where an item of an array states what."""

    texts: tuple[Path, ...]  # of the word, as the running text has it first
    times: tuple[Times, ...]
    confidences: tuple[Path, ...] = ()  # the first that is there
    mark: re.Pattern[str] | None = None  # items that are signs of the recognizer and not words


@dataclass(frozen=True, slots=True)
class Entry:
    """An item that is a word, or a piece of one."""

    array: Path
    index: int
    item: Any


@dataclass(frozen=True, slots=True)
class Timing:
    """Time and confidence of a word."""

    start: float | None = None  # seconds
    end: float | None = None  # seconds
    confidence: float | None = None  # 0..1


class ItemRendering(AlignedRendering):
    """Arrays of words, one or several, in the order of reading."""

    def __init__(self, arrays: Iterable[At], shape: Shape, word_counts: Sequence[int] = ()) -> None:
        self.shape = shape
        self.word_counts = word_counts  # by array, where these are known
        arrays = list(arrays)
        self.arrays = [array.path for array in arrays]
        self.entries = [
            Entry(array.path, k, item.value)
            for array in arrays
            for k, item in enumerate(array.objects())
            if self.is_word(item)
        ]

    @cached_property
    def texts(self) -> list[Path]:
        """Where the items of this document have their texts."""
        return [path for path in self.shape.texts if any(value_in(e.item, path) for e in self.entries)]

    def is_word(self, item: At) -> bool:
        """Whether an item is a word or a piece of one."""
        text = self.text_of(item.value, item.path).strip()
        return bool(text) and (self.shape.mark is None or self.shape.mark.fullmatch(text) is None)

    def text_of(self, item: Any, path: Path = ()) -> str:
        """Return the text of an item.

        Raises:
            TranscriptError: it is not a string.
        """
        for place in self.shape.texts:
            value = value_in(item, place)
            if isinstance(value, str):
                return value
            if value is not None:
                At(value, (*path, *place)).text()
        return ""

    @cached_property
    def items(self) -> list[str]:
        """The items' texts."""
        return [self.text_of(entry.item) for entry in self.entries]

    @property
    def blocks(self) -> Blocks:
        """Numbers of words and items of each array."""
        sizes = Counter(entry.array for entry in self.entries)
        return [(n, sizes[array]) for n, array in zip(self.word_counts, self.arrays, strict=False)]

    @cached_property
    def lead(self) -> str:
        """White space that words begin with: of Whisper's arrays a space."""
        spaced = next((text for text in self.items if text[0].isspace()), "")
        return spaced[: len(spaced) - len(spaced.lstrip())]

    def joined(self) -> list[str]:
        """Return the words of the items alone, where there is no running text."""
        return ("" if self.lead else " ").join(self.items).split()

    def of_words(self, words: Sequence[str], values: Sequence[int]) -> list[int]:
        """Return a value of items by word: that of its first item, or else that of the word before."""
        alignment, found, value = self.align(words), [], 0
        for word in range(len(words)):
            covered = alignment.items_of(word)
            value = values[covered.start] if covered else value
            found.append(value)
        return found

    def timings(self, words: Sequence[str]) -> list[Timing]:
        """Return the times of words: from the start of its first item to the end of its last one."""
        alignment = self.align(words)
        own = [self._timing(entry) for entry in self.entries]
        return [_merged([own[k] for k in alignment.items_of(word)]) for word in range(len(words))]

    def _timing(self, entry: Entry) -> Timing:
        start = end = confidence = None
        for times in self.shape.times:
            if start is not None and end is not None:
                break
            start = self._seconds(entry, times.start, times.unit) if start is None else start
            end = self._seconds(entry, times.end, times.unit) if end is None else end
        for path in self.shape.confidences:
            value = value_in(entry.item, path)
            if value is not None:
                confidence = At(value).share()
                break
        return Timing(start, end, confidence)

    @staticmethod
    def _seconds(entry: Entry, path: Path, unit: float) -> float | None:
        value = value_in(entry.item, path)
        if type(value) is float and unit == 1.0 and value - value == 0:
            return value
        return At(value, (*entry.array, entry.index, *path)).seconds(unit)

    def change_groups(self, groups: Sequence[Group], words: Sequence[str]) -> list[Change]:
        styles = [
            Style.of([value_in(e.item, path) or "" for e in self.entries], words, bare=k > 0)
            for k, path in enumerate(self.texts)
        ]
        changes: list[Change] = []
        for group in groups:
            pairs = zip(group.items, group.parts, strict=True)
            for _, portion in groupby(pairs, lambda pair: self.entries[pair[0]].array):
                numbers, parts = zip(*portion, strict=True)
                written = [w for part in parts for w in part if self.writes(w, styles)]
                entries = [self.entries[k] for k in numbers]
                changes += self.rewrite(entries, written, styles, group.spread)
        return changes

    def rewrite(
        self, entries: list[Entry], words: list[str], styles: list[Style], spread: bool
    ) -> list[Change]:
        """Return the changes that write words into items of one array."""
        copies: list[list[Item]] = [[] for _ in entries]
        for number, share in enumerate(shares(len(entries), words, spread)):
            copies[share.item].append(self._copy(share, entries, styles, inside=number > 0))
        return [
            Reitem(entry.array, entry.index, tuple(items))
            for entry, items in zip(entries, copies, strict=True)
            if len(items) != 1 or items[0].values
        ]

    def writes(self, word: str, styles: list[Style]) -> bool:
        """Whether the array has an item for a word, and not for punctuation alone."""
        return bool(styles[0](word))

    def _copy(self, share: Share, entries: list[Entry], styles: list[Style], inside: bool) -> Item:
        entry = entries[share.item]
        values: dict[Path, str | int | float | Copied] = {}
        for path, style in zip(self.texts, styles, strict=True):
            old = value_in(entry.item, path)
            if isinstance(old, str):
                new = self.spaced(style(share.word), old, inside)
                values |= {path: new} if new != old else {}
        items, indexes = [e.item for e in entries], [e.index for e in entries]
        for times in self.shape.times:
            values |= new_times(share, times, items, indexes)
        return Item(entry.index, values)

    def spaced(self, word: str, old: str, inside: bool) -> str:
        """Put the white space around a word that its item has; within an edit each begins a word."""
        lead, trail = old[: len(old) - len(old.lstrip())], old[len(old.rstrip()) :]
        return (lead or (self.lead if inside else "")) + word + trail


def _merged(timings: Sequence[Timing]) -> Timing:
    """Return the time of a word of several items; it is as sure as the least sure of them."""
    if len(timings) == 1:
        return timings[0]
    starts = [t.start for t in timings if t.start is not None]
    ends = [t.end for t in timings if t.end is not None]
    confidences = [t.confidence for t in timings if t.confidence is not None]
    return Timing(
        starts[0] if starts else None, ends[-1] if ends else None, min(confidences) if confidences else None
    )
