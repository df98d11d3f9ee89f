"""Waveform augmentation: speed, reverberation, noise, telephone band, codec, level.

Everything is drawn from one generator per clip and variant, so a rebuilt cache is
the same cache. All functions take and return (N,) float32 at 16 kHz.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

RATE = 16_000
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class AugmentOptions:
    """How often each disturbance is drawn; probabilities in 0..1, independent of each other."""

    speed: float = 0.6  # Ko et al. 2015: the cheapest new speaker there is
    reverb: float = 0.25  # most users do not sit in a booth
    noise: float = 0.35  # coloured noise or babble from other clips
    telephone: float = 0.12  # 8 kHz band, mu-law half of the time
    codec: float = 0.12  # Ogg Opus or MP3 at low rates: what phones and browsers upload
    speeds: tuple[float, float] = (0.88, 1.14)
    snr_db: tuple[float, float] = (5.0, 30.0)  # below 5 dB transcripts stop being learnable


def change_speed(samples: Samples, factor: float) -> Samples:
    """Faster (> 1) or slower, pitch moves along."""
    return np.asarray(soxr.resample(samples, RATE * factor, RATE, quality="QQ"), dtype=np.float32)


def reverberate(samples: Samples, rng: np.random.Generator) -> Samples:
    """Exponentially decaying noise as room response, T60 of 0.15-0.7 s, direct sound on top."""
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


def coloured_noise(length: int, rng: np.random.Generator) -> Samples:
    """Noise whose power falls as 1 / f^e, e in 0 (white) to 2 (brown)."""
    spectrum = np.fft.rfft(rng.standard_normal(length))
    exponent = rng.uniform(0.0, 2.0)
    spectrum *= np.maximum(np.arange(len(spectrum)), 1.0) ** (-exponent / 2)
    return np.asarray(np.fft.irfft(spectrum, length), dtype=np.float32)


def background(length: int, rng: np.random.Generator) -> Samples:
    """A recording in which nobody speaks: coloured noise, now and then swelling, humming or clicking."""
    sound = coloured_noise(length, rng)
    sound /= np.sqrt((sound**2).mean()) + 1e-9
    time = np.arange(length) / RATE
    if rng.random() < 0.3:  # an engine, a mains supply
        pitch = rng.uniform(40, 400)
        for harmonic in range(1, int(rng.integers(2, 12))):
            sound += (
                rng.uniform(0, 1.5) / harmonic * np.sin(2 * np.pi * (pitch * harmonic * time + rng.random()))
            )
    if rng.random() < 0.4:  # wind, traffic
        swell = rng.uniform(0, 12) * np.sin(2 * np.pi * (rng.uniform(0.1, 3) * time + rng.random()))
        sound *= 10 ** (swell / 20)
    if rng.random() < 0.3:  # keys, dishes
        for start in rng.integers(length, size=rng.poisson(2 * length / RATE)):
            knock = rng.standard_normal(int(rng.uniform(0.005, 0.1) * RATE))[: length - start]
            knock *= np.exp(-5 * np.arange(len(knock)) / len(knock)) * rng.uniform(1, 15)
            sound[start : start + len(knock)] += knock
    level = 10 ** (rng.uniform(-45, -3) / 20)
    return np.asarray(sound * (level / (np.abs(sound).max() + 1e-9)), dtype=np.float32)


def mix_at_snr(samples: Samples, noise: Samples, snr_db: float) -> Samples:
    """Speech plus noise at a signal-to-noise ratio; shorter noise is repeated."""
    noise = np.resize(noise, len(samples))
    ratio = np.sqrt((samples**2).mean() / ((noise**2).mean() + 1e-12))
    return np.asarray(samples + noise * (ratio * 10 ** (-snr_db / 20)), dtype=np.float32)


def telephone(samples: Samples, mu_law: bool) -> Samples:
    """Through an 8 kHz line, 300-3,400 Hz, with G.711 companding if ``mu_law``."""
    narrow = soxr.resample(samples, RATE, 8000, quality="LQ")
    spectrum = np.fft.rfft(narrow)
    hertz = np.fft.rfftfreq(len(narrow), 1 / 8000)
    spectrum[(hertz < 300) | (hertz > 3400)] *= 0.05
    narrow = np.fft.irfft(spectrum, len(narrow))
    if mu_law:
        x = np.clip(narrow, -1, 1)
        y = np.sign(x) * np.log1p(255 * np.abs(x)) / np.log(256.0)
        y = np.round(y * 127) / 127
        narrow = np.sign(y) * np.expm1(np.abs(y) * np.log(256.0)) / 255
    wide = soxr.resample(narrow, 8000, RATE, quality="LQ")
    return np.resize(wide, len(samples)).astype(np.float32)


def recode(samples: Samples, rng: np.random.Generator) -> Samples:
    """Through a lossy codec at a low bit rate and back."""
    kind, subtype = [("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS")][rng.integers(3)]
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


def augment(
    samples: Samples, options: AugmentOptions, rng: np.random.Generator, babble: Samples | None = None
) -> Samples:
    """One random disturbed copy; ``babble`` is other people's speech to mix in as noise now and then."""
    return disturb_sound(respeed(samples, options, rng), options, rng, babble)


def respeed(samples: Samples, options: AugmentOptions, rng: np.random.Generator) -> Samples:
    """The clip at a random speed, or as it is."""
    if rng.random() < options.speed:
        return change_speed(samples, float(rng.uniform(*options.speeds)))
    return samples


def disturb_sound(
    samples: Samples, options: AugmentOptions, rng: np.random.Generator, babble: Samples | None = None
) -> Samples:
    """What :func:`augment` does, all but speed."""
    if rng.random() < options.reverb:
        samples = reverberate(samples, rng)
    if rng.random() < options.noise:
        use_babble = babble is not None and rng.random() < 0.3
        noise = babble if use_babble and babble is not None else coloured_noise(len(samples), rng)
        floor = (
            10.0 if use_babble else options.snr_db[0]
        )  # a second voice at 5 dB is a second talker, not noise
        samples = mix_at_snr(samples, noise, float(rng.uniform(floor, options.snr_db[1])))
    level = 10 ** (rng.uniform(-12, 6) / 20)
    samples = np.clip(samples * level, -1, 1).astype(np.float32)
    if rng.random() < options.telephone:
        samples = telephone(samples, bool(rng.random() < 0.5))
    if rng.random() < options.codec:
        samples = recode(samples, rng)
    return samples
