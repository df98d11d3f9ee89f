"""Masking in the manner of SpecAugment (Park et al. 2019)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class MaskOptions:
    """Time and width of what is masked in a clip."""

    every: float = 2.0  # seconds of speech per time mask, on average
    longest: float = 0.24  # seconds: about one syllable, which the context can still restore


TWO_VIEWS = MaskOptions(every=1.0, longest=0.32)  # what is hidden from one view can be learned from the other


def masks_of(n_views: int) -> MaskOptions:
    """Choose how much is hidden of each of ``n_views`` copies of a clip."""
    return TWO_VIEWS if n_views > 1 else MaskOptions()


def spans(length: int, per_second: float, options: MaskOptions, rng: np.random.Generator) -> Iterator[slice]:
    """Time masks over ``length`` frames."""
    for _ in range(rng.poisson(length / per_second / options.every)):
        span = int(rng.integers(1, int(options.longest * per_second) + 1))
        start = int(rng.integers(0, max(1, length - span)))
        yield slice(start, start + span)
