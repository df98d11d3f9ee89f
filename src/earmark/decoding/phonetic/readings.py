"""Readings of written words, from any source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np

from earmark._core import Pronunciations
from earmark.lexicon.pronouncer import Pronouncer

Reading: TypeAlias = tuple[int, ...]  # phone ids of the inventory


class Sounds(Protocol):
    """A source of readings, such as :class:`earmark.lexicon.Lexicon`."""

    def readings(self, word: str) -> Sequence[Reading]:
        """Return every reading of ``word``; none for a word that the source does not know."""
        ...


class Pronounced:
    """The readings of a pronouncer, guesses included. Any number of threads may share one."""

    def __init__(self, pronouncer: Pronouncer) -> None:
        self._pronouncer = pronouncer

    def readings(self, word: str) -> Sequence[Reading]:
        """Return every reading of ``word``, the surest first."""
        return tuple(p.phones for p in self._pronouncer.pronounce([word])[word])


def readings_of(word: str, sounds: Sequence[Sounds]) -> Sequence[Reading]:
    """Return the readings of the first source that knows ``word``; none where all lack it."""
    return next(filter(None, (one.readings(word) for one in sounds)), ())


def as_table(readings: Sequence[Sequence[Reading]]) -> Pronunciations:
    """Build the core's table, in which number i has ``readings[i]``."""
    flat = [reading for several in readings for reading in several]
    return Pronunciations(
        np.array([phone for reading in flat for phone in reading], dtype=np.uint16),
        np.cumsum([0, *map(len, flat)]).astype(np.uint32),
        np.cumsum([0, *map(len, readings)]).astype(np.uint32),
    )
