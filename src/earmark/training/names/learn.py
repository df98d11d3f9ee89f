"""Logistic regression over hashed features, and the choice of those that matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.training.names.options import NameOptions

Say = Callable[[str], None]  # progress, a sentence at a time
LARGEST = 4.0  # nats of one weight: eight bits reach so far


@dataclass(frozen=True, eq=False)
class Learnt:
    """Weights by feature number, and the bias."""

    numbers: NDArray[np.uint32]  # (F,) ascending
    weights: NDArray[np.int8]  # (F,) multiples of scale
    scale: float
    bias: float


def learn(numbers: NDArray[np.uint32], labels: NDArray[np.float32], options: NameOptions, say: Say) -> Learnt:
    """Learn from (N, features of a place) numbers and (N,) labels."""
    found, counts = np.unique(numbers, return_counts=True)
    often = counts >= options.least_count
    found, counts = found[often], counts[often]
    say(f"{len(found):,} features are frequent enough")
    columns = _columns(numbers, found)
    weights, bias = _regress(columns, labels, len(found), options, say)
    if len(found) > options.features:
        matter = np.abs(weights) * np.sqrt(counts)
        kept = np.sort(np.argpartition(-matter, options.features)[: options.features])
        place = np.full(len(found) + 1, len(kept), np.int32)
        place[kept] = np.arange(len(kept))
        found = found[kept]
        weights, bias = _regress(place[columns], labels, len(found), options, say)
    scale = float(min(np.abs(weights).max(initial=0.0), LARGEST) / 127) or 1.0
    rounded = np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)
    return Learnt(found, rounded, scale, bias)


def _columns(numbers: NDArray[np.uint32], found: NDArray[np.uint32]) -> NDArray[np.int32]:
    """Places of the numbers among those found; their count where they are not."""
    columns = np.empty(numbers.shape, np.int32)
    for row in range(0, len(numbers), 1 << 18):
        part = numbers[row : row + (1 << 18)]
        at = np.minimum(np.searchsorted(found, part), max(len(found) - 1, 0))
        columns[row : row + (1 << 18)] = np.where(found[at] == part, at, len(found))
    return columns


def _regress(
    columns: NDArray[np.int32], labels: NDArray[np.float32], size: int, options: NameOptions, say: Say
) -> tuple[NDArray[np.float64], float]:
    """Weights by column and the bias, by Adagrad (Duchi et al. 2011); column ``size`` weighs nothing."""
    weights, squares = np.zeros(size + 2), np.full(size + 2, 1e-10)  # nothing and the bias last
    rng = np.random.default_rng(options.seed)
    for round_ in range(options.rounds):
        order = rng.permutation(len(labels))
        total = 0.0
        for first in range(0, len(order), options.batch):
            part = order[first : first + options.batch]
            logits = weights[-1] + weights[columns[part]].sum(axis=1)
            total += loss(logits, labels[part]) * len(part)
            error = (1 / (1 + np.exp(-logits)) - labels[part]) / len(part)
            gradient = np.bincount(columns[part].ravel(), np.repeat(error, columns.shape[1]), size + 2)
            gradient[-2:] = 0.0, error.sum()
            squares += gradient**2
            weights -= options.rate * gradient / np.sqrt(squares)
        say(f"round {round_ + 1}, {size:,} features: {total / len(order):.4f} nats a place")
    return weights[:-2], float(weights[-1])


def loss(logits: NDArray[np.float64], labels: NDArray[np.float32]) -> float:
    """Nats a place."""
    return float(np.logaddexp(0, np.where(labels > 0, -logits, logits)).mean())


def log_odds(numbers: NDArray[np.uint32], learnt: Learnt) -> NDArray[np.float64]:
    """Of (N, features of a place) numbers."""
    weights = np.append(learnt.weights, np.int8(0)).astype(np.float64)
    odds: NDArray[np.float64] = learnt.bias + learnt.scale * weights[_columns(numbers, learnt.numbers)].sum(1)
    return odds
