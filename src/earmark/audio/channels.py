"""Channels: one channel of a recording as an audio of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.audio.load import MAX_CHANNELS, AudioLike
from earmark.audio.opening import open_audio
from earmark.audio.stored import StoredAudio, stored
from earmark.audio.stream import ChannelOfFile


def count_channels(audio: AudioLike) -> int:
    """Return the number of channels of a recording.

    Raises:
        AudioError: the file is missing or cannot be read.
    """
    audio = stored(audio)
    if isinstance(audio, str | Path | StoredAudio):
        with open_audio(audio) as file:
            return int(file.channels)
    samples = _samples(audio)
    return 1 if samples is None or samples.ndim != 2 else min(samples.shape)


def channel_of(audio: AudioLike, number: int) -> AudioLike:
    """Return one channel, counted from 0, of a recording that has it and can be read again."""
    if isinstance(audio, StoredAudio):
        return ChannelOfFile(audio, number)
    if isinstance(audio, str | Path):
        return ChannelOfFile(Path(audio), number)
    samples = _samples(audio)
    assert samples is not None and samples.ndim == 2  # it has several channels
    own = samples.take(number, axis=int(np.argmin(samples.shape)))
    return (own, audio[1]) if isinstance(audio, tuple) else own


def _samples(audio: AudioLike) -> NDArray[Any] | None:
    found = audio[0] if isinstance(audio, tuple) else audio
    array = np.asarray(found) if isinstance(found, np.ndarray | list) else None
    return None if array is None or (array.ndim == 2 and min(array.shape) > MAX_CHANNELS) else array
