import numpy as np

from earmark.audio import RATE
from earmark.training.augment import AugmentOptions, augment, background

SECOND = (0.2 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.float32)
ALWAYS = AugmentOptions(speed=1, reverb=1, noise=1, telephone=1, codec=1)


def generator(seed=0):
    return np.random.default_rng(seed)


def test_backgrounds_differ_and_never_clip():
    heard = [background(RATE, generator(seed)) for seed in range(20)]
    peaks = [float(np.abs(sound).max()) for sound in heard]
    assert all(sound.shape == (RATE,) and np.isfinite(sound).all() for sound in heard)
    assert min(peaks) > 0.005 and max(peaks) <= 10 ** (-3 / 20) + 1e-6
    rises = [sound.reshape(20, -1).std(axis=1) for sound in heard]
    assert {bool(r.max() > 4 * r.min()) for r in rises} == {True, False}  # steady ones and others


def test_everything_at_once_is_finite_bounded_and_repeatable():
    for seed in range(4):
        once, again = (augment(SECOND, ALWAYS, generator(seed), voice=SECOND[::-1]) for _ in range(2))
        assert np.array_equal(once, again) and once.dtype == np.float32
        assert np.isfinite(once).all() and np.abs(once).max() < 2.0
        assert RATE / 1.15 < len(once) < RATE / 0.87


def test_nothing_drawn_leaves_all_but_the_level():
    never = AugmentOptions(speed=0, reverb=0, noise=0, telephone=0, codec=0)
    heard = augment(SECOND, never, generator())
    ratio = np.abs(heard).max() / np.abs(SECOND).max()
    assert np.allclose(heard, SECOND * ratio, atol=1e-6) and 10 ** (-12 / 20) <= ratio <= 10 ** (6 / 20)
