"""Log-mel features as the toolkits compute them whose models are exported without their front end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
import soxr
from numpy.typing import NDArray

from earmark.audio import RATE

Window: TypeAlias = Literal["povey", "hann", "hanning", "hamming"]
Edges: TypeAlias = Literal["mirror", "inside", "zeros", "reflect"]
MelScale: TypeAlias = Literal["htk", "torchaudio", "slaney"]
Normalization: TypeAlias = Literal["none", "per_feature", "nemo"]

SMALL = 1e-5  # added to the deviation of a feature, as NeMo and sherpa-onnx do
EPSILON = float(np.finfo(np.float32).eps)  # Kaldi's least power
GUARD = 2.0**-24  # added to the power by NeMo
_LINEAR, _STEP = 1000.0, np.log(6.4) / 27  # Slaney's scale: linear up to 1 kHz, then 27 steps a factor of 6.4


@dataclass(frozen=True)
class LogMel:
    """Samples to T frames of C log-mel features; immutable and shared by threads.

    Defaults are those of Kaldi as icefall and sherpa-onnx use it. Letters: N samples, T frames, C bins.
    """

    bins: int = 80  # C
    low: float = 20.0  # Hz
    high: float = -400.0  # Hz; at 0 and below it is counted from half the sample rate
    scale: MelScale = "htk"  # triangles over mel; "torchaudio": over Hz; "slaney": librosa's, of equal area
    window: Window = "povey"
    length: float = 0.025  # seconds of a window
    hop: float = 0.01  # seconds from one window to the next
    edges: Edges = "mirror"  # what lies beyond the audio; "inside": no window reaches there
    pre_emphasis: float = 0.97
    emphasize: Literal["windows", "audio"] = "windows"  # what pre-emphasis is applied to, one by one or whole
    remove_dc: bool = True  # subtract the mean of each window
    gain: float = 1.0  # factor of the samples, which are within -1..1
    least: float = EPSILON  # power
    guard: Literal["floor", "add"] = "floor"  # what ``least`` does to the power before the logarithm
    normalize: Normalization = "none"  # mean 0 and deviation 1 of each feature; "nemo": unbiased deviation
    rate: int = RATE  # Hz
    padded: bool = True  # the Fourier transform has as many points as the next power of two, not the window
    coarse: bool = False  # window and filters are rounded to bfloat16

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N,) samples at 16 kHz -> (T, C) features."""
        audio = resampled(samples, self.rate) * np.float32(self.gain)
        if self.emphasize == "audio" and len(audio):
            audio = np.concatenate([audio[:1], audio[1:] - np.float32(self.pre_emphasis) * audio[:-1]])
        frames = self._frames(audio)  # (T, window)
        spectrum = np.fft.rfft(frames, self._transform)
        power = (spectrum.real**2 + spectrum.imag**2) @ self._filters  # (T, C)
        log = np.log(power + self.least if self.guard == "add" else np.maximum(power, self.least))
        if self.normalize != "none" and len(log):
            log = self._normalized(log)
        return log.astype(np.float32)

    def __str__(self) -> str:
        high = self.high if self.high > 0 else self.rate / 2 + self.high
        said = f"{self.bins} log-mel bins ({self.scale}), {self.low:g} to {high:g} Hz, {self.window} window"
        normalized = "" if self.normalize == "none" else f", normalized ({self.normalize})"
        return f"{said}, every {1000 * self.hop:g} ms{normalized}"

    @property
    def window_samples(self) -> int:
        """Samples of a window."""
        return round(self.length * self.rate)

    @property
    def hop_samples(self) -> int:
        """Samples from one window to the next."""
        return round(self.hop * self.rate)

    @property
    def before(self) -> int:
        """Samples of the first window that lie before the audio, where ``edges`` is "mirror"."""
        return (self.window_samples - self.hop_samples) // 2

    @property
    def is_local(self) -> bool:
        """Whether a frame follows from the samples under its window: audio may come block by block."""
        plain = self.normalize == "none" and self.emphasize == "windows" and self.rate == RATE
        return plain and self.edges == "mirror"

    def count(self, samples: int) -> int:
        """Frames of so many samples, where ``edges`` is "mirror"."""
        return (samples + self.hop_samples // 2) // self.hop_samples

    @property
    def _transform(self) -> int:
        """Points of the Fourier transform."""
        size = self.window_samples
        return 1 << (size - 1).bit_length() if self.padded else size

    def _frames(self, audio: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N,) -> (T, window), ready for the Fourier transform."""
        size, hop = self.window_samples, self.hop_samples
        padded, count = self._padded(audio, size, hop)
        if count < 1:
            return np.zeros((0, size), np.float32)
        frames: NDArray[np.float32] = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][:count]
        if self.remove_dc:
            frames = frames - frames.mean(axis=1, keepdims=True, dtype=np.float32)
        if self.emphasize == "windows" and self.pre_emphasis:
            before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
            frames = (frames - np.float32(self.pre_emphasis) * before).astype(np.float32)
        result: NDArray[np.float32] = frames * self._weights
        return result

    def _padded(self, audio: NDArray[np.float32], size: int, hop: int) -> tuple[NDArray[np.float32], int]:
        """The audio with what lies beyond its ends, and the number of windows."""
        if self.edges == "inside" or not len(audio):
            return audio, (len(audio) - size) // hop + 1
        if self.edges == "zeros":  # windows are centred on multiples of the hop
            return np.pad(audio, (size // 2, size)), len(audio) // hop
        if self.edges == "reflect":  # likewise, one more of them
            enough = len(audio) > size // 2
            return np.pad(audio, size // 2, mode="reflect"), len(audio) // hop + 1 if enough else 0
        # Windows are centred on the middles of hops.
        return np.pad(audio, (self.before, size), mode="symmetric"), self.count(len(audio))

    def _normalized(self, log: NDArray[np.floating]) -> NDArray[np.floating]:
        freedom = 1 if self.normalize == "nemo" and len(log) > 1 else 0
        normalized: NDArray[np.floating] = (log - log.mean(axis=0)) / (log.std(axis=0, ddof=freedom) + SMALL)
        return normalized

    @cached_property
    def _weights(self) -> NDArray[np.float32]:
        """(window,)"""
        size = self.window_samples
        weights = {
            "hann": np.hanning(size + 1)[:-1],
            "hanning": np.hanning(size),
            "povey": np.hanning(size) ** 0.85,
            "hamming": np.hamming(size),
        }
        return self._rounded(weights[self.window])

    @cached_property
    def _filters(self) -> NDArray[np.float32]:
        """(transform // 2 + 1, C) triangles."""
        high = self.high if self.high > 0 else self.rate / 2 + self.high
        hertz = np.arange(self._transform // 2 + 1) * self.rate / self._transform
        if self.scale == "slaney":
            edges, places = _hertz(np.linspace(_slaney(self.low), _slaney(high), self.bins + 2)), hertz
        elif self.scale == "torchaudio":
            edges, places = 700 * np.expm1(self._htk_edges(high) / 1127), hertz
        else:
            edges, places = self._htk_edges(high), _htk(hertz)
        left, middle, right = edges[:-2], edges[1:-1], edges[2:]
        rising = (places[:, None] - left) / (middle - left)
        falling = (right - places[:, None]) / (right - middle)
        filters = np.maximum(0, np.minimum(rising, falling))
        if self.scale == "slaney":
            filters = filters * (2 / (right - left))
        return self._rounded(filters)

    def _htk_edges(self, high: float) -> NDArray[np.float64]:
        """(C + 2,) edges of the triangles in mel."""
        return np.linspace(_htk(self.low), _htk(high), self.bins + 2)

    def _rounded(self, values: NDArray[np.floating]) -> NDArray[np.float32]:
        """The values in single precision, or in bfloat16 where those of the model were."""
        single: NDArray[np.float32] = np.ascontiguousarray(values, dtype=np.float32)
        if not self.coarse:
            return single
        bits = single.view(np.uint32)  # no carry beyond 32 bits: windows and filters are small and positive
        rounded = (bits + np.uint32(0x7FFF) + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
        return rounded.astype(np.uint32).view(np.float32)


def resampled(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """(N,) samples at 16 kHz -> samples at ``rate``."""
    audio = np.asarray(samples, dtype=np.float32)
    return audio if rate == RATE else np.asarray(soxr.resample(audio, RATE, rate), dtype=np.float32)


def _htk(hertz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return 1127 * np.log1p(np.asarray(hertz, dtype=np.float64) / 700)


def _slaney(hertz: float) -> float:
    above = max(hertz, _LINEAR) / _LINEAR
    return float(min(hertz, _LINEAR) * 3 / 200 + np.log(above) / _STEP)


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """The inverse of :func:`_slaney`."""
    knee = _slaney(_LINEAR)
    return np.where(mel < knee, mel * 200 / 3, _LINEAR * np.exp(_STEP * (np.maximum(mel, knee) - knee)))
