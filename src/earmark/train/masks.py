"""Masking in the manner of SpecAugment (Park et al. 2019)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MaskOptions:
    """How much of a clip is hidden in training."""

    every: float = 2.0  # seconds of speech per time mask, on average
    longest: float = 0.24  # seconds: about one syllable, which the context can still restore
    bands: int = 2  # frequency masks a clip, log-mel only
    widest: int = 15  # mel bands of 80; Park's 27 is for encoders that start from nothing


def spans(length: int, per_second: int, options: MaskOptions, rng: np.random.Generator) -> Iterator[slice]:
    """Time masks over ``length`` frames."""
    for _ in range(rng.poisson(length / per_second / options.every)):
        span = int(rng.integers(1, int(options.longest * per_second) + 1))
        start = int(rng.integers(0, max(1, length - span)))
        yield slice(start, start + span)


def cells(
    shape: tuple[int, int], per_second: int, options: MaskOptions, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """True where a (F, 80) log-mel is to be hidden: spans of time and bands of frequency."""
    hidden = np.zeros(shape, dtype=np.bool_)
    for span in spans(shape[0], per_second, options, rng):
        hidden[span] = True
    for _ in range(options.bands):
        width = int(rng.integers(0, options.widest + 1))
        low = int(rng.integers(0, shape[1] - width))
        hidden[:, low : low + width] = True
    return hidden
