"""Read audio files of any length block by block, in flat memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from earmark.audio.clipping import ClippingMeter
from earmark.audio.media import MediaError
from earmark.audio.opening import name_of, open_audio, reason_of
from earmark.audio.reader import AudioReader
from earmark.audio.stored import StoredAudio
from earmark.audio.waveform import MIN_SECONDS, RATE, Samples, check_length, check_values
from earmark.errors import AudioError

_reader: ContextVar[Callable[[float], None] | None] = ContextVar("reader", default=None)

BLOCK_SECONDS = 10.0  # read at a time: long enough that per-block costs vanish, 2 MB of a 48 kHz file


@dataclass(frozen=True)
class ChannelOfFile:
    """One channel of a sound file, as an audio of its own."""

    file: Path | StoredAudio
    number: int  # from 0


def stream_audio(
    audio: str | Path | StoredAudio | ChannelOfFile,
    block_seconds: float = BLOCK_SECONDS,
    meter: ClippingMeter | None = None,
) -> Iterator[Samples]:
    """Yield 16 kHz mono blocks of a file or a channel, of about ``block_seconds``; joined, load_audio's.

    The file is opened when the first block is asked for. ``meter`` counts its samples as they were recorded.

    Raises:
        AudioError: the file is missing, empty, damaged, of another type, too short or not finite.
    """
    if block_seconds < MIN_SECONDS:
        raise AudioError(f"block_seconds is {block_seconds}, expected at least {MIN_SECONDS}")
    source, channel = (audio.file, audio.number) if isinstance(audio, ChannelOfFile) else (audio, None)
    path = name_of(source)
    with open_audio(source) as file:
        rate = file.samplerate
        resampler = None if rate == RATE else soxr.ResampleStream(rate, RATE, 1, "float32", "HQ")
        size = max(1, int(block_seconds * rate))
        done = 0
        block = _read(file, size, done, path, meter, channel)
        if len(block) < size:
            check_length(len(block), rate, path)
        while len(block):
            done += len(block)
            following = _read(file, size, done, path, meter, channel)
            out = resampler.resample_chunk(block, last=not len(following)) if resampler else block
            _report_read(len(block) / rate)
            if len(out):
                yield out
            block = following
        _check_complete(file, done, path)


@contextmanager
def reported(read: Callable[[float], None]) -> Iterator[None]:
    """Call ``read`` with the seconds of each block that this thread reads of files, to show progress.

    Everything reads audio as it needs it, so that what is read is as far as the work has come.
    """
    token = _reader.set(read)
    try:
        yield
    finally:
        _reader.reset(token)


def _report_read(seconds: float) -> None:
    read = _reader.get()
    if read is not None:
        read(seconds)


def audio_seconds(path: str | Path) -> float:
    """Return the length of a file in seconds: from its header, or of a video by reading it."""
    with open_audio(path) as file:
        if isinstance(file, soundfile.SoundFile):
            return float(file.frames / file.samplerate)
        size, done = int(BLOCK_SECONDS * file.samplerate), 0
        while read := len(_read(file, size, done, str(path), None, None)):
            done += read
        return done / file.samplerate


def _read(
    file: AudioReader, frames: int, done: int, path: str, meter: ClippingMeter | None,
    channel: int | None,
) -> Samples:  # fmt: skip
    """The next (N,) samples at the file's own rate, of a channel or the mean of all; empty at the end."""
    try:
        block = file.read(frames, dtype="float32", always_2d=True)  # (N, channels)
    except (soundfile.LibsndfileError, MediaError, OSError) as error:
        raise AudioError(
            f"{path} is damaged after {done / file.samplerate:.1f} s ({reason_of(error)}); "
            "re-export or download it again"
        ) from error
    check_values(block, done, file.samplerate, path)
    if meter is not None and len(block):
        meter.add(block)
    if channel is not None:
        block = block[:, channel : channel + 1]
    return np.ascontiguousarray(block[:, 0] if block.shape[1] == 1 else block.mean(axis=1))


def _check_complete(file: AudioReader, frames: int, path: str) -> None:
    # The header of a FLAC file counts its samples; of mp3 and Ogg libsndfile only estimates or scans.
    if isinstance(file, soundfile.SoundFile) and file.format == "FLAC" and frames < file.frames:
        raise AudioError(
            f"{path} ends after {frames / file.samplerate:.1f} of {file.frames / file.samplerate:.1f} s: "
            "it was cut off; download or export it again"
        )
