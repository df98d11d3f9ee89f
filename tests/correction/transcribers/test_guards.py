"""Loops are found, people who repeat themselves are not, and the text before a loop is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.correction.transcribers.moonshine.guards import (
    COPIES,
    REPEATED,
    loop_length,
    token_limit,
    without_loop,
)


@pytest.mark.parametrize("length", [1, 2, 3, 5, 8])
def test_a_loop_is_found_and_kept_once(length):
    start, phrase = [90, 91, 92], list(range(length))
    tokens = start + phrase * max(COPIES, -(-REPEATED // length))
    assert loop_length(tokens) == length
    assert tokens[: without_loop(tokens, length)] == start + phrase


def test_people_who_repeat_themselves_make_no_loop():
    assert loop_length([7, 8, 9] + [1, 2] * 4) == 0  # "no, no, no, no"
    assert loop_length(list(range(12)) * 3) == 0  # a sentence said three times


@given(st.lists(st.integers(0, 50), unique=True, max_size=40))
def test_different_tokens_make_no_loop(tokens):
    assert loop_length(tokens) == 0


@given(st.lists(st.integers(0, 2), min_size=1, max_size=60))
def test_what_is_cut_is_only_the_repetition(tokens):
    length = loop_length(tokens)
    if length:
        kept = without_loop(tokens, length)
        phrase = tokens[kept - length : kept]
        assert tokens[kept:] == (phrase * len(tokens))[: len(tokens) - kept]


def test_a_second_has_so_many_tokens_at_most():
    assert token_limit(0.0) == 3 and token_limit(10.0) == 68
