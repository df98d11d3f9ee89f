"""Emissions: the log-probabilities that an acoustic model puts out, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.arrays import ComparedByValue


@dataclass(frozen=True, eq=False)
class Attention(ComparedByValue):
    """Attention of a contextual adapter, frame by frame; shares of 0..1 that add up to 1 at most."""

    entries: tuple[int, ...]  # list entries that were looked at, E of them
    mass: NDArray[np.float32]  # (T, E)
    nothing: NDArray[np.float32]  # (T,), share of "no entry is said here"

    def most(self, count: int) -> NDArray[np.int64]:
        """Columns of the ``count`` entries that were looked at most, in the order of time."""
        best = np.argsort(-self.mass.max(axis=0), kind="stable")[:count]
        found: NDArray[np.int64] = best[np.argsort(self.mass[:, best].argmax(axis=0), kind="stable")]
        return found

    def of(self, entry: int, first: int, last: int) -> float:
        """Mean share of ``entry`` over the frames ``first`` to ``last``, both inclusive."""
        columns = [n for n, e in enumerate(self.entries) if e == entry]
        return float(self.mass[first : last + 1, columns].sum(axis=1).mean()) if columns else 0.0


@dataclass(frozen=True, eq=False)
class Emissions(ComparedByValue):
    """Log-probabilities of sub-word tokens, and of phones where the model has a phone head.

    Letters: T frames, V tokens, P phones.
    """

    log_probs: NDArray[np.float32]  # (T, V), natural log
    frame_shift: float  # seconds from one row of log_probs to the next
    start: float = 0.0  # seconds from the start of the audio to the first row
    phone_log_probs: NDArray[np.float32] | None = None  # (T', P), natural log; T' frames
    phone_frame_shift: float | None = None  # seconds from one row of phone_log_probs to the next
    unbiased: NDArray[np.float32] | None = None  # (T, V), what log_probs were before an adapter biased them
    attention: Attention | None = None  # of that adapter

    @property
    def seconds(self) -> float:
        """Length of the audio the rows cover, in seconds."""
        return len(self.log_probs) * self.frame_shift
