"""What speaks for an entry and for the words in its place, in one number."""

from dataclasses import replace

import numpy as np
import pytest

from earmark.correction.contest import FEATURES, Contest
from earmark.correction.decision import Decision

CONTEST = Contest("freetown", "free town", 3.0, False, 1.0, 2.0, -1.0, 0.9, 0.5, 1.0)


def feature(contest, name):
    return contest.features()[FEATURES.index(name)]


def test_a_number_for_each_feature():
    assert CONTEST.features().shape == (len(FEATURES),)
    assert [feature(CONTEST, name) for name in ("log_odds", "acoustic", "phones", "words")] == [3, 1, 2, -1]
    assert feature(CONTEST, "attention") == pytest.approx(0.4)
    assert feature(replace(CONTEST, attention=None), "attention") == 0.0


def test_of_homophones_the_sentence_alone_counts():
    same = replace(CONTEST, homophone=True)
    assert (feature(same, "sentence"), feature(same, "homophone"), feature(same, "log_odds")) == (3, 1, 0)
    assert [feature(same, name) for name in ("acoustic", "phones", "words")] == [0, 0, 0]


@pytest.mark.parametrize(
    ("confidence", "known", "contradicted", "unconfident"),
    [(0.9, 1.0, 2.197, 0.0), (0.9, 0.5, 1.099, 0.0), (0.1, 1.0, 0.0, 2.197), (1.0, 1.0, 3.892, 0.0)],
)
def test_confidences(confidence, known, contradicted, unconfident):
    stated = replace(CONTEST, confidence=confidence, known=known)
    assert feature(stated, "contradicted") == pytest.approx(contradicted, abs=1e-3)
    assert feature(stated, "unconfident") == pytest.approx(unconfident, abs=1e-3)
    assert feature(stated, "unstated") == 0.0


def test_without_confidences():
    silent = replace(CONTEST, confidence=None)
    values = [feature(silent, name) for name in ("contradicted", "unconfident", "unstated")]
    assert values == [0.0, 0.0, 1.0]


def test_an_insertion_is_in_the_place_of_no_odd_word():
    odd = [feature(replace(CONTEST, given=given, known=0.0), "odd_words") for given in ("fritown", "")]
    assert odd == [1.0, 0.0]


def test_a_surer_recognizer_and_a_clearer_entry_weigh_against_each_other():
    decision = Decision.fitted()
    odds = [decision.log_odds(replace(CONTEST, confidence=value)) for value in (0.05, 0.5, 0.99)]
    assert np.all(np.diff(odds) < 0)
    assert decision.log_odds(replace(CONTEST, log_odds=9.0)) > decision.log_odds(CONTEST)
