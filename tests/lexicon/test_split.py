"""Phones of an entry shared out among its words."""

import pytest
from english import BOUNDARY, from_ipa

from earmark.lexicon.split import split_phones as split_by

BLUE, ISLAND = from_ipa("b l u"), from_ipa("aɪ l ə n d")
WORDS = ("blue", "island")


def split_phones(phones, words, readings):
    return split_by(phones, words, readings, BOUNDARY)


def test_boundaries_decide_where_there_are_enough() -> None:
    assert split_phones((*BLUE, BOUNDARY, *ISLAND), WORDS, [(), ()]) == (BLUE, ISLAND)
    odd = (from_ipa("b"), from_ipa("l u aɪ l ə n d"))
    assert split_phones((*odd[0], BOUNDARY, *odd[1]), WORDS, [[BLUE], [ISLAND]]) == odd


@pytest.mark.parametrize("said", ["b l u aɪ l ə n d", "b l ʊ aɪ l ə n", "b u aɪ l æ n d"])
def test_else_the_words_own_readings(said: str) -> None:
    phones = from_ipa(said)
    parts = split_phones(phones, WORDS, [[BLUE], [from_ipa("ɪ z"), ISLAND]])
    assert parts is not None
    assert (*parts[0], *parts[1]) == phones
    assert parts[1][0] == ISLAND[0]


def test_else_the_length_of_the_words() -> None:
    parts = split_phones(from_ipa("t a r a b u l u"), ("ta", "rabulu"), [(), ()])
    assert parts is not None and [len(part) for part in parts] == [2, 6]


def test_a_boundary_too_many_is_ignored() -> None:
    assert split_phones((*BLUE, BOUNDARY, *ISLAND), ("blueisland",), [()]) == ((*BLUE, *ISLAND),)


def test_fewer_phones_than_words() -> None:
    assert split_phones(from_ipa("b"), WORDS, [(), ()]) is None
