import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earmark.decoding.non_speech import NEAR, NEVER, silent, suppress_non_speech
from earmark.models import Emissions

STEP = 0.1
REACH = round(NEAR / STEP)


def rows(peaks, tokens=6):
    """(T, V) whose most likely token has the given probabilities, the blank half of the rest."""
    found = []
    for peak in peaks:
        rest = (1 - peak) / 2
        found.append([rest, peak, *[rest / (tokens - 2)] * (tokens - 2)])
    return np.log(np.array(found, dtype=np.float32))


def test_only_what_lies_far_from_every_likely_token_is_silence():
    peaks = np.full(40, 0.1)
    peaks[20] = 0.9
    emissions = Emissions(rows(peaks), STEP)
    heard = suppress_non_speech(emissions, 0.2)
    quiet = np.ones(40, dtype=bool)
    quiet[20 - REACH : 20 + REACH + 1] = False
    assert np.array_equal(silent(emissions.log_probs, 0.2, STEP), quiet)
    assert np.array_equal(heard.log_probs[~quiet], emissions.log_probs[~quiet])
    assert (heard.log_probs[quiet, 0] == 0).all() and (heard.log_probs[quiet, 1:] == NEVER).all()
    assert emissions.log_probs[0, 0] != 0  # what was heard stays as it was


@given(st.lists(st.floats(0.2, 0.9), min_size=1, max_size=30), st.floats(0, 1))
def test_a_frame_with_a_likely_token_is_never_touched(peaks, least):
    emissions = Emissions(rows(peaks), STEP)
    touched = (suppress_non_speech(emissions, least).log_probs != emissions.log_probs).any(axis=1)
    assert not touched[np.exp(emissions.log_probs[:, 1:]).max(axis=1) > least + 1e-6].any()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_short_and_empty_pieces(count):
    emissions = Emissions(rows([0.1] * count).reshape(count, 6), STEP)
    assert len(suppress_non_speech(emissions, 0.2).log_probs) == count
    assert suppress_non_speech(emissions, 0.0) is emissions
    assert suppress_non_speech(emissions, 0.05) is emissions


def test_what_is_no_number_is_left_for_the_search_to_refuse():
    log_probs = rows([0.1] * 30)
    log_probs[15, 3] = np.nan
    assert np.isnan(suppress_non_speech(Emissions(log_probs, STEP), 0.2).log_probs).any()
