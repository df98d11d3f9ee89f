"""Emissions that look like those of a CTC model reading given texts, for timing without a model.

Mostly blank frames, a token's probability in one or two frames, now and then the wrong token on
top with the right one behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WRONG = 0.12  # share of tokens where another one comes out on top


def simulate(tokens: Sequence[int], vocabulary: int, seed: int) -> NDArray[np.float32]:
    """(T, V) log-probabilities that mostly read as ``tokens``; about four frames a token."""
    rng = np.random.default_rng(seed)
    rows: list[NDArray[np.float64]] = []
    for token in tokens:
        for _ in range(rng.integers(1, 6)):
            rows.append(_row({0: 9.0 + rng.normal(), token: rng.normal()}, vocabulary, rng))
        other = int(rng.integers(1, vocabulary))
        right, wrong = (1.0, 3.0) if rng.random() < WRONG else (8.0, 2.0 + 2 * rng.random())
        blank = 5.0 * rng.random()
        rows.append(_row({0: blank, token: right + 2, other: wrong + 2}, vocabulary, rng))
        if rng.random() < 0.3:
            rows.append(_row({0: 6.0, token: 6.0 * rng.random()}, vocabulary, rng))
    logits = np.array(rows)
    return (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))).astype(np.float32)


def _row(peaks: dict[int, float], vocabulary: int, rng: np.random.Generator) -> NDArray[np.float64]:
    row = rng.normal(-2.5, 1.2, vocabulary)
    for token, logit in peaks.items():
        row[token] = logit
    return row
