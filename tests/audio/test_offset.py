import numpy as np
import pytest

from earmark.audio.offset import REACH, OffsetFilter
from earmark.audio.stage import through

RATE = 16000


def tone(hertz, seconds=3.0):
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)


def without(samples, block=None):
    size = block or max(len(samples), 1)
    parts = list(through(OffsetFilter(), (samples[i : i + size] for i in range(0, len(samples), size))))
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


@pytest.mark.parametrize("offset", [-0.3, 0.001, 0.5])
def test_a_constant_goes(offset):
    sound = tone(200)
    found = without(sound + np.float32(offset))
    np.testing.assert_allclose(found, without(sound), atol=2e-6)
    assert abs(found.mean()) < 1e-3


def test_a_drift_goes():
    drift = np.linspace(-0.5, 0.5, 10 * RATE, dtype=np.float32)
    assert np.abs(without(drift)[REACH:-REACH]).max() < 1e-6


@pytest.mark.parametrize("hertz", [60, 100, 1000, 7000])
def test_a_voice_stays(hertz):
    sound = tone(hertz)
    inner = slice(REACH, -REACH)
    np.testing.assert_allclose(without(sound)[inner], sound[inner], atol=0.01)


@pytest.mark.parametrize("length", [0, 1, 2, 100, REACH, REACH + 1, 2 * REACH, 2 * REACH + 1, 5 * REACH + 3])
def test_as_many_samples_as_came(length):
    sound = np.random.default_rng(0).normal(0.2, 0.1, length).astype(np.float32)
    found = without(sound)
    assert (len(found), found.dtype) == (length, np.float32)


@pytest.mark.parametrize("block", [100, 1600, 4000])
def test_blocks_change_rounding_alone(block):
    sound = np.random.default_rng(0).normal(0.2, 0.1, 20_000).astype(np.float32)
    np.testing.assert_allclose(without(sound, block), without(sound), atol=1e-6)
