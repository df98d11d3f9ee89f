import numpy as np
import pytest

from earmark.errors import OptionsError
from earmark.evaluation.disturb import COLOURS, KINDS, NOISES, coloured, disturb, quiet, seed_of, telephone

RNG = np.random.default_rng(0)
CLIP = (0.1 * RNG.standard_normal(32_000)).astype(np.float32)
VOICES = [(0.01 * (n + 1) * RNG.standard_normal(9_000 + n)).astype(np.float32) for n in range(6)]


def make(kind, snr_db=10.0, name="a", seed=1):
    return disturb(kind, CLIP, VOICES, snr_db, seed_of(name, seed))


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


@pytest.mark.parametrize(("colour", "exponent"), COLOURS.items())
def test_colour_is_the_slope_of_the_spectrum(colour, exponent):
    power = np.abs(np.fft.rfft(coloured(1 << 18, exponent, np.random.default_rng(1)))) ** 2
    octaves = [power[1 << n : 2 << n].mean() for n in range(9, 17)]  # power density, from 31 Hz on
    slope = np.diff(np.log2(octaves)).mean()
    assert slope == pytest.approx(-exponent, abs=0.15)


def test_talkers_are_equally_loud():
    # One voice is sixty times as loud as the others: in the mixture it is one of five.
    loud = [100 * VOICES[0], *VOICES[1:]]
    assert np.allclose(disturb("babble", CLIP, loud, 10, (1, 1)), make_babble(), atol=1e-4)


def make_babble():
    return disturb("babble", CLIP, VOICES, 10, (1, 1))


def test_telephone_passes_its_band_only():
    def left(hertz):
        sound = (0.3 * np.sin(2 * np.pi * hertz * np.arange(16_000) / 16_000)).astype(np.float32)
        heard = telephone(sound)[2000:-2000]
        return np.sqrt(np.mean(heard**2) / np.mean(sound**2))

    assert left(1000) == pytest.approx(1, abs=0.03) and left(3000) == pytest.approx(1, abs=0.03)
    assert max(left(100), left(3800), left(5000)) < 0.03


def test_telephone_has_few_levels():
    quiet = telephone((1e-5 * np.sin(np.arange(8000))).astype(np.float32))
    assert not quiet.any()  # below the first level there is silence


def test_bad_requests_are_told():
    with pytest.raises(OptionsError, match="there is no disturbance 'rain': expected one of white"):
        make("rain")
    with pytest.raises(OptionsError, match="babble needs 5 other clips, there are 2"):
        disturb("babble", CLIP, VOICES[:2], 10, (1, 1))


@pytest.mark.parametrize("factor", [0.01, 1.0, 5.0])
def test_quiet_copies_peak_at_50_db_below_full_scale_in_16_bits(factor):
    made = quiet((factor * CLIP).astype(np.float32))
    assert 20 * np.log10(np.abs(made).max()) == pytest.approx(-50, abs=0.1)
    assert np.array_equal(made * 32768, np.round(made * 32768))
    assert np.corrcoef(made, CLIP)[0, 1] > 0.99


def test_silence_stays_silence():
    assert not quiet(np.zeros(1000, np.float32)).any()
