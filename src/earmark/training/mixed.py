"""Two lists of batches as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from earmark.training.task import AnyBatch, BatchSource

First = TypeVar("First", bound=AnyBatch, covariant=True)
Second = TypeVar("Second", bound=AnyBatch, covariant=True)


@dataclass(frozen=True)
class MixedBatches(Generic[First, Second]):
    """Batch after batch from ``second`` with probability ``share``, otherwise from ``first``."""

    first: BatchSource[First]
    second: BatchSource[Second]
    share: float  # 0..1
    seed: int

    def batch(self, number: int) -> First | Second:
        """Batch ``number``, the same in every process."""
        drawn = np.random.default_rng([self.seed, number, 1]).random()
        return self.second.batch(number) if drawn < self.share else self.first.batch(number)
