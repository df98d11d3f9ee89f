"""Entries that the other recognizer has written already."""

import pytest

from earmark.correction.given import GivenWord
from earmark.correction.respelling import is_inflection, respelled
from earmark.correction.spoken import spoken_parts
from earmark.correction.wording import Place
from earmark.language import DEFAULT


def set_in(
    text: str, display: str, first: int, last: int, common: frozenset[str] = frozenset()
) -> str | None:
    """What stands in the place of the parts first .. last; None where they stay."""
    words = [GivenWord(word) for word in text.split()]
    parts = spoken_parts(words, DEFAULT)
    span = respelled(Place(tuple(parts[first : last + 1]), None, None), display, words, common)
    return None if span is None else span.text


@pytest.mark.parametrize(
    ("text", "display", "first", "last", "expected"),
    [
        ("ask zelenskyy now", "Zelenskyy", 1, 1, "Zelenskyy"),
        ("ask Zelenskyy now", "Zelenskyy", 1, 1, None),
        ("ask ZELENSKYY now", "Zelenskyy", 1, 1, "Zelenskyy"),
        ("in reykjavik now", "Reykjavík", 1, 1, "Reykjavík"),
        ("with covid 19 now", "COVID-19", 1, 2, "COVID-19"),
        ("with COVID-19 now", "COVID-19", 1, 2, None),
        ("The Festive season", "festive", 1, 1, None),  # small letters say nothing of capitals
        ("Arbekacin helped", "arbekacin", 0, 0, None),
        ("iphone sales", "iPhone", 0, 0, "iPhone"),
    ],
)
def test_display_forms(text: str, display: str, first: int, last: int, expected: str | None):
    assert set_in(text, display, first, last) == expected


def test_a_common_word_in_small_letters_is_left_to_who_wrote_it():
    assert set_in("he will go", "Will", 1, 1, frozenset({"will"})) is None
    assert set_in("ask WILL now", "Will", 1, 1, frozenset({"will"})) == "Will"


def test_possessives_stay_behind_the_display_form():
    assert set_in("zelenskyy's speech", "Zelenskyy", 0, 0) == "Zelenskyy's"


@pytest.mark.parametrize(
    ("theirs", "entry", "same"),
    [
        ("zelenskyys", "zelenskyy", True), ("zelenskyy", "zelenskyy's", True),
        ("new yorks", "new york", True), ("new york", "old york", False), ("cat", "car", False),
        ("", "a", False),
    ],
)  # fmt: skip
def test_inflections(theirs: str, entry: str, same: bool):
    assert is_inflection(theirs, entry, DEFAULT) is same
