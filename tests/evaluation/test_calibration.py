from pathlib import Path

import numpy as np
import pytest

from earmark.evaluation.calibration import (
    BINS,
    WordConfidence,
    binned,
    bins_of,
    calibration_error,
    confidences_of,
)
from earmark.evaluation.entities import EntityCounts
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.report import Report
from earmark.evaluation.score import UtteranceScore
from earmark.evaluation.wer import ErrorCounts
from earmark.transcript import TranscribedWord, Transcript


def words(confidence, right, count=1, listed=False):
    return [WordConfidence(confidence, right, listed)] * count


def error(rows):
    with np.errstate(invalid="ignore"):
        return float(calibration_error(np.sum([binned(row) for row in rows], axis=0)[:, None])[0])


def test_words_are_right_where_their_words_stand_in_the_reference():
    row = Utterance("u", Path("u.wav"), "a good man called kubernetes two", 1)
    made = (
        TranscribedWord("a", 0, 0, 0.9),
        TranscribedWord("Goode", 0, 0, 0.7, "Goode"),
        TranscribedWord("man", 0, 0, 0.8),
        TranscribedWord("K8s", 0, 0, 0.1, "kubernetes two"),
    )
    assert confidences_of(row, Transcript("", made, 1.0)) == (
        WordConfidence(0.9, True, False),
        WordConfidence(0.7, False, True),
        WordConfidence(0.8, True, False),
        WordConfidence(0.1, True, True),
    )


def test_words_of_unknown_confidence_are_left_out():
    row = Utterance("u", Path("u.wav"), "a good man", 1)
    made = (TranscribedWord("a", 0, 0, None), TranscribedWord("good", 0, 0, 0.8, acoustic_confidence=0.1))
    assert confidences_of(row, Transcript("", made, 1.0)) == (WordConfidence(0.8, True, False),)


def test_error_is_the_mean_distance_of_confidence_and_right_words():
    sure = words(0.95, True, 9) + words(0.95, False)  # 0.95 beside 0.9
    unsure = words(0.25, True, 5) + words(0.25, False, 5)  # 0.25 beside 0.5
    assert error([sure]) == pytest.approx(0.05)
    assert error([sure, unsure]) == pytest.approx((0.05 + 0.25) / 2)
    assert error([words(1.0, True), words(0.0, False)]) == 0.0
    assert np.isnan(error([[]]))


def test_confidences_within_a_bin_may_make_up_for_each_other():
    assert error([words(0.41, False, 1) + words(0.49, True, 1)]) == pytest.approx(0.05)


def test_bins():
    found = bins_of([binned(words(0.25, True) + words(0.25, False)), binned(words(1.0, True))])
    assert len(found) == BINS and found[0] is None
    assert (found[2].words, found[2].confidence, found[2].right) == (2, 0.25, 0.5)
    assert found[-1].words == 1
    assert bins_of([]) == [None] * BINS


def test_the_report_states_listed_words_apart():
    counts = ErrorCounts()
    chosen = tuple(words(0.9, True, 2) + words(0.1, True, 1, listed=True))
    one = UtteranceScore("u", "", "", 1.0, counts, counts, counts, EntityCounts(), confidences=chosen)
    found = Report((one,), (), {}).as_json()
    assert found["calibration_error"] == pytest.approx(0.1)
    assert found["calibration_error_listed"] == pytest.approx(0.9)
    assert found["calibration"]["listed"][1] == {"words": 1, "confidence": 0.1, "right": 1.0}
    assert found["calibration"]["ordinary"][9]["words"] == 2
    assert Report((), (), {}).as_json()["calibration_error"] is None
