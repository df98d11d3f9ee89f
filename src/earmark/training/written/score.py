"""Score a tagger on held-out text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from earmark.training.written.network import TaggerNetwork
from earmark.training.written.text import TaggedText

WINDOW = 512  # words at a time


@dataclass(frozen=True)
class Scores:
    """F1 of 0..1, over all marks and all capitals."""

    words: int
    marks: float
    comma: float
    stop: float
    question: float
    capitals: float


def score(network: TaggerNetwork, text: TaggedText, limit: int) -> Scores:
    """Tag the first ``limit`` words of a text."""
    n = min(len(text), limit)
    marks, cases = np.zeros(n, np.int64), np.zeros(n, np.int64)
    with torch.no_grad():
        for first in range(0, n, WINDOW):
            rows = torch.from_numpy(text.features[first : min(first + WINDOW, n)]).long().unsqueeze(0)
            found_marks, found_cases = network(rows, torch.ones(rows.shape[:2]))
            marks[first : first + rows.shape[1]] = found_marks[0].argmax(-1).numpy()
            cases[first : first + rows.shape[1]] = found_cases[0].argmax(-1).numpy()
    right_marks, right_cases = text.marks[:n], text.cases[:n]
    return Scores(
        n, f1(marks, right_marks, (1, 2, 3)), f1(marks, right_marks, (1,)), f1(marks, right_marks, (2,)),
        f1(marks, right_marks, (3,)), f1(cases, right_cases, (1, 2)),
    )  # fmt: skip


def f1(
    found: NDArray[np.int64], right: NDArray[np.int64] | NDArray[np.uint8], classes: tuple[int, ...]
) -> float:
    """Micro F1 of some classes; 1 where there are none and none were found."""
    hits = sum(int(((found == c) & (right == c)).sum()) for c in classes)
    total = int(np.isin(found, classes).sum()) + int(np.isin(right, classes).sum())
    return 2 * hits / total if total else 1.0
