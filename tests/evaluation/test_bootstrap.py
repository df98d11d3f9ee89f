import numpy as np
import pytest

from earmark.evaluation.bootstrap import f1, interval, ratio


def test_interval_holds_the_value_and_shrinks_with_more_utterances():
    rng = np.random.default_rng(0)
    rows = [(int(e), 10) for e in rng.binomial(10, 0.3, size=400)]
    few, many = interval(rows[:25], ratio), interval(rows, ratio)
    assert few[0] < sum(e for e, _ in rows[:25]) / 250 < few[1]
    assert many[1] - many[0] < (few[1] - few[0]) / 2


def test_same_rows_give_the_same_interval():
    rows = [(i % 4, 10 + i) for i in range(30)]
    assert interval(rows, ratio) == interval(rows, ratio)
    assert interval(rows, ratio) != interval(rows, ratio, seed=1)


def test_about_95_percent_of_intervals_hold_the_truth():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(100):
        low, high = interval([(int(e), 10) for e in rng.binomial(10, 0.3, size=60)], ratio)
        held += low <= 0.3 <= high
    assert 88 <= held <= 100


def test_undefined_everywhere_is_none():
    assert interval([(0, 0), (0, 0)], ratio) is None
    assert interval([], ratio) is None


def test_f1_is_the_harmonic_mean():
    assert f1(np.array([[6.0], [2.0], [4.0]]))[0] == pytest.approx(2 * 0.75 * 0.6 / 1.35)
