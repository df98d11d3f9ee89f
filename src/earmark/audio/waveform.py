"""Waveform: mono samples at the rate of the models."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.errors import AudioError

RATE = 16_000  # samples a second, of every model and every Waveform
MIN_SECONDS = 0.1  # shorter audio holds no word
MAX_PEAK = 64.0  # full scale is 1; samples above are unscaled integers

Samples = NDArray[np.float32]  # (N,) mono at RATE, full scale -1..1


@dataclass(frozen=True, eq=False)
class Waveform:
    """Mono audio, (N,) float32 in -1..1 at 16 kHz; :func:`earmark.audio.load_audio` makes it."""

    samples: Samples
    rate: int = RATE

    def __post_init__(self) -> None:
        if self.rate != RATE:
            raise AudioError(f"a waveform has {RATE} samples a second, not {self.rate}; load_audio resamples")
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise AudioError(
                f"samples have shape {self.samples.shape} and type {self.samples.dtype}, "
                "expected (N,) float32; load_audio converts"
            )
        check_length(len(self.samples), RATE, "the audio")
        check_values(self.samples, 0, RATE, "the audio")

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def check_length(samples: int, rate: int, source: str) -> None:
    """Refuse audio too short to hold a word."""
    if samples == 0:
        raise AudioError(f"{source} holds no samples; record it again")
    if samples < MIN_SECONDS * rate:
        raise AudioError(
            f"{source} is {samples / rate:.3f} s long, expected at least {MIN_SECONDS} s; give longer audio"
        )


def check_values(samples: NDArray[np.floating], first: int, rate: int, source: str) -> None:
    """Refuse NaN, infinity and unscaled integers; ``samples[0]`` is sample ``first`` of the audio."""
    finite = np.isfinite(samples)
    if not finite.all():
        wrong = int(np.argmin(finite.reshape(len(samples), -1).all(axis=1)))
        raise AudioError(
            f"{source} holds NaN or infinite samples, first at {(first + wrong) / rate:.3f} s; "
            "repair or re-export the audio"
        )
    peak = float(np.abs(samples).max()) if samples.size else 0.0
    if peak > MAX_PEAK:
        raise AudioError(
            f"{source} reaches {peak:.6g}, expected samples from -1 to 1; divide 16-bit values by 32768, "
            "or pass them as int16"
        )
