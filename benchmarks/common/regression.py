"""Logistic regression over parts that count as a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

RIDGE = 1e-3  # of weights in units of each feature's spread
STEPS = 50  # of Newton's method, which needs about ten


def regression(
    features: Sequence[Sequence[Sequence[float]]], right: Sequence[Sequence[float]], mass: Sequence[float]
) -> list[float]:
    """Weights of the features, then the bias.

    Args:
        features: of each row of each part.
        right: 1 or 0, likewise.
        mass: what each part counts in all.
    """
    x = np.array([(*row, 1.0) for part in features for row in part])
    y = np.array([one for part in right for one in part], dtype=float)
    each = np.array([m / len(part) for m, part in zip(mass, features, strict=True) for _ in part])
    each /= each.sum()
    ridge = RIDGE * np.diag([*x[:, :-1].var(axis=0) + 1e-9, 1e-9])  # a feature may be constant
    w = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (each * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian, x.T @ (each * (p - y)) + ridge @ w)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return [float(value) for value in w]
