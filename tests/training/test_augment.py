import numpy as np
import pytest

from earmark.training.augment import (
    RATE,
    AugmentOptions,
    augment,
    background,
    change_speed,
    coloured_noise,
    mix_at_snr,
    recode,
    reverberate,
    telephone,
)

SECOND = (0.2 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.float32)
ALWAYS = AugmentOptions(speed=1, reverb=1, noise=1, telephone=1, codec=1)


def generator(seed=0):
    return np.random.default_rng(seed)


def test_speed_changes_length_and_pitch():
    fast = change_speed(SECOND, 1.1)
    assert len(fast) == pytest.approx(RATE / 1.1, abs=2)
    peak = np.abs(np.fft.rfft(fast)).argmax() * RATE / len(fast)
    assert peak == pytest.approx(484, abs=2)


def test_backgrounds_differ_and_never_clip():
    heard = [background(RATE, generator(seed)) for seed in range(20)]
    peaks = [float(np.abs(sound).max()) for sound in heard]
    assert all(sound.shape == (RATE,) and np.isfinite(sound).all() for sound in heard)
    assert min(peaks) > 0.005 and max(peaks) <= 10 ** (-3 / 20) + 1e-6
    rises = [sound.reshape(20, -1).std(axis=1) for sound in heard]
    assert {bool(r.max() > 4 * r.min()) for r in rises} == {True, False}  # steady ones and others


@pytest.mark.parametrize("snr", [0.0, 5.0, 20.0])
def test_noise_is_as_loud_as_asked(snr):
    added = mix_at_snr(SECOND, generator().standard_normal(4000).astype(np.float32), snr) - SECOND
    assert 10 * np.log10((SECOND**2).mean() / (added**2).mean()) == pytest.approx(snr, abs=0.01)


@pytest.mark.parametrize(
    "disturb",
    [
        lambda x: reverberate(x, generator()),
        lambda x: telephone(x, mu_law=True),
        lambda x: telephone(x, mu_law=False),
        lambda x: mix_at_snr(x, coloured_noise(len(x), generator()), 10.0),
    ],
)
def test_length_and_type_stay(disturb):
    heard = disturb(SECOND)
    assert heard.shape == SECOND.shape and heard.dtype == np.float32 and np.isfinite(heard).all()
    assert not np.allclose(heard, SECOND, atol=1e-4)


def test_telephone_lets_only_its_band_through():
    high = np.sin(2 * np.pi * 5000 * np.arange(RATE) / RATE).astype(np.float32)
    assert np.abs(telephone(high, mu_law=False)[2000:-2000]).max() < 0.1
    assert np.abs(telephone(SECOND, mu_law=False)[2000:-2000]).max() == pytest.approx(0.2, abs=0.02)


def test_codecs_give_back_the_sound():
    for seed in range(6):  # each of the three at least once
        heard = recode(SECOND, generator(seed))
        assert len(heard) <= RATE and np.isfinite(heard).all()
        assert np.abs(np.fft.rfft(heard, RATE)).argmax() == pytest.approx(440, abs=1)


def test_everything_at_once_is_finite_bounded_and_repeatable():
    for seed in range(4):
        once, again = (augment(SECOND, ALWAYS, generator(seed), babble=SECOND[::-1]) for _ in range(2))
        assert np.array_equal(once, again) and once.dtype == np.float32
        assert np.isfinite(once).all() and np.abs(once).max() < 2.0
        assert RATE / 1.15 < len(once) < RATE / 0.87


def test_nothing_drawn_leaves_all_but_the_level():
    never = AugmentOptions(speed=0, reverb=0, noise=0, telephone=0, codec=0)
    heard = augment(SECOND, never, generator())
    ratio = np.abs(heard).max() / np.abs(SECOND).max()
    assert np.allclose(heard, SECOND * ratio, atol=1e-6) and 10 ** (-12 / 20) <= ratio <= 10 ** (6 / 20)
