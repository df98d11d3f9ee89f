"""The ways tokens can spell a word."""

import numpy as np
import pytest

from earmark._core import Segmenter

SPELLINGS = ["", "", "a", "ab", "b", "a", "bc", "c", "é"]  # blank, a bare word start, then pieces
STARTS = np.array([0, 1, 1, 1, 0, 0, 0, 0, 0], dtype=bool)
SEGMENTER = Segmenter(SPELLINGS, STARTS)


def test_the_fewest_tokens_come_first_and_of_them_the_longest() -> None:
    assert SEGMENTER.best("abc", 10) == [[2, 6], [3, 7], [1, 5, 6], [2, 4, 7], [1, 5, 4, 7]]
    assert SEGMENTER.best("abc", 2) == [[2, 6], [3, 7]]


def test_letters_of_several_bytes() -> None:
    assert SEGMENTER.best("é", 3) == [[1, 8]]


@pytest.mark.parametrize("word", ["x", "abx", "xab"])
def test_what_tokens_cannot_spell_has_no_spelling(word: str) -> None:
    assert SEGMENTER.best(word, 3) == []


def test_flags_and_spellings_go_together() -> None:
    with pytest.raises(ValueError, match="as many flags"):
        Segmenter(SPELLINGS, STARTS[1:])
