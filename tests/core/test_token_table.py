"""How tokens write words."""

import numpy as np
import pytest

from earmark._core import TokenTable


def table(text: str, roles: list[int], blank: int) -> TokenTable:
    return TokenTable([c.encode() for c in text], np.array(roles, np.uint8), blank)


def test_words_begin_at_marks() -> None:
    words = table("_abc", [4, 1, 0, 1], 0).words([2, 1, 2, 3, 1])
    assert words == [(0, 0, b"b"), (1, 2, b"ab"), (3, 3, b"c"), (4, 4, b"a")]


def test_separators_belong_to_no_word() -> None:
    separated = TokenTable([b"a", b"b", b"", b""], np.array([0, 0, 3, 4], np.uint8), 3)
    assert separated.words([2, 0, 1, 2, 2, 1]) == [(1, 2, b"ab"), (5, 5, b"b")]


def test_words_of_one_token() -> None:
    assert table("_ab", [4, 2, 0], 0).words([1, 1, 2, 2]) == [(0, 0, b"a"), (1, 1, b"a"), (2, 3, b"bb")]


def test_words_end_at_marks() -> None:
    assert table("_abc", [4, 0, 5, 2], 0).words([1, 2, 1, 3, 2, 1]) == [
        (0, 1, b"ab"), (2, 2, b"a"), (3, 3, b"c"), (4, 4, b"b"), (5, 5, b"a"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "blank", "message"),
    [
        ([4, 1], 0, "a table of 3 tokens came with 2 roles"),
        ([4, 1, 9], 0, "token 2 has an unknown role"),
        ([4, 1, 0], 3, "the blank is token 3 of 3"),
        ([4, 1, 0], -1, "the blank is token -1 of 3"),
    ],
)
def test_what_does_not_fit_is_refused(roles: list[int], blank: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        table("_ab", roles, blank)


def test_tokens_of_another_table_are_refused() -> None:
    with pytest.raises(ValueError, match="token 3 is not a column"):
        table("_ab", [4, 1, 0], 0).words([3])
