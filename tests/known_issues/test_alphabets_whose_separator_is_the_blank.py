"""An alphabet whose separator of words was its blank was accepted, and wrote no space."""

import pytest

from earmark.errors import ModelError
from earmark.models import Alphabet

LABELS = ("a", "b", "|")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Alphabet(LABELS, 2, "separated", "|"),
        lambda: Alphabet.guess(LABELS, blank="|", words="separated"),
        lambda: Alphabet.guess(LABELS, blank=2, words="separated", mark="|"),
    ],
)
def test_it_is_refused(make):
    with pytest.raises(ModelError, match=r"'\|' \(column 2\) is given as blank and as separator of words"):
        make()


def test_a_blank_of_that_name_without_separated_words():
    assert Alphabet.guess(LABELS, blank="|", words="unmarked").text([0, 1]) == "ab"
    with pytest.raises(ModelError, match="the separator ' ' is not among the alphabet's tokens"):
        Alphabet(LABELS, 0, "separated", " ")
