"""``WordList(["a"])`` was made and failed later with an AttributeError."""

import pytest

from earmark.biasing import Word, WordList
from earmark.errors import WordListError


@pytest.mark.parametrize("words", [["Fremont"], ("Fremont",), [Word("Fremont")], "Fremont"])
def test_it_fails_at_once_and_says_how_to_make_one(words):
    with pytest.raises(WordListError, match=r"expected a tuple of Words; make it with WordList\.of"):
        WordList(words)


def test_words_make_one():
    assert WordList((Word("Fremont"),)) == WordList.of(["Fremont"])
