"""Disturbed copies of clips, to measure what noise, a telephone line and a low level cost.

The same clip, seed and kind give the same copy. All functions take and return (N,) float32 at 16 kHz.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import soxr
from numpy.typing import NDArray

from earmark.audio import RATE
from earmark.errors import OptionsError

Samples = NDArray[np.float32]

COLOURS = {"white": 0.0, "pink": 1.0, "brown": 2.0}  # power falls as 1 / f^e
NOISES = (*COLOURS, "babble")
KINDS = (*NOISES, "telephone", "quiet")
TALKERS = 5  # in babble: fewer can be understood, many more are a steady noise

LINE_RATE = 8000  # Hz, of a telephone line
BAND = (300.0, 3400.0)  # Hz, of ITU-T G.712
TAPS = 257  # of the band filter at 8 kHz: edges of about 100 Hz
MU = 255.0  # companding of ITU-T G.711, North America and Japan
LEVELS = 128  # of a sign: 8 bits a sample
FAINT = -50.0  # dB re full scale, of the peak of a quiet copy: a hundred steps of 16 bits


def disturb(
    kind: str, samples: Samples, voices: Sequence[Samples], snr_db: float, seed: Sequence[int]
) -> Samples:
    """One copy of a clip.

    Args:
        kind: of :data:`KINDS`.
        samples: (N,) the clip.
        voices: other clips, for babble; at least :data:`TALKERS`.
        snr_db: of the noise; mean power of the clip over mean power of the noise. The others need none.
        seed: of the noise, as ``seed_of`` makes it.

    Raises:
        OptionsError: no such kind, or too few voices.
    """
    rng = np.random.default_rng([*seed, zlib.crc32(kind.encode())])
    if kind == "telephone":
        return telephone(samples)
    if kind == "quiet":
        return quiet(samples)
    if kind == "babble":
        return add_noise(samples, babble(len(samples), voices, rng), snr_db)
    if kind in COLOURS:
        return add_noise(samples, coloured(len(samples), COLOURS[kind], rng), snr_db)
    raise OptionsError(f"there is no disturbance {kind!r}: expected one of {', '.join(KINDS)}")


def seed_of(name: str, seed: int) -> tuple[int, int]:
    """A seed of its own for the clip ``name``, so that it does not matter which others are disturbed."""
    return seed, zlib.crc32(name.encode())


def coloured(length: int, exponent: float, rng: np.random.Generator) -> Samples:
    """(length,) noise whose power falls as 1 / f^exponent above 20 Hz; below lies nothing to hear."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    shaped = spectrum * np.maximum(hertz, 20.0) ** (-exponent / 2) * (hertz >= 20.0)
    return np.asarray(np.fft.irfft(shaped, length), dtype=np.float32)


def babble(length: int, voices: Sequence[Samples], rng: np.random.Generator) -> Samples:
    """(length,) several talkers at once, equally loud, each from a random place of a random clip."""
    if len(voices) < TALKERS:
        raise OptionsError(f"babble needs {TALKERS} other clips, there are {len(voices)}")
    mixed = np.zeros(length, dtype=np.float32)
    for number in rng.choice(len(voices), TALKERS, replace=False):
        voice = np.roll(voices[number], int(rng.integers(len(voices[number]))))
        mixed += np.resize(voice, length) / (_level(voice) + 1e-9)
    return mixed


def add_noise(samples: Samples, noise: Samples, snr_db: float) -> Samples:
    """``noise`` under the clip, scaled to a signal-to-noise ratio."""
    scale = _level(samples) / (_level(noise) + 1e-9) * 10 ** (-snr_db / 20)
    return np.asarray(samples + scale * noise, dtype=np.float32)


def telephone(samples: Samples) -> Samples:
    """Through a line of 8 kHz, 300 to 3,400 Hz, 8 bits mu-law."""
    narrow = np.convolve(soxr.resample(samples, RATE, LINE_RATE), _band_filter(), mode="same")
    loud = np.log1p(MU * np.abs(np.clip(narrow, -1, 1))) / np.log1p(MU)
    coarse = np.round(loud * (LEVELS - 1)) / (LEVELS - 1)
    heard = np.sign(narrow) * np.expm1(coarse * np.log1p(MU)) / MU
    wide = soxr.resample(heard.astype(np.float32), LINE_RATE, RATE)
    return np.resize(np.concatenate([wide, np.zeros(8)]), len(samples)).astype(np.float32)


def quiet(samples: Samples) -> Samples:
    """As a microphone that was turned down records it: peak at FAINT, rounded to 16 bits."""
    steps = 32768 * 10 ** (FAINT / 20) / (float(np.abs(samples).max()) + 1e-9)
    return np.asarray(np.round(steps * samples) / 32768, dtype=np.float32)


def _band_filter() -> NDArray[np.float64]:
    """(TAPS,) windowed-sinc band pass at 8 kHz."""
    times = np.arange(TAPS) - TAPS // 2
    low, high = (2 * edge / LINE_RATE * np.sinc(2 * edge / LINE_RATE * times) for edge in BAND)
    return np.asarray((high - low) * np.hamming(TAPS), dtype=np.float64)


def _level(samples: Samples) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
