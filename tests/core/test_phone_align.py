"""Forced alignment, against every alignment enumerated."""

import itertools
import math

import numpy as np
import pytest
from decoding.reference import random_log_probs

from earmark._core import align_labels

A, B, WB, BLANK = 0, 1, 2, 3
COLUMNS = 4
SKIP = 1.5
LABELS = [[], [A], [A, B], [A, A], [A, WB, B], [A, WB, A], [WB, A], [A, WB], [A, B, WB, B, A]]


def align(log_probs: np.ndarray, labels: list[int], boundary: int = WB) -> tuple[float, list[int], list[int]]:
    return align_labels(log_probs, labels, blank=BLANK, boundary=boundary, boundary_skip=SKIP)


def collapse(path: tuple[int, ...], boundary: int) -> tuple[int, ...]:
    """What CTC makes of it, neighbouring boundaries as one."""
    merged = [p for i, p in enumerate(path) if i == 0 or p != path[i - 1]]
    labels = [p for p in merged if p != BLANK]
    return tuple(p for i, p in enumerate(labels) if p != boundary or i == 0 or labels[i - 1] != boundary)


def allowed(labels: list[int], boundary: int) -> dict[tuple[int, ...], float]:
    """Every label string that counts as ``labels``, with its cost."""
    inner = [i for i, label in enumerate(labels) if label == boundary and 0 < i < len(labels) - 1]
    core = [i for i, label in enumerate(labels) if label != boundary or i in inner]
    strings: dict[tuple[int, ...], float] = {}
    for left_out in itertools.product([False, True], repeat=len(inner)):
        dropped = {i for i, out in zip(inner, left_out, strict=True) if out}
        kept = tuple(labels[i] for i in core if i not in dropped)
        ends = [(), (boundary,)] if boundary >= 0 else [()]
        for before, after in itertools.product(ends, repeat=2):
            string = before + kept + after
            if not kept:
                string = before
            strings[string] = min(strings.get(string, math.inf), SKIP * len(dropped))
    return strings


def best_path(log_probs: np.ndarray, labels: list[int], boundary: int) -> float:
    strings = allowed(labels, boundary)
    scores = [
        sum(float(log_probs[t, p]) for t, p in enumerate(path)) - strings[string]
        for path in itertools.product(range(COLUMNS), repeat=len(log_probs))
        if (string := collapse(path, boundary)) in strings
    ]
    return max(scores, default=-math.inf)


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize("frames", [1, 3, 6])
def test_the_score_is_that_of_the_best_path(labels: list[int], frames: int) -> None:
    log_probs = random_log_probs(frames + len(labels), frames, COLUMNS)
    expected = best_path(log_probs, labels, WB)
    assert align(log_probs, labels)[0] == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("labels", [[A], [A, B], [A, A], [B, A, B]])
def test_without_boundaries_a_boundary_is_no_pause(labels: list[int]) -> None:
    log_probs = random_log_probs(5, 6, COLUMNS)
    log_probs[2, WB] = 5.0  # tempting, and never taken
    log_probs[:, [A, B, BLANK]] -= 3.0
    rest = np.delete(np.arange(COLUMNS), WB)
    blocked = log_probs.copy()
    blocked[:, WB] = -1e9
    assert align(log_probs, labels, boundary=-1)[0] == pytest.approx(best_path(blocked, labels, -1), abs=1e-3)
    assert set(rest) == {A, B, BLANK}


def spoken(path: list[int]) -> np.ndarray:
    rows = np.full((len(path), COLUMNS), -9.0, dtype=np.float32)
    rows[np.arange(len(path)), path] = -0.01
    return rows


def test_frames_of_each_label() -> None:
    rows = spoken([BLANK, A, A, BLANK, WB, BLANK, WB, B, BLANK, A, WB])
    log_prob, begins, ends = align(rows, [A, WB, B, A])
    assert log_prob == pytest.approx(-0.11, abs=1e-4)
    assert begins == [1, 4, 7, 9]
    assert ends == [3, 5, 8, 10]


def test_a_boundary_that_is_not_heard_costs_its_price_and_takes_no_frames() -> None:
    log_prob, begins, ends = align(spoken([A, BLANK, B]), [A, WB, B])
    assert log_prob == pytest.approx(-0.03 - SKIP, abs=1e-4)
    assert (begins, ends) == ([0, 1, 2], [1, 1, 3])


def test_any_sounds_take_what_was_said_but_no_boundary() -> None:
    rows = spoken([A, WB, B, A, B, WB, A])
    log_prob, begins, ends = align(rows, [A, WB, -1, WB, A])
    assert log_prob == pytest.approx(-0.07, abs=1e-4)
    assert (begins[2], ends[2]) == (2, 5)


def test_too_few_frames_fit_nothing_and_no_frames_fit_no_labels() -> None:
    log_prob, begins, ends = align(spoken([A, B]), [A, B, A])
    assert log_prob == -math.inf
    assert begins == ends == []
    nothing = np.zeros((0, COLUMNS), dtype=np.float32)
    assert align(nothing, []) == (0.0, [], [])
    assert align(nothing, [A])[0] == -math.inf


@pytest.mark.parametrize("label", [BLANK, COLUMNS, -2])
def test_a_label_that_is_no_column_is_refused(label: int) -> None:
    with pytest.raises(ValueError, match=f"label {label} cannot be aligned"):
        align(spoken([A]), [label])
