"""Random augmentation of training clips: speed, reverberation, noise, telephone band, codec, level.

Everything is drawn from one generator per clip and variant, so a rebuilt cache is the same cache. All
functions take and return (N,) float32 at 16 kHz.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from earmark.audio.augment import add_noise, change_speed, coloured_noise, recode, reverberate, telephone
from earmark.audio.waveform import RATE, Samples

BABBLE_SHARE = 0.3  # of the noises
BABBLE_DB = 10.0  # least ratio: a second voice at 5 dB is a second talker, not noise
LEVEL_DB = (-12.0, 6.0)


@dataclass(frozen=True)
class AugmentOptions:
    """Probabilities of the changes, 0..1, independent of each other."""

    speed: float = 0.6  # Ko et al. 2015: the cheapest new speaker there is
    reverb: float = 0.25  # most users do not sit in a booth
    noise: float = 0.35  # coloured noise or babble from other clips
    telephone: float = 0.12  # 8 kHz band, mu-law half of the time
    codec: float = 0.12  # Ogg Opus or MP3 at low rates: what phones and browsers upload
    speeds: tuple[float, float] = (0.88, 1.14)
    snr_db: tuple[float, float] = (5.0, 30.0)  # below 5 dB transcripts stop being learnable


def augment(
    samples: Samples, options: AugmentOptions, rng: np.random.Generator, voice: Samples | None = None
) -> Samples:
    """Make one random copy; ``voice`` is other people's speech to mix in as noise now and then."""
    return degrade(respeed(samples, options, rng), options, rng, voice)


def respeed(samples: Samples, options: AugmentOptions, rng: np.random.Generator) -> Samples:
    """Change the speed of the clip, or leave it."""
    if rng.random() < options.speed:
        return change_speed(samples, float(rng.uniform(*options.speeds)))
    return samples


def degrade(
    samples: Samples, options: AugmentOptions, rng: np.random.Generator, voice: Samples | None = None
) -> Samples:
    """Apply everything that :func:`augment` does but speed."""
    if rng.random() < options.reverb:
        samples = reverberate(samples, rng)
    if rng.random() < options.noise:
        samples = _noisy(samples, options, rng, voice)
    samples = np.clip(samples * 10 ** (rng.uniform(*LEVEL_DB) / 20), -1, 1).astype(np.float32)
    if rng.random() < options.telephone:
        samples = telephone(samples, bool(rng.random() < 0.5))
    if rng.random() < options.codec:
        samples = recode(samples, rng)
    return samples


def _noisy(
    samples: Samples, options: AugmentOptions, rng: np.random.Generator, voice: Samples | None
) -> Samples:
    if voice is not None and rng.random() < BABBLE_SHARE:
        return add_noise(samples, voice, float(rng.uniform(BABBLE_DB, options.snr_db[1])))
    noise = coloured_noise(len(samples), float(rng.uniform(0.0, 2.0)), rng)
    return add_noise(samples, noise, float(rng.uniform(*options.snr_db)))


def background(length: int, rng: np.random.Generator) -> Samples:
    """Draw a recording without speech: coloured noise, now and then swelling, humming or clicking."""
    sound = coloured_noise(length, float(rng.uniform(0.0, 2.0)), rng)
    sound /= np.sqrt((sound**2).mean()) + 1e-9
    if rng.random() < 0.3:
        sound += _hum(length, rng)
    if rng.random() < 0.4:
        sound *= _swell(length, rng)
    if rng.random() < 0.3:
        _add_knocks(sound, rng)
    level = 10 ** (rng.uniform(-45, -3) / 20)
    return np.asarray(sound * (level / (np.abs(sound).max() + 1e-9)), dtype=np.float32)


def _hum(length: int, rng: np.random.Generator) -> Samples:
    """An engine, a mains supply."""
    time = np.arange(length) / RATE
    pitch, hum = rng.uniform(40, 400), np.zeros(length)
    for harmonic in range(1, int(rng.integers(2, 12))):
        wave = np.sin(2 * np.pi * (pitch * harmonic * time + rng.random()))
        hum += rng.uniform(0, 1.5) / harmonic * wave
    return hum.astype(np.float32)


def _swell(length: int, rng: np.random.Generator) -> Samples:
    """Factors of wind or traffic, up to 12 dB up and down."""
    time = np.arange(length) / RATE
    decibels = rng.uniform(0, 12) * np.sin(2 * np.pi * (rng.uniform(0.1, 3) * time + rng.random()))
    return np.asarray(10 ** (decibels / 20), dtype=np.float32)


def _add_knocks(sound: Samples, rng: np.random.Generator) -> None:
    """Keys, dishes."""
    length = len(sound)
    for start in rng.integers(length, size=rng.poisson(2 * length / RATE)):
        knock = rng.standard_normal(int(rng.uniform(0.005, 0.1) * RATE))[: length - start]
        knock *= np.exp(-5 * np.arange(len(knock)) / len(knock)) * rng.uniform(1, 15)
        sound[start : start + len(knock)] += knock
