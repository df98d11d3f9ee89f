"""Draw the clips of a batch as a pure function of (seed, number), so that a resumed run repeats nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

BUCKETS = 16  # length classes: padding stays under a tenth


class BucketSampler:
    """Draws clips of similar lengths, each in proportion to its weight."""

    def __init__(self, seconds: ArrayLike, weights: ArrayLike, batch_seconds: float, seed: int) -> None:
        lengths = np.asarray(seconds, dtype=np.float64)
        self.batch_seconds, self.seed = batch_seconds, seed
        self.order = np.argsort(lengths, kind="stable")
        self.seconds = lengths[self.order]
        weight = np.asarray(weights, dtype=np.float64)[self.order]
        # buckets of equal weighted seconds, each then as likely as the others
        share = np.cumsum(weight * self.seconds)
        edges = np.searchsorted(share, np.linspace(0, share[-1], BUCKETS + 1)[1:-1])
        self.buckets = [b for b in np.split(np.arange(len(lengths)), edges) if len(b)]
        self.odds = [weight[b] / weight[b].sum() for b in self.buckets]

    @property
    def hours(self) -> float:
        """Speech to draw from, weights apart."""
        return float(self.seconds.sum() / 3600)

    def draw(self, number: int) -> tuple[NDArray[np.int64], np.random.Generator]:
        """Clips of batch ``number`` (indices as given), and the generator for whatever else it draws."""
        rng = np.random.default_rng([self.seed, number])
        which = int(rng.integers(len(self.buckets)))
        longest = self.seconds[self.buckets[which][-1]]
        count = max(1, int(self.batch_seconds / longest))
        picked = rng.choice(self.buckets[which], size=count, p=self.odds[which])
        return self.order[picked], rng
