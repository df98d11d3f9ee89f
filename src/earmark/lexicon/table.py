"""Pronunciations of many words in flat arrays: lists have hundreds of thousands of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.arrays import spans
from earmark.lexicon.pronunciation import SOURCES, Pronunciation

Arrays: TypeAlias = tuple[
    NDArray[np.uint16], NDArray[np.uint32], NDArray[np.uint32], NDArray[np.uint8], NDArray[np.float64]
]
AT_ONCE = 65_536  # pronunciations copied at a time
_PLACE = {source: place for place, source in enumerate(SOURCES)}


@dataclass(frozen=True, eq=False)
class PronunciationTable:
    """Pronunciations of W words, R in all, those of a word from the surest to the least sure. Immutable."""

    phones: NDArray[np.uint16]  # of all pronunciations, end to end
    readings: NDArray[np.uint32]  # (R + 1,) where each pronunciation begins in ``phones``
    words: NDArray[np.uint32]  # (W + 1,) where the pronunciations of each word begin
    sources: NDArray[np.uint8]  # (R,) places in SOURCES
    log_probs: NDArray[np.float64]  # (R,) nats given the spelling, 0 unless guessed

    @classmethod
    def of(cls, words: Iterable[Sequence[Pronunciation]]) -> PronunciationTable:
        """Pack the pronunciations of each word."""
        several = list(words)
        flat = [one for pronunciations in several for one in pronunciations]
        return cls(
            np.fromiter((phone for one in flat for phone in one.phones), np.uint16),
            offsets([len(one.phones) for one in flat]),
            offsets([len(pronunciations) for pronunciations in several]),
            np.array([_PLACE[one.source] for one in flat], np.uint8),
            np.array([one.log_prob for one in flat], np.float64),
        )

    @classmethod
    def joined(cls, tables: Sequence[PronunciationTable]) -> PronunciationTable:
        """The words of all tables, table after table."""
        return cls(
            np.concatenate([table.phones for table in tables]),
            offsets(np.concatenate([np.diff(table.readings) for table in tables])),
            offsets(np.concatenate([np.diff(table.words) for table in tables])),
            np.concatenate([table.sources for table in tables]),
            np.concatenate([table.log_probs for table in tables]),
        )

    def take(self, places: NDArray[np.int64]) -> PronunciationTable:
        """The words at ``places``, in that order."""
        counts = np.diff(self.words)[places]
        readings = spans(self.words[places], counts)
        lengths = np.diff(self.readings)[readings]
        phones = np.empty(lengths.sum(dtype=np.int64), np.uint16)
        ends = np.cumsum(lengths, dtype=np.int64)
        for first in range(0, len(readings), AT_ONCE):  # the numbers of all phones would take 8 bytes each
            part = slice(first, first + AT_ONCE)
            begin = ends[first] - lengths[first]
            taken = spans(self.readings[readings[part]], lengths[part])
            phones[begin : begin + len(taken)] = self.phones[taken]
        return PronunciationTable(
            phones,
            offsets(lengths),
            offsets(counts),
            self.sources[readings],
            self.log_probs[readings],
        )

    def __len__(self) -> int:
        """W."""
        return len(self.words) - 1

    def __getitem__(self, word: int) -> tuple[Pronunciation, ...]:
        return tuple(
            Pronunciation(
                tuple(self.phones[self.readings[r] : self.readings[r + 1]].tolist()),
                SOURCES[self.sources[r]],
                float(self.log_probs[r]),
            )
            for r in range(self.words[word], self.words[word + 1])
        )

    @property
    def arrays(self) -> Arrays:
        """As the core takes them."""
        return (self.phones, self.readings, self.words, self.sources, self.log_probs)

    @property
    def bytes(self) -> int:
        """Size in memory."""
        return sum(array.nbytes for array in self.arrays)

    @property
    def core(self) -> _core.Pronunciations:
        """A copy of the phones, as the search reads them."""
        return _core.Pronunciations(self.phones, self.readings, self.words)


def offsets(counts: Sequence[int] | NDArray[np.integer[Any]]) -> NDArray[np.uint32]:
    """(N,) counts -> (N + 1,) where each begins."""
    found = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=found[1:])
    return found
