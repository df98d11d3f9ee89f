"""The ways tokens can spell a word."""

import numpy as np
import pytest

from earmark._core import Segmenter, TokenTable

TEXTS = [
    b"",
    b"",
    b"a",
    b"ab",
    b"b",
    b"a",
    b"bc",
    b"c",
    "é".encode(),
]  # blank, a bare word start, then pieces
ROLES = np.array([4, 1, 1, 1, 0, 0, 0, 0, 0], dtype=np.uint8)
SEGMENTER = Segmenter(TokenTable(TEXTS, ROLES, 0))


def test_the_fewest_tokens_come_first_and_of_them_the_longest() -> None:
    assert SEGMENTER.best("abc", 10) == [[2, 6], [3, 7], [1, 5, 6], [2, 4, 7], [1, 5, 4, 7]]
    assert SEGMENTER.best("abc", 2) == [[2, 6], [3, 7]]


def test_letters_of_several_bytes() -> None:
    assert SEGMENTER.best("é", 3) == [[1, 8]]


@pytest.mark.parametrize("word", ["x", "abx", "xab"])
def test_what_tokens_cannot_spell_has_no_spelling(word: str) -> None:
    assert SEGMENTER.best(word, 3) == []


def test_letters_between_separators_begin_a_word_and_go_on_with_it() -> None:
    table = TokenTable([b"a", b"b", b"", b""], np.array([0, 0, 3, 4], dtype=np.uint8), 3)
    assert Segmenter(table).best("abba", 5) == [[0, 1, 1, 0]]


def test_tokens_that_are_words_by_themselves_stand_anywhere() -> None:
    table = TokenTable([b"", b"a", b"ab"], np.array([4, 2, 2], dtype=np.uint8), 0)
    assert Segmenter(table).best("aba", 5) == [[2, 1]]


def test_the_last_token_ends_the_word_and_no_other_does() -> None:
    texts, roles = [b"", b"a", b"a", b"ab", b"b", b"-", b""], [4, 0, 5, 0, 5, 2, 5]
    segmenter = Segmenter(TokenTable(texts, np.array(roles, dtype=np.uint8), 0))
    assert segmenter.best("ab", 5) == [[1, 4], [3, 6]]  # token 6 writes nothing and ends a word
    assert segmenter.best("aba", 5) == [[3, 2], [3, 1, 6]]
    assert segmenter.best("a-", 5) == [[1, 5], [1, 5, 6]]  # token 5 is a word by itself
