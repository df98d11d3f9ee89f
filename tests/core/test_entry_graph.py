"""The automaton over all entries."""

import time

import numpy as np
import pytest
from decoding.reference import entries, vocabulary

from earmark._core import ContextGraph

ALPHABET = vocabulary([True] * 255)


def arrays(**changes: object) -> dict[str, object]:
    good: dict[str, object] = {
        "table": ALPHABET.table,
        "tokens": np.array([1, 2, 3], np.int32),
        "offsets": np.array([0, 2, 3], np.int64),
        "entries": np.array([0, 1], np.int32),
        "weights": np.ones(2, np.float32),
    }
    return good | changes


def test_shared_beginnings_share_nodes() -> None:
    graph = entries([1, 2, 3], [1, 2, 4], [1, 2], [5]).graph(ALPHABET)
    assert (graph.nodes, graph.paths) == (6, 4)  # root, 1, 12, 123, 124, 5


def test_equal_paths_are_one() -> None:
    assert entries([1, 2], [1, 2]).graph(ALPHABET).nodes == 3


def test_no_entries_at_all() -> None:
    graph = ContextGraph(
        ALPHABET.table,
        np.zeros(0, np.int32),
        np.zeros(1, np.int64),
        np.zeros(0, np.int32),
        np.zeros(0, np.float32),
    )
    assert (graph.nodes, graph.paths) == (1, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"offsets": np.array([0, 3, 3], np.int64)}, "path 1 of the entry graph is empty"),
        ({"offsets": np.array([0, 2, 2], np.int64)}, "run from 0 to the number of tokens"),
        ({"offsets": np.array([0, 3], np.int64)}, "2 paths needs 3 offsets and 2 weights, got 2 and 2"),
        ({"tokens": np.array([1, 0, 3], np.int32)}, "an entry with token 0, which writes nothing"),
        ({"weights": np.array([1, np.nan], np.float32)}, "weight of path 1 of the entry graph is not finite"),
    ],
)
def test_bad_paths(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ContextGraph(**arrays(**changes))  # type: ignore[arg-type]


def test_another_dtype_is_refused() -> None:
    with pytest.raises(TypeError):
        ContextGraph(**arrays(tokens=np.array([1, 2, 3], np.int64)))  # type: ignore[arg-type]


def test_a_hundred_thousand_entries_in_two_seconds_and_200_megabytes() -> None:
    rng = np.random.default_rng(0)
    lengths = rng.integers(3, 9, 100_000)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    tokens = rng.integers(1, 256, offsets[-1]).astype(np.int32)
    begun = time.perf_counter()
    numbers, weights = np.arange(100_000, dtype=np.int32), np.ones(100_000, np.float32)
    graph = ContextGraph(ALPHABET.table, tokens, offsets, numbers, weights)
    assert time.perf_counter() - begun < 2
    assert graph.memory_bytes < 200e6
    assert graph.nodes > 100_000
