"""State 95 % intervals by resampling utterances."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000  # 25 resamples lie beyond each end of the interval: steady to about two digits
SEED = 20221  # fixed, so that the same transcripts give the same interval
LEVEL = 0.95
BLOCK = 500  # resamples drawn at once: memory stays flat for thousands of utterances

Counts = Sequence[float] | NDArray[np.float64]  # (C,) of one utterance
Sums = NDArray[np.float64]


def interval(
    counts: Sequence[Counts], statistic: Callable[[Sums], Sums], seed: int = SEED
) -> tuple[float, float] | None:
    """(low, high) of a statistic of summed counts.

    Args:
        counts: (U, C) per utterance; utterances are the unit that is drawn with replacement.
        statistic: (C, R) summed counts of R resamples -> (R,) values, NaN where undefined.
        seed: of the resampling.

    Returns:
        The interval, or None where the statistic is undefined in every resample.
    """
    table = np.asarray(counts, dtype=np.float64)  # (U, C)
    if not len(table):
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        values = statistic((draw(len(table), RESAMPLES, seed) @ table).T)  # (C, R) -> (R,)
    values = values[np.isfinite(values)]
    return middle(values) if len(values) else None


def draw(units: int, resamples: int, seed: int = SEED) -> NDArray[np.int32]:
    """(R, U) how often each utterance is drawn in each resample."""
    rng, share = np.random.default_rng(seed), np.full(units, 1 / units)
    sizes = (min(BLOCK, resamples - at) for at in range(0, resamples, BLOCK))
    return np.concatenate([rng.multinomial(units, share, size=n).astype(np.int32) for n in sizes])


def middle(values: NDArray[np.float64]) -> tuple[float, float]:
    """The ends of the middle 95 % of (R,) values."""
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)


def ratio(sums: Sums) -> Sums:
    """First count over second."""
    return np.asarray(sums[0] / sums[1])


def f1(sums: Sums) -> Sums:
    """F1 of (found, invented, missed)."""
    found, invented, missed = sums
    return np.asarray(2 * found / (2 * found + invented + missed))
