import random

import pytest

from earmark import DecodeOptions
from earmark.errors import OptionsError
from earmark.tuning.space import TABLE, Dimension, choose, draw, step


@pytest.mark.parametrize("dimension", TABLE, ids=lambda d: d.key)
def test_every_line_of_the_table_is_an_option_and_its_range_is_allowed(dimension):
    assert dimension.key in DecodeOptions.fields()
    for place in (0.0, 0.37, 1.0):
        value = dimension.value(place)
        assert dimension.low <= value <= dimension.high
        assert DecodeOptions.of({dimension.key: value})[dimension.key] == value
        assert dimension.place(value) == pytest.approx(place, abs=0.1)
    assert set(dimension.needs) <= {"words", "adaptive", "static", "lm", "class", "phones"}


def test_values_are_short_and_of_the_options_type():
    assert Dimension("boosting.bonus", 0.0, 1.0).value(1 / 3) == 0.333
    assert Dimension("search.beam", 8, 128, scale="log").value(0.5) == 32
    assert isinstance(Dimension("search.beam", 8, 128).value(0.5), int)


def test_options_that_matter_are_chosen():
    assert [d.key for d in choose({"words", "adaptive"})] == [
        "boosting.gap_share",
        "boosting.bonus",
        "boosting.gap_cap",
    ]
    assert [d.key for d in choose({"words", "static"})] == ["boosting.static_reward"]
    language = [
        "calibration.temperature",
        "lm.weight",
        "lm.word_bonus",
        "lm.unknown_word",
        "lm.unknown_letter",
    ]
    assert [d.key for d in choose({"lm"})] == language
    assert [d.key for d in choose({"words", "static", "lm", "class"})][-1] == "class_lm.log_weight"
    heard = {
        "phones.weight",
        "calibration.phone_temperature",
        "phones.unknown_word",
        "second_pass.lm_weight",
        "second_pass.word_bonus",
        "second_pass.phone_weight",
    }
    assert {*heard, *language} == {d.key for d in choose({"lm", "phones"})}
    assert [d.key for d in choose(set(), ["search.beam"])] == ["search.beam"]
    (asked,) = choose({"words", "adaptive"}, ["boosting.bonus=1:2.5"])
    assert (asked.low, asked.high, asked.needs) == (1.0, 2.5, ("words", "adaptive"))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ([], "there is nothing to tune without a word list and a language model"),
        (["beem"], "--search 'beem' is not an option to search: expected one of"),
        (
            ["boosting.bonus"],
            "--search 'boosting.bonus' needs words and adaptive, which this run does not use",
        ),
        (["search.beam=4"], "--search 'search.beam=4' is not understood: write KEY or KEY=LOW:HIGH"),
        (["search.beam=9:4"], "--search 'search.beam=9:4' has an empty range"),
        (["search.beam=0:4"], "search.beam is 0, expected a whole number from 1"),
    ],
)
def test_what_cannot_be_searched_is_told(asked, message):
    with pytest.raises(OptionsError) as error:
        choose(set(), asked)
    assert message in str(error.value)


def test_candidates_stay_inside_and_follow_the_seed():
    space = choose({"words", "adaptive"})

    def make(seed):
        rng = random.Random(seed)
        drawn = [draw(space, rng) for _ in range(200)]
        return drawn + [step(space, one, rng) for one in drawn]

    made = make(1)
    assert made == make(1) != make(2)
    for one in made:
        assert all(d.low <= one[d.key] <= d.high for d in space)
    for before, after in zip(made[:200], made[200:], strict=True):
        assert set(after) == set(before)
    moved = sum(a != b for a, b in zip(made[:200], made[200:], strict=True))
    assert moved > 190  # a step so small that it rounds away is rare
