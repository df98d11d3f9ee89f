import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.audio import Segment, gain, normalize_gain

RATE = 16000


def noise(seconds, level, seed=0):
    return np.random.default_rng(seed).normal(0, level, int(seconds * RATE)).astype(np.float32)


def speech(peak=1.0):
    """Noise that rises and falls as syllables do, in a quiet room."""
    bursts = noise(2.0, 1.0) * (np.sin(np.arange(2 * RATE) * 2 * np.pi * 2 / RATE) > 0)
    samples = np.concatenate([noise(0.4, 0.01, 1), bursts + noise(2.0, 0.01, 2), noise(0.4, 0.01, 3)])
    return (samples * (peak / np.abs(samples).max())).astype(np.float32)


def whole(samples, start=0.0):
    return Segment(samples, start, start, start + len(samples) / RATE)


@pytest.mark.parametrize("peak", [0.1, 0.3, 1.0, 3.0])
def test_what_is_loud_enough_stays_as_it_is(peak):
    segment = whole(speech(peak))
    assert normalize_gain([segment])[0] is segment


@given(peak=st.floats(0.001, 0.099))
@settings(max_examples=20, deadline=None)
def test_quiet_speech_sounds_alike_however_quiet_it_is(peak):
    (raised,) = normalize_gain([whole(speech(peak), 3.0)])
    np.testing.assert_allclose(raised.samples, speech(0.1), atol=1e-6)
    assert (raised.start, raised.keep_from, raised.keep_to) == (3.0, 3.0, pytest.approx(3.0 + 2.8))


def test_no_more_than_40_db():
    assert gain([speech(1e-4)]) == 100.0


@pytest.mark.parametrize("level", [1e-4, 1e-3, 1e-2])
def test_steady_noise_is_not_raised(level):
    assert gain([noise(5.0, level)]) == 1.0


def test_digital_silence_beside_noise_is_no_speech():
    padded = np.concatenate([np.zeros(RATE, np.float32), noise(3.0, 1e-3), np.zeros(RATE, np.float32)])
    assert gain([padded]) == 1.0


@pytest.mark.parametrize("samples", [0, 1, 100, 320, 1600], ids=str)
def test_silence_and_scraps(samples):
    assert gain([np.zeros(samples, np.float32)]) == 1.0
    assert gain([noise(samples / RATE, 1e-3)]) == 1.0


def test_joined_segments_are_raised_alike():
    loud, quiet = whole(speech(0.05)), whole(speech(0.01), 2.0)
    raised = normalize_gain([loud, quiet])
    for before, after in zip((loud, quiet), raised, strict=True):
        np.testing.assert_allclose(after.samples, 2 * before.samples, rtol=1e-4)
