"""Score a tagger on held-out text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from earmark.output.written.tagger import Tagger
from earmark.training.written.text import TaggedText

COMMA, STOP, QUESTION = 1, 2, 3  # places in MARKS
CAPITALS = (1, 2)  # places in CASES


@dataclass(frozen=True)
class Scores:
    """F1 of 0..1, over all marks and all capitals."""

    words: int
    marks: float
    comma: float
    stop: float
    question: float
    capitals: float


def score(tagger: Tagger, text: TaggedText, limit: int) -> Scores:
    """Tag the first ``limit`` words of a text."""
    n = min(len(text), limit)
    tags = tagger.tag_features(text.features[:n])
    return scores_of(tags.best_marks()[0], text.marks[:n], tags.best_cases(), text.cases[:n])


def scores_of(marks: ArrayLike, right_marks: ArrayLike, cases: ArrayLike, right_cases: ArrayLike) -> Scores:
    """Compare tags of the same N words; 0 where a word is not there."""
    found, right, found_cases, right_cases = map(np.asarray, (marks, right_marks, cases, right_cases))
    return Scores(
        len(found), f1(found, right, (COMMA, STOP, QUESTION)), f1(found, right, (COMMA,)),
        f1(found, right, (STOP,)), f1(found, right, (QUESTION,)), f1(found_cases, right_cases, CAPITALS),
    )  # fmt: skip


def f1(found: NDArray[np.int64], right: NDArray[np.int64], classes: Sequence[int]) -> float:
    """Micro F1 of some classes; 1 where there are none and none were found."""
    hits = sum(int(((found == c) & (right == c)).sum()) for c in classes)
    total = int(np.isin(found, classes).sum()) + int(np.isin(right, classes).sum())
    return 2 * hits / total if total else 1.0
