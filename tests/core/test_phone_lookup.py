"""Listed pronunciations in what was heard, against every entry compared with every span."""

import itertools

import numpy as np
import pytest

from earmark._core import EditCosts, PhoneDistance, PhoneLookup, Pronunciations

PHONES = 5
ENTRIES = [[[0, 1, 2]], [[0, 1], [3, 4, 4]], [[4, 3, 2, 1, 0]], [], [[0, 1, 2, 3]], [[0, 1, 2]]]


def table(words: list[list[list[int]]]) -> Pronunciations:
    readings = [reading for word in words for reading in word]
    return Pronunciations(
        np.array([p for reading in readings for p in reading], dtype=np.uint16),
        np.cumsum([0, *map(len, readings)]).astype(np.uint32),
        np.cumsum([0, *map(len, words)]).astype(np.uint32),
    )


def costs_of(heard: list[int], seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    points = np.sort(rng.uniform(0, 1, PHONES)).astype(np.float32)
    indels = np.full(PHONES, 0.5, dtype=np.float32)
    return np.abs(points[heard][:, None] - points[None]), indels[heard], indels


def find(heard: list[int], ends: list[int], doubtful: list[int] | None = None, budget: float = 0.0, most=4):
    flags = [1] * len(ends) if doubtful is None else doubtful
    return PhoneLookup(table(ENTRIES)).find(EditCosts(*costs_of(heard)), ends, flags, most, budget)


def test_exact_matches_of_one_to_four_words() -> None:
    found = find([0, 1, 2, 3, 3, 4, 4], [1, 2, 3, 4, 7])
    assert [(first, last, entry) for first, last, entry, _, _ in found] == [
        (0, 1, 1), (0, 2, 0), (0, 2, 5), (0, 3, 4), (4, 4, 1),
    ]  # fmt: skip
    assert [phones for *_, phones, _ in found] == [2, 3, 3, 4, 3]
    assert all(cost == 0 for *_, cost in found)
    assert [f[:3] for f in find([0, 1, 2, 3], [1, 2, 3, 4], most=2)] == [(0, 1, 1)]


def test_a_span_needs_a_doubtful_word() -> None:
    assert [f[:3] for f in find([0, 1, 2, 3], [1, 2, 3, 4], [0, 0, 0, 1])] == [(0, 3, 4)]
    assert find([0, 1, 2, 3], [1, 2, 3, 4], [0, 0, 0, 0]) == []


@pytest.mark.parametrize("budget", [0.0, 0.1, 0.25, 0.5])
def test_a_budget_finds_what_comparing_all_finds(budget: float) -> None:
    heard, ends = [0, 1, 3, 4, 2, 0, 1, 1], [2, 3, 3, 6, 8]
    substitution, surplus, missing = costs_of(heard)
    expected = {}
    for first, last in itertools.combinations_with_replacement(range(len(ends)), 2):
        if last - first >= 4:
            continue
        begin, end = ends[first - 1] if first else 0, ends[last]
        span = PhoneDistance(EditCosts(substitution[begin:end], surplus[begin:end], missing), 0.0, np.inf)
        for entry, readings in enumerate(ENTRIES):
            costs = [span.of(r) for r in readings if span.of(r) <= budget * len(r) + 1e-4]
            if costs:
                expected[first, last, entry] = min(costs)
    found = {(f, last, e): cost for f, last, e, _, cost in find(heard, ends, budget=budget)}
    assert found == pytest.approx(expected, abs=1e-4)
    assert len(find(heard, ends, budget=budget)) == len(found)  # each span and entry once


def test_an_empty_list_finds_nothing() -> None:
    empty = PhoneLookup(table([[], []]))
    assert empty.nodes == 1
    assert empty.find(EditCosts(*costs_of([0, 1])), [1, 2], [1, 1], 4, 0.5) == []


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="2 words came with 1 doubts"):
        find([0, 1], [1, 2], [1])
    with pytest.raises(ValueError, match="a word ends at phone 3 of 2"):
        find([0, 1], [1, 3])
    with pytest.raises(ValueError, match="a word ends at phone 1 of 2, after one that ends at 2"):
        find([0, 1], [2, 1])
    narrow = EditCosts(np.zeros((1, 2), np.float32), np.zeros(1, np.float32), np.zeros(2, np.float32))
    with pytest.raises(ValueError, match="an entry has phone 4, costs are known of 2"):
        PhoneLookup(table(ENTRIES)).find(narrow, [1], [1], 4, 0.0)
