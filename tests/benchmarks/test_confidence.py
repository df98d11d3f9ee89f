"""Figures of the page on confidence, and the regression behind the weights."""

import numpy as np
import pytest
from benchmarks.common.copies import CLEAN
from benchmarks.common.regression import regression
from benchmarks.studies.confidence import NEUTRAL, fitted, probability
from benchmarks.studies.confidence_page import BINS, area, as_markdown, calibration_error
from benchmarks.studies.confidence_rows import LM, PLAIN, Row, Source, plan

from earmark.decoding.confidence import WordEvidence, sigmoid


def test_calibration_error_over_bins_of_equal_mass():
    sure = np.full(10 * BINS, 0.9)
    right = np.tile([1.0] * 8 + [0.0] * 2, BINS)
    assert calibration_error(sure, right) == pytest.approx(0.1)
    apart = np.repeat([0.2, 0.8], 5 * BINS * 2)  # whole bins of either kind but the middle one
    assert calibration_error(apart, (apart > 0.5).astype(float)) == pytest.approx(0.2 * (BINS - 1) / BINS)


def test_area_under_the_curve():
    assert area(np.array([0.1, 0.4, 0.4, 0.9]), np.array([0.0, 0.0, 1.0, 1.0])) == pytest.approx(3.5 / 4)
    assert area(np.array([0.1, 0.9]), np.array([1.0, 1.0])) is None


def test_regression_finds_the_weights_that_made_the_data():
    rng = np.random.default_rng(1)
    x = rng.normal(0, 2, (20_000, 2))
    right = rng.random(len(x)) < 1 / (1 + np.exp(-(0.5 + x @ [1.0, -0.3])))
    found = regression([x.tolist()], [right.astype(float).tolist()], [1.0])
    assert found == pytest.approx([1.0, -0.3, 0.5], abs=0.06)


def test_every_part_counts_as_a_whole():
    """A long part with half of its rows right, a short one with all: the odds are those of three quarters."""
    long, short = [[0.0]] * 1000, [[0.0]] * 10
    right = [[1.0, 0.0] * 500, [1.0] * 10]
    assert sigmoid(regression([long, short], right, [1.0, 1.0])[1]) == pytest.approx(0.75)


def test_weights_are_fitted_to_ordinary_words_and_shown_on_the_page():
    rng = np.random.default_rng(2)

    def source(decoder: str, name: str) -> Source:
        rows = [
            Row(WordEvidence(a, None if decoder == PLAIN else m, 6.0, False, None), rng.random() < a, str(n))
            for n, (a, m) in enumerate(zip(rng.random(600), rng.uniform(0, 12, 600), strict=True))
        ]
        listed = Row(WordEvidence(0.0, 1.0, 1.0, True, 3.0), True, "x")
        return Source(name, CLEAN, "no list", decoder, rows=(*rows, *[listed] * 100))

    sources = [source(LM, "a"), source(PLAIN, "a")]
    found = fitted(sources, NEUTRAL)
    assert found.alone_acoustic == pytest.approx(1.0, abs=0.3) and abs(found.alone_bias) < 0.4
    assert abs(found.margin) < 0.1 and found.entry_log_odds == NEUTRAL.entry_log_odds

    text = as_markdown(
        "studies.confidence", sources, *[lambda row, one: probability(row, one.decoder, found)] * 2
    )
    assert "| a | clean | no list | greedy | 600 |" in text
    assert "| a | clean | no list | language model | 100 |" in text


def test_every_source_of_the_plan_is_another():
    keys = [(s.set, s.copy.name, s.list, s.decoder) for s in plan()]
    assert len(keys) == len(set(keys))
