"""A word list as the adapter sees it: a key and a value for each token of each entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark.words import CompiledWords

MAX_TOKENS = 24  # of an entry that are looked at; nobody needs more to be told from the others


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Catalogue:
    """Rows and what the adapter made of them; immutable, one for each list."""

    rows: Rows
    keys: NDArray[np.float32]  # (M, d), or (N, d) of a pooled adapter
    values: NDArray[np.float32]  # (M, C), or (N, C)
    pooled: bool = False

    def __len__(self) -> int:
        return len(self.rows.lengths)

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """(N,) keys of each row."""
        return np.ones_like(self.rows.lengths) if self.pooled else self.rows.lengths

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """(N,) first key of each row."""
        starts: NDArray[np.int64] = np.cumsum(self.lengths) - self.lengths
        return starts

    def places(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Numbers of the keys of the chosen rows, row after row."""
        lengths = self.lengths[chosen]
        ends = np.cumsum(lengths)
        offsets = np.repeat(self.starts[chosen] - (ends - lengths), lengths)
        found: NDArray[np.int64] = np.arange(ends[-1] if len(ends) else 0) + offsets
        return found


def rows_of(words: CompiledWords) -> Rows:
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
