import numpy as np
import pytest

from earmark.audio.augment import attenuate
from earmark.errors import OptionsError
from earmark.evaluation.degradation import KINDS, NOISES, degrade, seed_of

RNG = np.random.default_rng(0)
CLIP = (0.1 * RNG.standard_normal(32_000)).astype(np.float32)
VOICES = [(0.01 * (n + 1) * RNG.standard_normal(9_000 + n)).astype(np.float32) for n in range(6)]


def make(kind, snr_db=10.0, name="a", seed=1):
    return degrade(kind, CLIP, VOICES, snr_db, seed_of(name, seed))


@pytest.mark.parametrize("kind", KINDS)
def test_copies_are_as_long_and_the_same_every_time(kind):
    made = make(kind)
    assert made.shape == CLIP.shape and made.dtype == np.float32
    assert np.array_equal(made, make(kind))
    assert np.isfinite(made).all() and not np.array_equal(made, CLIP)


@pytest.mark.parametrize("kind", NOISES)
@pytest.mark.parametrize("snr_db", [0.0, 10.0])
def test_noise_has_the_level_asked_for(kind, snr_db):
    noise = make(kind, snr_db) - CLIP
    assert 10 * np.log10(np.mean(CLIP**2) / np.mean(noise**2)) == pytest.approx(snr_db, abs=0.01)


@pytest.mark.parametrize("kind", NOISES)
def test_each_clip_and_seed_has_noise_of_its_own(kind):
    assert not np.array_equal(make(kind), make(kind, name="b"))
    assert not np.array_equal(make(kind), make(kind, seed=2))


def test_talkers_are_equally_loud():
    # One voice is sixty times as loud as the others: in the mixture it is one of five.
    loud = [100 * VOICES[0], *VOICES[1:]]
    assert np.allclose(degrade("babble", CLIP, loud, 10, (1, 1)), make_babble(), atol=1e-4)


def make_babble():
    return degrade("babble", CLIP, VOICES, 10, (1, 1))


def test_bad_requests_are_told():
    with pytest.raises(OptionsError, match="there is no degradation 'rain': expected one of white"):
        make("rain")
    with pytest.raises(OptionsError, match="babble needs 5 other clips, there are 2"):
        degrade("babble", CLIP, VOICES[:2], 10, (1, 1))


@pytest.mark.parametrize("factor", [0.01, 1.0, 5.0])
def test_quiet_copies_peak_at_50_db_below_full_scale_in_16_bits(factor):
    made = attenuate((factor * CLIP).astype(np.float32))
    assert 20 * np.log10(np.abs(made).max()) == pytest.approx(-50, abs=0.1)
    assert np.array_equal(made * 32768, np.round(made * 32768))
    assert np.corrcoef(made, CLIP)[0, 1] > 0.99


def test_silence_stays_silence():
    assert not attenuate(np.zeros(1000, np.float32)).any()
