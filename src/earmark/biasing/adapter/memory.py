"""A word list as the adapter sees it: a key and a value for each token of each entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark.arrays import spans
from earmark.biasing import BiasList

MAX_TOKENS = 24  # of an entry that are looked at; nobody needs more to be told from the others


@dataclass(frozen=True, eq=False)
class Rows:
    """Token paths of a list: one row for each way an entry is said."""

    tokens: NDArray[np.int64]  # (M,) ids, end to end
    lengths: NDArray[np.int64]  # (N,) tokens of each row
    entries: NDArray[np.int64]  # (N,) entry of the list that the row belongs to

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """(N,) first token of each row."""
        starts: NDArray[np.int64] = np.cumsum(self.lengths) - self.lengths
        return starts


@dataclass(frozen=True, eq=False)
class Keys:
    """Keys of each token of each row: in bytes, or as they are.

    In bytes a key is within half a percent of its largest number: enough to tell which rows may be meant.
    """

    numbers: NDArray[np.float32] | NDArray[np.int8]  # (M, d)
    scales: NDArray[np.float32] | None  # (M,) of keys in bytes

    @property
    def count(self) -> int:
        """M."""
        return len(self.numbers)

    @classmethod
    def room(cls, count: int, width: int, exact: bool) -> Keys:
        """For so many keys, to be filled by :meth:`put`."""
        if exact:
            return cls(np.empty((count, width), np.float32), None)
        return cls(np.empty((count, width), np.int8), np.empty(count, np.float32))

    def put(self, places: NDArray[np.int64], keys: NDArray[np.float32]) -> None:
        """Keys (P, d) at (P,) places."""
        if self.scales is None:
            self.numbers[places] = keys
            return
        scales = np.maximum(np.abs(keys).max(axis=1), np.float32(1e-6)) / np.float32(127)
        self.scales[places] = scales
        self.numbers[places] = np.rint(keys / scales[:, None]).astype(np.int8)

    def at(self, places: NDArray[np.int64] | slice) -> NDArray[np.float32]:
        """(P, d) of some places."""
        found: NDArray[np.float32] = self.numbers[places].astype(np.float32, copy=False)
        return found if self.scales is None else found * self.scales[places, None]


class MeanKeys:
    """The mean key of each token that occurs, gathered a piece of the list at a time."""

    def __init__(self, tokens: int) -> None:
        """For token ids below ``tokens``."""
        self._counts = np.zeros(tokens, np.int64)
        self._sums = np.zeros((tokens, 0))

    def add(self, tokens: NDArray[np.int64], keys: NDArray[np.float32]) -> None:
        """(P,) tokens and their keys (P, d)."""
        if not self._sums.size:
            self._sums = np.zeros((len(self._counts), keys.shape[1]))
        np.add.at(self._sums, tokens, keys)
        np.add.at(self._counts, tokens, 1)

    @cached_property
    def tokens(self) -> NDArray[np.int64]:
        """(V',) ids of those that occur, ascending."""
        return np.flatnonzero(self._counts)

    @cached_property
    def keys(self) -> NDArray[np.float32]:
        """(V', d)."""
        means: NDArray[np.float32] = (self._sums[self.tokens] / self._counts[self.tokens, None]).astype(
            np.float32
        )
        return means


@dataclass(frozen=True, eq=False)
class BiasMemory:
    """Rows and what the adapter made of them; immutable, one for each list."""

    rows: Rows
    keys: Keys
    values: NDArray[np.float32] | None  # (M, C); None: rows are encoded again when looked at
    means: MeanKeys

    def __len__(self) -> int:
        return len(self.rows.lengths)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(N,) keys of each row."""
        return self.rows.lengths

    def places(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Numbers of the keys of the chosen rows, row after row."""
        return spans(self.rows.starts[chosen], self.lengths[chosen])


def rows_of(words: BiasList) -> Rows:
    """The best path of each reading of every entry that may be written; entries to avoid have none."""
    paths: list[Sequence[int]] = []
    entries: list[int] = []
    seen: set[tuple[int, ...]] = set()
    for number, entry in enumerate(words.entries):
        if entry.word.weight <= 0 or not entry.paths:
            continue
        # Paths of one reading follow each other, likeliest first: one for each text that they spell.
        path = tuple(entry.paths[0][:MAX_TOKENS])
        if path not in seen:
            seen.add(path)
            paths.append(path)
            entries.append(number)
    lengths = np.array([len(path) for path in paths], np.int64)
    tokens = np.fromiter((token for path in paths for token in path), np.int64, int(lengths.sum()))
    return Rows(tokens, lengths, np.array(entries, np.int64))
