"""Expressions of several numbers are written in one form, and reading them takes linear time."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.language import DEFAULT
from earmark.language.english.inverse.cardinals import NUMBER_WORDS

CONNECTORS = ["to", "or", "by", "times", "over", "through", "plus", "divided by", "out of", "to the power of"]
NUMBERS = st.one_of(st.integers(0, 130), st.integers(0, 9_999), st.integers(0, 9).map(lambda n: n * 10**6))
WORDS_OF_NUMBERS = sorted(NUMBER_WORDS)


def spell(number: int) -> str:
    return DEFAULT.normalize(f"{number:,}")


def forms(spoken: str) -> Iterator[str]:
    """``figure``, ``word`` or neither for every piece of a text, in order."""
    words, place = spoken.split(), 0
    for number in [*DEFAULT.write_numbers(words), None]:
        stop = len(words) if number is None else number.first
        yield from ("word" if word in NUMBER_WORDS else "" for word in words[place:stop])
        if number is not None:
            yield "figure" if any(map(str.isdigit, number.text)) else ""
            place = number.end


def mixed(spoken: str) -> bool:
    return {"figure", "word"} <= set(forms(spoken))


@given(
    NUMBERS,
    st.sampled_from(CONNECTORS),
    NUMBERS,
    st.sampled_from(["", "percent", "p m", "dollars", "people"]),
)
def test_two_numbers_of_one_expression(left: int, connector: str, right: int, unit: str):
    assert not mixed(f"it is {spell(left)} {connector} {spell(right)} {unit}")


@given(NUMBERS, NUMBERS)
def test_two_numbers_behind_between(left: int, right: int):
    assert not mixed(f"it is between {spell(left)} and {spell(right)}")


@given(st.lists(st.integers(0, 30), min_size=2, max_size=5), st.sampled_from(["by", "times", "or", "plus"]))
def test_several_numbers_of_one_expression(numbers: list[int], connector: str):
    assert not mixed(f"it is {f' {connector} '.join(spell(number) for number in numbers)}")


@given(st.lists(st.integers(0, 99), min_size=3, max_size=5))
def test_chains_of_points(numbers: list[int]):
    spoken = " point ".join(spell(number) for number in numbers)
    expected = [number.text for number in DEFAULT.write_numbers(["version", *spoken.split()])]
    assert expected == [".".join(str(number) for number in numbers)]


@given(st.integers(1, 99), st.integers(10, 99), st.sampled_from(["", "at", "boeing", "costs", "in", "for"]))
def test_two_numbers_read_as_one(first: int, second: int, before: str):
    assert not mixed(f"{before} {spell(first)} {spell(second)} then")


@given(st.integers(1, 12), st.sampled_from(["feet", "foot"]), st.integers(1, 11))
def test_feet_and_inches(feet: int, unit: str, inches: int):
    assert not mixed(f"{spell(feet)} {unit} {spell(inches)} inches")


@given(st.lists(st.sampled_from(WORDS_OF_NUMBERS)))
def test_no_figure_stands_beside_a_number_word(words: list[str]):
    assert not any({"figure", "word"} == set(pair) for pair in pairwise(forms(" ".join(words))))


class Counting(list[str]):
    """Words that count how often they are read."""

    read = 0

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        self.read += 1
        return super().__getitem__(place)


@pytest.mark.parametrize(
    "pattern",
    ["one", "one two", "twenty", "five to", "two point", "one hundred and", "a dot", "john dash", "oh", "at",
     "the first to", "five or ten", "ten", "the two thousand", "slash", "a b", "double", "one thousand",
     "h t t p", "five feet"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["", "point", "dollars"])
def test_reading_takes_linear_time(pattern: str, end: str):
    short, long = (Counting([*pattern.split() * times, end]) for times in (200, 800))
    DEFAULT.write_numbers(short)
    DEFAULT.write_numbers(long)
    assert long.read < 5 * short.read
