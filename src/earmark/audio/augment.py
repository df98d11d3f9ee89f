"""Augment clips for training and robustness tests: rooms, lines, codecs, noise, other voices.

All functions take and return (N,) float32 at 16 kHz. They draw from the generator given: the same state gives
the same copy.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from earmark.audio.waveform import RATE, Samples
from earmark.errors import OptionsError

TALKERS = 5  # in babble: fewer can be understood, many more make a steady noise
LOWEST_HZ = 20.0  # of coloured noise; inaudible below
LINE_RATE = 8000  # Hz, of a telephone line
LINE_BAND = (300.0, 3400.0)  # Hz, of ITU-T G.712
FILTER_TAPS = 257  # of the band filter at 8 kHz: edges of about 100 Hz
MU = 255.0  # companding of ITU-T G.711, North America and Japan
LEVELS = 128  # of a sign: 8 bits a sample
QUIET_DB = -50.0  # re full scale, of the peak of an attenuated copy: a hundred steps of 16 bits
CODECS = (("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS"))


def change_speed(samples: Samples, factor: float) -> Samples:
    """Play faster (> 1) or slower; the pitch moves along."""
    return np.asarray(soxr.resample(samples, RATE * factor, RATE, quality="QQ"), dtype=np.float32)


def reverberate(samples: Samples, rng: np.random.Generator) -> Samples:
    """Convolve with exponentially decaying noise, T60 of 0.15-0.7 s, direct sound on top."""
    t60 = rng.uniform(0.15, 0.7)
    n = int(t60 * RATE)
    tail = rng.standard_normal(n) * np.exp(-6.9 * np.arange(n) / n)
    delay = int(rng.uniform(0.002, 0.02) * RATE)
    tail[:delay] = 0.0
    response = tail * (rng.uniform(0.2, 0.9) / np.sqrt((tail**2).sum() + 1e-9))
    response[0] = 1.0
    size = 1 << int(np.ceil(np.log2(len(samples) + n)))
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)
    return np.asarray(wet[: len(samples)], dtype=np.float32)


def coloured_noise(length: int, exponent: float, rng: np.random.Generator) -> Samples:
    """Draw (length,) noise whose power falls as 1 / f^exponent above 20 Hz."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    hertz = np.fft.rfftfreq(length, 1 / RATE)
    shaped = spectrum * np.maximum(hertz, LOWEST_HZ) ** (-exponent / 2) * (hertz >= LOWEST_HZ)
    return np.asarray(np.fft.irfft(shaped, length), dtype=np.float32)


def babble(length: int, voices: Sequence[Samples], rng: np.random.Generator) -> Samples:
    """Mix (length,) of several talkers, equally loud, each from a random place of a random clip."""
    if len(voices) < TALKERS:
        raise OptionsError(f"babble needs {TALKERS} other clips, there are {len(voices)}")
    mixed = np.zeros(length, dtype=np.float32)
    for number in rng.choice(len(voices), TALKERS, replace=False):
        voice = np.roll(voices[number], int(rng.integers(len(voices[number]))))
        mixed += np.resize(voice, length) / (_level(voice) + 1e-9)
    return mixed


def add_noise(samples: Samples, noise: Samples, snr_db: float) -> Samples:
    """Add ``noise`` at a signal-to-noise ratio of mean powers; shorter noise is repeated."""
    scale = _level(samples) / (_level(noise) + 1e-9) * 10 ** (-snr_db / 20)
    return np.asarray(samples + scale * np.resize(noise, len(samples)), dtype=np.float32)


def telephone(samples: Samples, companded: bool = True) -> Samples:
    """Pass through a line of 8 kHz, 300 to 3,400 Hz, with 8 bits mu-law if ``companded``."""
    narrow = np.convolve(soxr.resample(samples, RATE, LINE_RATE), _band_filter(), mode="same")
    if companded:
        loud = np.log1p(MU * np.abs(np.clip(narrow, -1, 1))) / np.log1p(MU)
        coarse = np.round(loud * (LEVELS - 1)) / (LEVELS - 1)
        narrow = np.sign(narrow) * np.expm1(coarse * np.log1p(MU)) / MU
    wide = soxr.resample(narrow.astype(np.float32), LINE_RATE, RATE)
    return np.resize(np.concatenate([wide, np.zeros(8)]), len(samples)).astype(np.float32)


def attenuate(samples: Samples) -> Samples:
    """Turn the microphone down: a peak of ``QUIET_DB``, rounded to 16 bits."""
    steps = 32768 * 10 ** (QUIET_DB / 20) / (float(np.abs(samples).max()) + 1e-9)
    return np.asarray(np.round(steps * samples) / 32768, dtype=np.float32)


def recode(samples: Samples, rng: np.random.Generator) -> Samples:
    """Encode with a lossy codec at a low bit rate and decode again."""
    kind, subtype = CODECS[rng.integers(len(CODECS))]
    buffer = io.BytesIO()
    with soundfile.SoundFile(
        buffer, "w", RATE, 1, format=kind, subtype=subtype, compression_level=float(rng.uniform(0.7, 0.99))
    ) as sink:
        sink.write(np.clip(samples, -0.99, 0.99))
    buffer.seek(0)
    decoded, rate = soundfile.read(buffer, dtype="float32")
    if rate != RATE:
        decoded = soxr.resample(decoded, rate, RATE, quality="LQ")
    return np.asarray(decoded[: len(samples)], dtype=np.float32)


def _band_filter() -> NDArray[np.float64]:
    """(FILTER_TAPS,) windowed-sinc band pass at 8 kHz."""
    times = np.arange(FILTER_TAPS) - FILTER_TAPS // 2
    low, high = (2 * edge / LINE_RATE * np.sinc(2 * edge / LINE_RATE * times) for edge in LINE_BAND)
    return np.asarray((high - low) * np.hamming(FILTER_TAPS), dtype=np.float64)


def _level(samples: Samples) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
