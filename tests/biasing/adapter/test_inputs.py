import numpy as np
import pytest

from earmark.biasing.adapter.inputs import FLOOR, Inputs, frame_inputs, phones_in_use
from earmark.errors import EmissionsError
from earmark.models import Emissions


def emissions(T=3, V=4, P=5):
    rng = np.random.default_rng(0)
    log_probs = np.log(rng.dirichlet(np.ones(V), T)).astype(np.float32)
    phones = np.log(rng.dirichlet(np.ones(P), 2 * T - 1)).astype(np.float32)
    phones[:, 3] = -20  # a phone of another language
    return Emissions(log_probs, 0.04, 0.0, phones, 0.02)


def test_frames_are_tokens_then_both_halves_of_phones():
    heard = emissions()
    rows = frame_inputs(heard, Inputs(4, (0, 2)))
    assert rows.shape == (3, 4 + 4)
    assert np.allclose(rows[:, :4], heard.log_probs)
    assert np.allclose(rows[1, 4:8], heard.phone_log_probs[2:4][:, [0, 2]].ravel())
    assert np.allclose(rows[2, 4:6], rows[2, 6:8])  # the missing last half repeats the one before


def test_nothing_is_below_the_floor():
    heard = emissions()
    rows = frame_inputs(heard, Inputs(4, (3,)))
    assert rows[:, 4:].tolist() == [[FLOOR, FLOOR]] * 3


def test_phones_that_never_occur_are_left_out():
    assert phones_in_use([emissions(), emissions(T=5)]) == Inputs(4, (0, 1, 2, 4))


@pytest.mark.parametrize(
    ("inputs", "message"),
    [(Inputs(4, (7,)), "phone emissions"), (Inputs(5, (0,)), "make 6 numbers a frame")],
)
def test_emissions_of_another_model_are_refused(inputs, message):
    with pytest.raises(EmissionsError, match=message):
        frame_inputs(emissions(), inputs)
