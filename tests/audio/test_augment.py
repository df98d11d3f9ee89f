import numpy as np
import pytest

from earmark.audio import RATE
from earmark.audio.augment import add_noise, change_speed, coloured_noise, recode, reverberate, telephone

SECOND = (0.2 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.float32)
COLOURS = {"white": 0.0, "pink": 1.0, "brown": 2.0}


def generator(seed=0):
    return np.random.default_rng(seed)


def test_speed_changes_length_and_pitch():
    fast = change_speed(SECOND, 1.1)
    assert len(fast) == pytest.approx(RATE / 1.1, abs=2)
    peak = np.abs(np.fft.rfft(fast)).argmax() * RATE / len(fast)
    assert peak == pytest.approx(484, abs=2)


@pytest.mark.parametrize("snr", [0.0, 5.0, 20.0])
def test_noise_is_as_loud_as_asked(snr):
    added = add_noise(SECOND, generator().standard_normal(4000).astype(np.float32), snr) - SECOND
    assert 10 * np.log10((SECOND**2).mean() / (added**2).mean()) == pytest.approx(snr, abs=0.01)


@pytest.mark.parametrize(
    "change",
    [
        lambda x: reverberate(x, generator()),
        lambda x: telephone(x, companded=True),
        lambda x: telephone(x, companded=False),
        lambda x: add_noise(x, coloured_noise(len(x), 1.0, generator()), 10.0),
    ],
)
def test_length_and_type_stay(change):
    heard = change(SECOND)
    assert heard.shape == SECOND.shape and heard.dtype == np.float32 and np.isfinite(heard).all()
    assert not np.allclose(heard, SECOND, atol=1e-4)


def test_codecs_give_back_the_sound():
    for seed in range(6):  # each of the three at least once
        heard = recode(SECOND, generator(seed))
        assert len(heard) <= RATE and np.isfinite(heard).all()
        assert np.abs(np.fft.rfft(heard, RATE)).argmax() == pytest.approx(440, abs=1)


@pytest.mark.parametrize(("colour", "exponent"), COLOURS.items())
def test_colour_is_the_slope_of_the_spectrum(colour, exponent):
    power = np.abs(np.fft.rfft(coloured_noise(1 << 18, exponent, np.random.default_rng(1)))) ** 2
    octaves = [power[1 << n : 2 << n].mean() for n in range(9, 17)]  # power density, from 31 Hz on
    slope = np.diff(np.log2(octaves)).mean()
    assert slope == pytest.approx(-exponent, abs=0.15)


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
