"""The fit of verification: weights that part right from wrong, thresholds that leave the alarms allowed."""

import random

import numpy as np
import pytest
from benchmarks.common.sets import NAMES
from benchmarks.studies.verification_fit import ALARMS, WEIGHTS, Written, beyond, fit, kept, thresholds


def written(seed: int = 0) -> list[Written]:
    """Entries that are right where their phones are near; longer lists bring more wrong ones as near."""
    rng = random.Random(seed)
    found = []
    for adapted in (False, True):
        for size, wrong in ((1000, 200), (10_000, 600)):
            for n in range(wrong):
                features = tuple(rng.gauss(-1.0 if i == 2 else 0.0, 1.0) for i in range(len(WEIGHTS)))
                found.append(Written(features, False, True, ("books", f"never {n}"), adapted, size))
            for n in range(150):
                features = tuple(rng.gauss(1.5 if i == 2 else 0.0, 1.0) for i in range(len(WEIGHTS)))
                found.append(Written(features, True, False, (NAMES, f"name {n}"), adapted, size))
    return found


def test_the_feature_that_tells_has_the_weight() -> None:
    weights = fit(written())
    assert np.argmax(np.abs(weights)) == 2 and weights[2] > 0


def test_alarms_are_as_many_as_allowed_and_longer_lists_are_held_to_more() -> None:
    found, hours = written(), 4.0
    weights = fit(found)
    bias, share = thresholds(found, weights, hours)
    assert share > 0
    for size, alarms in ALARMS.items():
        cut = -bias + share * beyond(size)
        left = [
            one
            for one in found
            if one.never and one.size == size and float(np.dot(weights, one.features)) > cut
        ]
        assert len(left) == pytest.approx(2 * alarms * hours, abs=6)  # with the adapter and without


def test_names_of_the_set_that_is_full_of_them_set_no_threshold() -> None:
    found = written()
    others = [Written((9.0,) * len(WEIGHTS), False, True, (NAMES, "like"), True, size) for size in ALARMS]
    weights = fit(found)
    assert thresholds(found + others, weights, 4.0) == thresholds(found, weights, 4.0)


def test_what_is_kept_is_told_for_one_size() -> None:
    weights = np.zeros(len(WEIGHTS))
    assert f"150 of 150 right ones in {NAMES}" not in kept(written(), weights, -1.0, 1000)
    assert f"300 of 300 right ones in {NAMES}" in kept(written(), weights, 0.0, 1000)
