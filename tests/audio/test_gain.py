import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.audio import Segment, gain, normalize_gain
from earmark.audio.gain import LEVEL, MOST, QUIET

RATE = 16000


def noise(seconds, level, seed=0):
    return np.random.default_rng(seed).normal(0, level, int(seconds * RATE)).astype(np.float32)


def speech(peak=1.0):
    """Noise that rises and falls as syllables do, in a quiet room."""
    bursts = noise(2.0, 1.0) * (np.sin(np.arange(2 * RATE) * 2 * np.pi * 2 / RATE) > 0)
    samples = np.concatenate([noise(0.4, 0.01, 1), bursts + noise(2.0, 0.01, 2), noise(0.4, 0.01, 3)])
    return (samples * (peak / np.abs(samples).max())).astype(np.float32)


def whole(samples, level, start=0.0):
    return Segment(samples, start, start, start + len(samples) / RATE, level=level)


@given(level=st.floats(0.0001, 2.0))
@settings(max_examples=20)
def test_speech_of_any_level_comes_to_one(level):
    samples = speech(level)
    (found,) = normalize_gain([whole(samples, level, 3.0)])
    np.testing.assert_allclose(found.samples, speech(LEVEL), atol=1e-6)
    assert found.level == pytest.approx(LEVEL)
    assert (found.start, found.keep_from, found.keep_to) == (3.0, 3.0, pytest.approx(3.0 + 2.8))


def test_no_more_than_60_db():
    (found,) = normalize_gain([whole(speech(1e-6), 1e-6)])
    assert np.abs(found.samples).max() == pytest.approx(MOST * 1e-6)


def test_joined_segments_are_amplified_alike_by_the_louder():
    loud, quiet = whole(speech(0.05), 0.05), whole(speech(0.01), 0.01, 2.0)
    for before, after in zip((loud, quiet), normalize_gain([loud, quiet]), strict=True):
        np.testing.assert_allclose(after.samples, LEVEL / 0.05 * before.samples, rtol=1e-4)


def test_silence_stays_silence():
    segment = whole(np.zeros(RATE, np.float32), 0.0)
    assert normalize_gain([segment])[0] is segment


@given(peak=st.floats(0.002, 0.099))
@settings(max_examples=20)
def test_gain_of_a_clip_brings_quiet_speech_to_one_peak(peak):
    assert gain([speech(peak)]) == pytest.approx(QUIET / peak, rel=1e-4)


@pytest.mark.parametrize("peak", [0.1, 0.3, 1.0, 3.0])
def test_gain_leaves_a_clip_that_is_loud_enough(peak):
    assert gain([speech(peak)]) == 1.0


@pytest.mark.parametrize("level", [1e-4, 1e-3, 1e-2])
def test_gain_leaves_steady_noise(level):
    assert gain([noise(5.0, level)]) == 1.0


def test_digital_silence_beside_noise_is_no_speech():
    padded = np.concatenate([np.zeros(RATE, np.float32), noise(3.0, 1e-3), np.zeros(RATE, np.float32)])
    assert gain([padded]) == 1.0


@pytest.mark.parametrize("samples", [0, 1, 100, 320, 1600], ids=str)
def test_silence_and_scraps(samples):
    assert gain([np.zeros(samples, np.float32)]) == 1.0
    assert gain([noise(samples / RATE, 1e-3)]) == 1.0
