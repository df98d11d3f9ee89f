"""Studies of corrections: lists, labels, bias and the fuzzy replacement beside them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks.common.copies import CLEAN
from benchmarks.common.others import Pair
from benchmarks.studies.correction_fit import ALARMS, alarm_cut, distinct, fit
from benchmarks.studies.correction_lists import own_words
from benchmarks.studies.correction_rows import Row, Source, bare, is_right

from earmark.correction import read_transcript
from earmark.correction.contest import FEATURES, Contest
from earmark.correction.decision import Decision
from earmark.evaluation.manifest import Utterance

CONTEST = Contest("freetown", "free town", 2.0, False, 1.0, 1.0, 0.0, 0.9, 0.3, 1.0)
COMMON = {"the", "was", "near", "house"}


def test_own_words():
    assert own_words("The house was near Agua Preta, semaglutide was.", COMMON) == [
        "Agua Preta",
        "semaglutide",
    ]
    assert own_words("THE HOUSE WAS NEAR PRETA", COMMON) == ["preta"]


@pytest.mark.parametrize(
    ("reference", "given", "entry", "place", "right"),
    [
        ("we left Freetown", "We left free town.", "freetown", "free town", True),
        (
            "we left Freetown",
            "We left free town.",
            "freetowns",
            "free town",
            True,
        ),  # is written without the s
        ("we left a free town", "We left a free town.", "freetown", "free town", False),
        ("we left Freetown for Freetown", "We left Freetown for free town.", "freetown", "free town", True),
        ("Freetown is far away today", "Fritown is far away today", "freetown", "away today", False),
        ("we left Freetown now", "We left now.", "freetown", "", True),
    ],
)
def test_a_contest_is_right_where_the_transcript_gets_better(reference, given, entry, place, right):
    pair = Pair(Utterance("a", Path("a.wav"), reference, 1), read_transcript(given + "\n"))
    assert is_right(replace(CONTEST, entry=entry, given=place), pair) is right


def source(name, said, odds, hours=1.0, weight=1.0, copy=CLEAN.name):
    rows = [
        Row(str(n), replace(CONTEST, entry=f"{name} {n}", log_odds=value, homophone=homophone), right)
        for n, (value, homophone, right) in enumerate(odds)
    ]
    return Source("set", copy, name, said, hours, weight, tuple(rows))


def by_log_odds():
    weights = np.array([1.0 if name in ("log_odds", "sentence") else 0.0 for name in FEATURES])
    return Decision(weights, 0.0)


def test_the_bias_leaves_as_many_alarms_as_allowed():
    odds = [(value, False, False) for value in (5.0, 4.0, 3.0, 2.0, 1.0, 0.5)]
    cut = alarm_cut([source("names", False, odds, hours=4.0)], by_log_odds(), homophone=False)
    assert sum(value >= cut for value, _, _ in odds) == ALARMS * 4
    ten_times = alarm_cut([source("names", False, odds, hours=4.0, weight=0.1)], by_log_odds(), False)
    assert ten_times == 0.0


def test_disturbed_speech_and_homophones_are_counted_apart():
    odds = [(5.0, False, False), (3.0, True, False)]
    assert alarm_cut([source("names", False, odds, copy="noise")], by_log_odds(), False) == 0.0
    one = [source("names", False, odds)]
    assert [round(alarm_cut(one, by_log_odds(), kind)) for kind in (False, True)] == [5, 3]


def test_the_fit_tells_right_from_wrong():
    right = [(3.0 + 0.1 * n, False, True) for n in range(20)]
    wrong = [(-3.0 - 0.1 * n, False, False) for n in range(20)]
    homophones = [(4.0, True, False)] * 3
    every = [source("own", True, [*right, *wrong]), source("like words", False, homophones)]
    decision = fit(every)
    assert all((decision.log_odds(row.contest) > 0) == row.right for one in every for row in one.rows)
    assert len(list(distinct([*every, every[0]]))) == 43


def test_a_transcript_without_confidences():
    assert bare(CONTEST, confidences=False).confidence is None
    assert bare(CONTEST, confidences=True) == CONTEST
