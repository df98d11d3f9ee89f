"""How easily an entry is written where another word was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

SHORT = 3  # phones: an entry of so few occurs inside other words
FAR = 2.0  # phones of difference from which a common word is not mistaken for an entry


@dataclass(frozen=True, slots=True)
class Confusability:
    """The common words that one entry sounds like."""

    phones: int  # of its shortest pronunciation; 0 where none is known
    sounds_like: str | None = None  # the common word nearest to it, if one is less than FAR phones away
    distance: float = FAR  # phones between the two: 0 = the same; 0.4 for one that is near, such as n and ŋ
    others: tuple[str, ...] = ()  # up to two more such words, the commonest of them
    spelt_like: str | None = None  # the commonest word that one of its spoken forms is, given ones included

    @property
    def degree(self) -> float:
        """0..1: how much more evidence than usual the entry should need.

        1 where it sounds exactly like a common word or has at most SHORT phones, 0.5 where one phone makes
        the difference or it has one phone more than that, 0 where nothing is near.
        """
        brief = 1.0 - 0.5 * max(0, self.phones - SHORT) if self.phones else 0.0
        return max(0.0, brief, 1.0 - self.distance / FAR)


UNKNOWN = Confusability(0)


@dataclass(frozen=True, eq=False)
class ConfusabilityTable(Sequence[Confusability]):
    """Confusability of K entries in flat arrays. Immutable."""

    phones: NDArray[np.int32]  # (K,)
    nearest: NDArray[np.int32]  # (K,) places in ``names``, -1 for none
    distance: NDArray[np.float64]  # (K,) phones
    others: NDArray[np.int32]  # (2 K,) places in ``names``, two an entry, -1 for none
    degrees: NDArray[np.float32]  # (K,) 0..1
    spelt: NDArray[np.int32]  # (K,) places in ``names``, -1 for none
    names: Sequence[str] = field(repr=False)  # common words

    def __len__(self) -> int:
        return len(self.phones)

    def __getitem__(self, entry: int) -> Confusability:  # type: ignore[override]
        nearest = int(self.nearest[entry])
        others = self.others[2 * entry : 2 * entry + 2]
        spelt = int(self.spelt[entry])
        return Confusability(
            int(self.phones[entry]),
            None if nearest < 0 else self.names[nearest],
            float(self.distance[entry]),
            tuple(self.names[place] for place in others.tolist() if place >= 0),
            None if spelt < 0 else self.names[spelt],
        )

    def homophones(self) -> list[int]:
        """Numbers of the entries that are spelt or said like a common word."""
        return [int(number) for number in np.flatnonzero((self.spelt >= 0) | (self.distance == 0.0))]

    @property
    def bytes(self) -> int:
        """Size in memory; the names are shared by all lists of a model."""
        arrays = (self.phones, self.nearest, self.distance, self.others, self.degrees, self.spelt)
        return sum(array.nbytes for array in arrays)
