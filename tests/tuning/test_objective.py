import math

import pytest
from tuning.made_up import counted

from earmark.errors import OptionsError
from earmark.tuning.objective import Objective

SCORES = [counted(3, 10, found=1, invented=1, missed=2), counted(1, 10, found=3)]


def test_loss_is_the_formula():
    f1 = 2 * 4 / (2 * 4 + 1 + 2)
    assert Objective(0, 0).loss(SCORES) == pytest.approx(4 / 20)
    assert Objective(2, 0).loss(SCORES) == pytest.approx((4 + 2 * 1) / 20)
    assert Objective(2, 0.5).loss(SCORES) == pytest.approx((4 + 2 * 1) / 20 + 0.5 * (1 - f1))


def test_without_entities_there_is_no_f1_to_lose():
    assert Objective(1, 0.5).loss([counted(1, 10)]) == pytest.approx(0.1)


def test_an_even_gain_is_certain_and_a_lucky_one_is_noise():
    before = [counted(3, 10) for _ in range(40)]
    even = Objective().gain(before, [counted(2, 10) for _ in range(40)])
    assert even.certain and even.loss == pytest.approx(-0.1)
    assert (even.before.value, even.after.value, even.utterances) == (0.3, 0.2, 40)
    assert "more than noise" in str(even)
    lucky = Objective().gain(before, [counted(0 if n == 7 else 3, 10) for n in range(40)])
    assert lucky.loss < 0 and not lucky.certain and "inside the noise" in str(lucky)


def test_gain_is_of_the_same_utterances():
    # Utterances differ widely, yet each gains: pairs show what two intervals apart would not.
    before = [counted(n % 10 + 1, 10) for n in range(40)]
    gain = Objective().gain(before, [counted(n % 10, 10) for n in range(40)])
    assert gain.certain and gain.before.low < gain.after.high


@pytest.mark.parametrize("weight", [-1.0, math.inf, math.nan])
def test_weights_are_checked(weight):
    with pytest.raises(OptionsError, match="the weight of false alarms is"):
        Objective(false_alarms=weight)
    with pytest.raises(OptionsError, match="the weight of entities is"):
        Objective(entities=weight)
