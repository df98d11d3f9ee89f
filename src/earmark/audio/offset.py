"""Remove a constant or slowly moving offset: (N,) samples less their mean over a fifth of a second.

The mean is taken twice over a tenth of a second: a filter without delay that removes 30 dB at 1 Hz and
changes nothing above 20 Hz by more than 0.1 dB. A voice has nothing below 60 Hz.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from earmark.audio.waveform import RATE, Samples

WINDOW = RATE // 10 + 1  # samples of one mean, odd: the filter has no delay
REACH = WINDOW - 1  # samples on both sides that two means cover


class OffsetFilter:
    """Removes the offset of a stream of blocks, padded at both ends with its mirror image."""

    def __init__(self) -> None:
        self._held = np.zeros(0, np.float32)
        self._begun = False

    def add(self, item: Samples) -> Iterator[Samples]:
        """(N,) samples; those within REACH of the end wait for the next."""
        self._held = np.concatenate([self._held, item])
        if not self._begun and len(self._held) > REACH:
            self._held, self._begun = np.pad(self._held, (REACH, 0), mode="reflect"), True
        if self._begun and len(self._held) > 2 * REACH:
            ready, self._held = self._held, self._held[len(self._held) - 2 * REACH :]
            yield _without_mean(ready)

    def rest(self) -> Iterator[Samples]:
        """Yield the samples held."""
        if self._begun:
            yield _without_mean(np.pad(self._held, (0, REACH), mode="reflect"))
        elif len(self._held):
            yield self._held - self._held.mean(dtype=np.float64).astype(np.float32)


def _without_mean(samples: Samples) -> Samples:
    """(N + 2 * REACH,) -> (N,)"""
    means = _moving_mean(_moving_mean(samples.astype(np.float64)))
    return np.asarray(samples[REACH : len(samples) - REACH] - means, dtype=np.float32)


def _moving_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) -> (N - WINDOW + 1,)"""
    sums = np.cumsum(np.concatenate([[0.0], values]))
    return np.asarray((sums[WINDOW:] - sums[:-WINDOW]) / WINDOW)
