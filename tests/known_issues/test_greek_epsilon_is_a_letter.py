"""The letter ε of Greek alphabets was taken for the blank, beside <pad> too."""

import pytest

from earmark.models import Alphabet

GREEK = list("αβγδεζηθικλμνξοπρστυφχψως")


@pytest.mark.parametrize("blank", ["<pad>", "", "<blk>", "_"])
def test_the_blank_of_a_greek_alphabet(blank: str) -> None:
    labels = [*GREEK, "|", blank]
    assert Alphabet.guess(labels).blank == len(labels) - 1


def test_epsilon_alone_is_the_blank() -> None:
    assert Alphabet.guess(["ε", *"abc", "|"]).blank == 0
