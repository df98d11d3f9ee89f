"""Load whole audio into memory, from a file or from samples."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import soxr
from numpy.typing import NDArray

from earmark.audio.clipping import ClippingMeter
from earmark.audio.opening import MAX_RATE, MIN_RATE
from earmark.audio.stored import StoredAudio, stored
from earmark.audio.stream import ChannelOfFile, stream_audio
from earmark.audio.waveform import RATE, Samples, Waveform, check_length, check_values
from earmark.checks import check_whole
from earmark.errors import AudioError

MAX_CHANNELS = 64  # the shorter side of a two-dimensional array is channels, if it is at most this

InMemory = Waveform | NDArray[Any] | tuple[NDArray[Any], int]
AudioLike = str | Path | bytes | BinaryIO | StoredAudio | ChannelOfFile | InMemory

# Full scale of the integer types that audio comes in; unsigned bytes are centred on 128.
_FULL_SCALE = {np.dtype(np.int16): 2.0**15, np.dtype(np.int32): 2.0**31, np.dtype(np.uint8): 2.0**7}


def load_audio(audio: AudioLike, meter: ClippingMeter | None = None) -> Waveform:
    """Load mono 16 kHz audio from a file, its bytes, a Waveform, (samples, rate) or samples at 16 kHz.

    Samples are (N,), (N, channels) or (channels, N); floats in -1..1, int16, int32 or uint8.
    Channels are averaged. ``meter`` counts the samples as they were recorded.

    Raises:
        AudioError: the audio is missing, empty, damaged, too short, not finite, or of another shape or type.
    """
    if isinstance(audio, Waveform):
        if meter is not None:
            meter.add(audio.samples)
        return audio
    audio = stored(audio)
    if isinstance(audio, str | Path | StoredAudio | ChannelOfFile):
        return Waveform(np.concatenate(list(stream_audio(audio, meter=meter))))
    if isinstance(audio, np.ndarray):
        return _from_array(audio, RATE, meter)
    if isinstance(audio, tuple) and len(audio) == 2:
        return _from_array(np.asarray(audio[0]), audio[1], meter)
    raise AudioError(
        f"audio is of type {type(audio).__name__}; "
        f"pass a path, the bytes of a file, a file object, (samples, rate), or a numpy array at {RATE} Hz"
    )


def _from_array(samples: NDArray[Any], rate: object, meter: ClippingMeter | None) -> Waveform:
    rate = check_whole("the rate in samples a second", rate, MIN_RATE, MAX_RATE, AudioError)
    floats = as_floats(samples)
    mono = _mono(floats)
    check_length(len(mono), rate, "the audio")
    check_values(mono, 0, rate, "the audio")
    if meter is not None:
        meter.add(floats if floats.ndim == 1 or len(floats) > MAX_CHANNELS else floats.T)
    if rate != RATE:
        mono = soxr.resample(mono, rate, RATE, quality="HQ")
    return Waveform(np.ascontiguousarray(mono, dtype=np.float32))


def as_floats(samples: NDArray[Any]) -> NDArray[np.float32]:
    """Samples of any type as floats, full scale -1..1.

    Raises:
        AudioError: they are of a type that no audio has.
    """
    if samples.dtype in _FULL_SCALE:
        centred = samples.astype(np.float32) - (128.0 if samples.dtype == np.uint8 else 0.0)
        return np.asarray(centred / _FULL_SCALE[samples.dtype], dtype=np.float32)
    if not np.issubdtype(samples.dtype, np.floating):
        raise AudioError(
            f"samples have type {samples.dtype}; pass floats from -1 to 1, or int16, int32 or uint8"
        )
    with np.errstate(over="ignore"):  # float64 beyond float32 becomes infinite and is refused as such
        return samples.astype(np.float32)


def _mono(samples: NDArray[np.float32]) -> Samples:
    """(N,), (N, channels) or (channels, N) -> (N,)"""
    if samples.ndim == 1:
        return samples
    if samples.ndim != 2 or min(samples.shape) > MAX_CHANNELS:
        raise AudioError(
            f"samples have shape {samples.shape}, expected (N,), (N, channels) or (channels, N); "
            "pass one recording at a time"
        )
    return np.asarray(samples.mean(axis=int(np.argmin(samples.shape))), dtype=np.float32)
