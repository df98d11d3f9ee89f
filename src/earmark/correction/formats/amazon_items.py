"""Amazon Transcribe's items: punctuation stands in items of its own, and other arrays refer to items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from earmark.correction.formats.alignment import Run
from earmark.correction.formats.changes import Change, Item, Path, Reitem
from earmark.correction.formats.fields import At
from earmark.correction.formats.item_renderings import Entry, ItemRendering, Shape
from earmark.correction.formats.renderings import Rendering, Style, bare_of
from earmark.correction.formats.times import Times

NUMBER: Path = ("id",)
CONTENT: Path = ("alternatives", 0, "content")
TIMES = (Times(("start_time",), ("end_time",)),)
ITEMS = Shape(texts=(CONTENT,), times=TIMES, confidences=(("alternatives", 0, "confidence"),))
LABELS = Shape(texts=(), times=TIMES)


class AmazonItems(ItemRendering):
    """Items of words, each with the items of punctuation behind it."""

    def __init__(self, arrays: Iterable[At]) -> None:
        arrays = list(arrays)
        super().__init__(arrays, ITEMS)
        self.marks: dict[tuple[Path, int], list[Entry]] = {}  # by the word that they stand behind
        words = {(entry.array, entry.index) for entry in self.entries}
        for array in arrays:
            behind: list[Entry] = []
            for k, item in enumerate(array.objects()):
                if (array.path, k) in words:
                    behind = self.marks.setdefault((array.path, k), [])
                else:
                    behind.append(Entry(array.path, k, item.value))

    def is_word(self, item: At) -> bool:
        """Whether an item is a word."""
        return item["type"].value != "punctuation" and super().is_word(item)

    def sort_by_channel(self, labels: Sequence[Any]) -> None:
        """Put the items of the first channel before those of the second, as the transcript has them."""
        order = {label: k for k, label in enumerate(labels)}
        self.entries.sort(key=lambda entry: order.get(str(entry.item.get("channel_label")), 0))

    def joined(self) -> list[str]:
        """Return the words of the items with their punctuation."""
        return " ".join(self.text_of(e.item) + self._trailing(e) for e in self.entries).split()

    @cached_property
    def numbers(self) -> dict[tuple[Path, int], int]:
        """Numbers of the items that have one."""
        entries = (*self.entries, *self.all_marks)
        numbers = {(e.array, e.index): e.item.get("id") for e in entries}
        return {place: number for place, number in numbers.items() if isinstance(number, int)}

    def change(self, words: Sequence[str], runs: Sequence[Run]) -> list[Change]:
        """Return the changes; items that come in addition have numbers of their own."""
        free = 1 + max(self.numbers.values(), default=-1)
        changes: list[Change] = []
        for change in super().change(words, runs):
            if isinstance(change, Reitem):
                others = list(change.items[1:])
                for k, item in enumerate(others):
                    if (change.path, item.template) in self.numbers:
                        others[k] = replace(item, values={**item.values, NUMBER: free})
                        free += 1
                change = replace(change, items=(*change.items[:1], *others))
            changes.append(change)
        return changes

    def writes(self, word: str, styles: list[Style]) -> bool:
        """Whether a word is more than punctuation."""
        return bool(bare_of(word))

    def rewrite(
        self, entries: list[Entry], words: list[str], styles: list[Style], spread: bool
    ) -> list[Change]:
        """Return the changes that write words, and the punctuation that is other than what stands there."""
        if not self.all_marks:
            return super().rewrite(entries, words, styles, spread)
        bare = [Style(bare=True, lower=styles[0].lower)]
        written = super().rewrite(entries, words, bare, spread)
        changed = {c.index: c.items for c in written if isinstance(c, Reitem)}
        changes: list[Change] = []
        left = list(words)
        for entry in entries:
            items = changed.get(entry.index, (Item(entry.index),))
            own, left = left[: len(items)], left[len(items) :]
            changes += self._with_marks(entry, items, [_trailing_of(word) for word in own])
        return changes

    def _with_marks(self, entry: Entry, items: Sequence[Item], trailing: Sequence[str]) -> list[Change]:
        """Put marks behind copies of an item; those behind the last one stay where they are the same."""
        marks = self.marks.get((entry.array, entry.index), [])
        stay = bool(items) and trailing[-1] == self._trailing(entry)
        new: list[Item] = []
        for item, mark in zip(items, trailing, strict=True):
            last = item is items[-1]
            new += [item] if last and stay else [item, *self._mark(entry.array, mark)]
        changes: list[Change] = []
        if len(new) != 1 or new[0].values:
            changes.append(Reitem(entry.array, entry.index, tuple(new)))
        return changes if stay else changes + [Reitem(m.array, m.index, ()) for m in marks]

    def _mark(self, array: Path, text: str) -> list[Item]:
        """Return a copy of a mark of the same array, if there is one of the same text."""
        here = [mark for mark in self.all_marks if mark.array == array]
        same = [mark for mark in here if self.text_of(mark.item) == text]
        if not text or not here:
            return []
        return [Item(same[0].index) if same else Item(here[0].index, {CONTENT: text})]

    @cached_property
    def all_marks(self) -> list[Entry]:
        return [mark for marks in self.marks.values() for mark in marks]

    def _trailing(self, entry: Entry) -> str:
        return "".join(self.text_of(m.item) for m in self.marks.get((entry.array, entry.index), ()))


def _trailing_of(word: str) -> str:
    """Return the punctuation behind a word."""
    core = bare_of(word)
    return word[word.index(core) + len(core) :]


class LabelItems(ItemRendering):
    """Speaker labels: the times of words without their text."""

    def __init__(self, arrays: Iterable[At], words: AmazonItems) -> None:
        self._texts = {
            str(e.item.get("start_time")): text for e, text in zip(words.entries, words.items, strict=True)
        }
        super().__init__(arrays, LABELS)

    def is_word(self, item: At) -> bool:
        """Whether a word starts at the same time."""
        return str(item["start_time"].value) in self._texts

    def text_of(self, item: Any, path: Path = ()) -> str:
        """Return the text of the word that starts at the same time."""
        return self._texts[str(item.get("start_time"))]

    def writes(self, word: str, styles: list[Style]) -> bool:
        """Whether a word is more than punctuation."""
        return bool(bare_of(word))


class SegmentItems(Rendering):
    """Arrays of the numbers of items."""

    def __init__(self, arrays: Iterable[At], items: AmazonItems) -> None:
        self._items = items
        self._places = {
            number.value: (array.path, k)
            for array in arrays
            for k, number in enumerate(array.items())
            if isinstance(number.value, int)
        }

    def change(self, words: Sequence[str], runs: Sequence[Run]) -> list[Change]:
        """Return the changes that follow from those of the items."""
        changes: list[Change] = []
        for change in self._items.change(words, runs) if self._places else []:
            if not isinstance(change, Reitem) or len(change.items) == 1:
                continue
            place = self._places.get(self._items.numbers.get((change.path, change.index), -1))
            if place is not None:
                path, k = place
                others = [item.values[NUMBER] for item in change.items[1:] if NUMBER in item.values]
                own = [Item(k)] if change.items else []
                changes.append(Reitem(path, k, (*own, *(Item(k, {(): number}) for number in others))))
        return changes
