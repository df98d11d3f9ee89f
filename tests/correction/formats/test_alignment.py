"""Alignment of words with other renderings of them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.correction.formats import alignment
from earmark.correction.formats.alignment import Alignment, Group, Run

WORDS = st.lists(st.sampled_from(["a", "b", "c", "the", "-"]), max_size=8)


@given(WORDS, WORDS)
def test_edges_ascend_and_end_together(words: list[str], items: list[str]) -> None:
    found = Alignment(words, items)
    for edges, pieces in ((found.word_edges, words), (found.item_edges, items)):
        assert len(edges) == len(pieces) + 1
        assert all(a <= b for a, b in zip(edges, edges[1:], strict=False))
    for k in range(len(words)):
        assert all(0 <= item < len(items) for item in found.items_of(k))


def test_a_number_and_its_words() -> None:
    found = Alignment(
        ["the", "zebra", "ran", "25", "miles"], ["The", "zebra,", "ran", "twenty", "five", "miles"]
    )
    assert [list(found.items_of(k)) for k in range(5)] == [[0], [1], [2], [3, 4], [5]]
    assert found.groups([Run(3, (("x", "y"),))]) == [Group((3, 4), (("x", "y"), ()), True)]


def test_what_a_rendering_has_in_addition_belongs_to_no_word() -> None:
    found = Alignment(["a", "b"], ["Speaker", "0:", "A", "b!"])
    assert [list(found.items_of(k)) for k in range(2)] == [[2], [3]]


def test_signs_that_a_rendering_leaves_out_give_way_beside_a_neighbour() -> None:
    found = Alignment(["a", "—", "b"], ["a", "b"])
    assert found.groups([Run(1, (("x",),))]) == [Group((0,), (("a", "x"),), False)]
    assert found.groups([Run(1, ((),))]) == []
    first = Alignment(["—", "b"], ["b"])
    assert first.groups([Run(0, (("x",),))]) == [Group((0,), (("x", "b"),), False)]


def test_an_item_of_two_words_changes_once() -> None:
    found = Alignment(["in", "New", "York", "now"], ["in", "New York", "now"])
    runs = [Run(1, (("Old",),)), Run(2, (("Town",),))]
    assert found.groups(runs) == [Group((1,), (("Old", "Town"),), False)]


@pytest.mark.parametrize("seed", range(5))
def test_long_texts_are_aligned_piece_by_piece(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    words = [f"w{rng.randrange(300)}" for _ in range(400)]
    items = [w for w in words if rng.random() > 0.1]
    at_once = Alignment(words, items)
    monkeypatch.setattr(alignment, "MOST_CELLS", 100)
    in_pieces = Alignment(words, items)
    same = sum(at_once.items_of(k) == in_pieces.items_of(k) for k in range(400))
    assert same >= 390  # words that repeat may be matched otherwise
    for k in range(400):
        assert all(items[item] == words[k] for item in in_pieces.items_of(k))
