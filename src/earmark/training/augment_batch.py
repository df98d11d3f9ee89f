"""Augment whole batches of waveforms on the device that trains: a GPU waits for no single clip.

As :mod:`earmark.training.augment` does to one clip at a time with NumPy, but for the codecs, and two changes
that only pay in long runs: a random colour of the microphone, and a hidden band (the frequency masks of
SpecAugment, Park et al. 2019, in the waveform). Small numbers come from a NumPy generator, noise from a
generator of the device: the same seeds, the same batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from earmark.audio import RATE
from earmark.audio.augment import LEVELS, LINE_BAND, MU
from earmark.training.augment import BABBLE_DB, BABBLE_SHARE, LEVEL_DB, AugmentOptions

TAIL = 11_200  # samples of the longest room response, 0.7 s
COLOURS = 6  # cosines that make up the colour of a microphone


@dataclass(frozen=True)
class BatchAugmentOptions:
    """Probability of each change, 0..1."""

    clip: AugmentOptions = AugmentOptions()  # its ``codec`` is drawn when clips are read
    colour: float = 0.4
    colour_db: float = 2.0  # standard deviation of each cosine
    band: float = 0.3  # hidden
    widest: float = 700.0  # Hz of it


def augment_batch(
    samples: Tensor,
    lengths: NDArray[np.int64],
    options: BatchAugmentOptions,
    rng: np.random.Generator,
    generator: torch.Generator,
) -> Tensor:
    """Make augmented copies of B clips, all but speed.

    Args:
        samples: (B, N) float32 at 16 kHz, zero past a clip's end; row b is also the babble behind row b + 1.
        lengths: (B,) valid samples.
        options: how often what is drawn.
        rng: draws what happens to which clip.
        generator: of the device of ``samples``; draws noise.

    Returns:
        (B, N), zero past a clip's end.
    """
    N, device = samples.shape[1], samples.device
    inside = (torch.arange(N, device=device)[None] < _on(lengths, device)[:, None]).float()
    dry = samples
    size = fast_size(N + TAIL)
    spectrum = torch.fft.rfft(samples, size) * _gains(len(samples), size, options, rng, device)
    rows = _drawn(len(samples), options.clip.reverb, rng)
    if len(rows):
        at = _on(rows, device)
        rooms = torch.fft.rfft(_responses(len(rows), rng, generator, device), size)
        spectrum = spectrum.index_copy(0, at, spectrum[at] * rooms)
    wet = torch.fft.irfft(spectrum, size)[:, :N] * inside
    wet = _noisy(wet, dry, inside, options.clip, rng, generator)
    level = 10 ** (rng.uniform(*LEVEL_DB, len(samples)) / 20)
    wet = (wet * _on(level, device)[:, None].float()).clamp(-1, 1)
    rows = _drawn(len(samples), options.clip.telephone, rng)
    if len(rows):
        at = _on(rows, device)
        wet = wet.index_copy(0, at, _telephone(wet[at], _on(rng.random(len(rows)) < 0.5, device)))
    return wet * inside


def fast_size(samples: int) -> int:
    """The next power of two, or three quarters of it: few FFT plans, all of them fast."""
    power = 1 << (samples - 1).bit_length()
    return power // 4 * 3 if samples <= power // 4 * 3 else power


def _drawn(count: int, share: float, rng: np.random.Generator) -> NDArray[np.int64]:
    return np.flatnonzero(rng.random(count) < share)


def _on(values: NDArray[np.generic], device: torch.device) -> Tensor:
    return torch.from_numpy(values).to(device, non_blocking=True)


def _gains(
    count: int, size: int, options: BatchAugmentOptions, rng: np.random.Generator, device: torch.device
) -> Tensor:
    """(B, size // 2 + 1) gains of microphone and hidden band at each frequency."""
    hertz = torch.fft.rfftfreq(size, 1 / RATE, device=device)
    place = torch.log1p(hertz / 700) / float(np.log1p(RATE / 2 / 700))  # 0..1 on the mel scale
    cosines = torch.cos(torch.pi * torch.outer(torch.arange(1.0, COLOURS + 1, device=device), place))
    weights = rng.normal(0.0, options.colour_db, (count, COLOURS)) * (rng.random((count, 1)) < options.colour)
    gains: Tensor = 10 ** (_on(weights.astype(np.float32), device) @ cosines / 20)
    width = rng.uniform(100.0, options.widest, count) * (rng.random(count) < options.band)
    low = _on((rng.uniform(0.0, 5000.0, count)).astype(np.float32), device)[:, None]
    high = low + _on(width.astype(np.float32), device)[:, None]
    return torch.where((hertz >= low) & (hertz < high), gains * 0.03, gains)


def _responses(
    count: int, rng: np.random.Generator, generator: torch.Generator, device: torch.device
) -> Tensor:
    """(R, TAIL) room responses as :func:`earmark.audio.augment.reverberate` draws them."""
    time = torch.arange(TAIL, device=device)[None]
    n = _on((rng.uniform(0.15, 0.7, count) * RATE).astype(np.float32), device)[:, None]
    delay = _on((rng.uniform(0.002, 0.02, count) * RATE).astype(np.float32), device)[:, None]
    tail = torch.randn(count, TAIL, device=device, generator=generator) * torch.exp(-6.9 * time / n)
    tail = torch.where((time >= delay) & (time < n), tail, 0.0)
    power = _on(rng.uniform(0.2, 0.9, count).astype(np.float32), device)[:, None]
    response = tail * power / (tail.square().sum(dim=1, keepdim=True) + 1e-9).sqrt()
    response[:, 0] = 1.0
    return response


def _noisy(
    wet: Tensor,
    dry: Tensor,
    inside: Tensor,
    options: AugmentOptions,
    rng: np.random.Generator,
    generator: torch.Generator,
) -> Tensor:
    """Coloured noise or the clip before, at the drawn ratios."""
    count, N = wet.shape
    rows = _drawn(count, options.noise, rng)
    if not len(rows):
        return wet
    at = _on(rows, wet.device)
    size = fast_size(N)
    spectrum = torch.fft.rfft(torch.randn(len(rows), size, device=wet.device, generator=generator))
    bins = torch.arange(spectrum.shape[1], device=wet.device).clamp(min=1).log()
    fall = _on(rng.uniform(0.0, 2.0, len(rows)).astype(np.float32), wet.device)[:, None]
    noise = torch.fft.irfft(spectrum * torch.exp(-fall / 2 * bins), size)[:, :N]
    babble = rng.random(len(rows)) < BABBLE_SHARE
    noise = torch.where(_on(babble, wet.device)[:, None], dry[(at - 1) % count], noise) * inside[at]
    snr = rng.uniform(np.where(babble, BABBLE_DB, options.snr_db[0]), options.snr_db[1])
    speech = wet[at]
    ratio = (speech.square().sum(dim=1) / (noise.square().sum(dim=1) + 1e-9)).sqrt()
    scale = ratio * _on((10 ** (-snr / 20)).astype(np.float32), wet.device)
    return wet.index_copy(0, at, speech + noise * scale[:, None])


def _telephone(samples: Tensor, companded: Tensor) -> Tensor:
    """(R, N) through an 8 kHz line, with G.711 companding where (R,) says so."""
    N = samples.shape[1]
    size = fast_size(N)
    hertz = torch.fft.rfftfreq(size, 1 / RATE, device=samples.device)
    line = torch.where((hertz < LINE_BAND[0]) | (hertz > LINE_BAND[1]), 0.05, 1.0) * (hertz < 4000)
    narrow = torch.fft.irfft(torch.fft.rfft(samples, size) * line, size)
    x = narrow.clamp(-1, 1)
    full = float(np.log1p(MU))
    y = torch.sign(x) * torch.log1p(MU * x.abs()) / full
    y = (y * (LEVELS - 1)).round() / (LEVELS - 1)
    law = torch.sign(y) * torch.expm1(y.abs() * full) / MU
    # rounding makes noise in all of 8 kHz, half of which the line never carried
    law = torch.fft.irfft(torch.fft.rfft(law) * (hertz < 4000), size)
    return torch.where(companded[:, None], law, narrow)[:, :N]
