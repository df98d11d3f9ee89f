"""Fitting verification: weights that tell right from wrong, and biases for the alarms asked for."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.studies.verification_fit import ALARMS, alarms, fit, fitted_to, log_odds, of_kind, plain_cut
from benchmarks.studies.verification_rows import WEIGHTS, Source, Written

from earmark.decoding import VerifierWeights

HOURS = 20.0


def rows(right: bool, named: bool, mean: float, count: int, seed: int) -> tuple[Written, ...]:
    rng = np.random.default_rng(seed)
    features = rng.normal(mean, 1.0, (count, len(WEIGHTS)))
    return tuple(
        Written(tuple(map(float, one)), right, f"{seed} {n}", named, False, 50)
        for n, one in enumerate(features)
    )


def alike(right: bool, mean: float, seed: int) -> tuple[Written, ...]:
    return tuple(replace(row, homophone=True) for row in rows(right, True, mean, 300, seed))


@pytest.fixture(scope="module")
def every() -> list[Source]:
    said = rows(True, True, 1.0, 200, 1) + rows(False, True, -1.0, 50, 2)
    words = rows(True, False, 1.0, 200, 3) + rows(False, False, -1.0, 50, 4)
    return [
        Source("set", "clean", "list", False, HOURS, rows(False, True, -1.0, 400, 5) + alike(False, -1.0, 7)),
        Source("set", "noise", "list", False, HOURS, rows(False, True, 3.0, 400, 6)),
        Source("set", "clean", "list", True, 1.0, said + alike(True, 1.0, 8)),
        Source("set", "clean", "words", True, 1.0, words),
    ]


def test_weights_point_from_wrong_to_right(every: list[Source]) -> None:
    slopes = fit([row for source in every if source.copy == "clean" for row in source.rows], WEIGHTS)
    assert len(slopes) == len(WEIGHTS) and (slopes > 0).all()


def test_lists_that_are_not_said_cost_as_many_alarms_as_are_asked_for(every: list[Source]) -> None:
    slopes = np.ones(len(WEIGHTS))
    cut, nats = alarms(every, slopes)
    kept = [row for row in every[0].rows if np.dot(slopes, row.features) > cut]
    assert len(kept) == ALARMS * HOURS and nats > 0  # disturbed speech does not count


def test_other_entries_are_kept_where_most_more_are_right(every: list[Source]) -> None:
    slopes = np.ones(len(WEIGHTS))
    cut = plain_cut(every, slopes)
    worth = {
        shift: sum(
            1 if row.right else -1 for row in every[3].rows if np.dot(slopes, row.features) >= cut + shift
        )
        for shift in (-3.0, 0.0, 3.0)
    }
    assert worth[0.0] == max(worth.values())


def test_fitted_weights_are_those_of_the_verifier(every: list[Source]) -> None:
    weights = fitted_to(every, VerifierWeights(weight=8.0))
    assert (weights.weight, weights.list_size) == (8.0, 0.0)
    for homophone in (False, True):
        rows_of_kind = of_kind(every, homophone)[0].rows
        kept = sum(log_odds(row, weights) >= 0 for row in rows_of_kind)
        assert kept == pytest.approx(ALARMS * HOURS, abs=1)
    assert weights.homophone_context > 0 and weights.homophone_rarity > 0
