"""Read audio files of any length block by block, in flat memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from earmark.audio.clipping import ClippingMeter
from earmark.audio.waveform import MIN_SECONDS, RATE, Samples, check_length, check_values
from earmark.errors import AudioError

BLOCK_SECONDS = 10.0  # read at a time: long enough that per-block costs vanish, 2 MB of a 48 kHz file
MIN_RATE, MAX_RATE = 1_000, 768_000  # samples a second; outside it a header is damaged
FORMATS = "wav, flac, ogg, opus and mp3"


@dataclass(frozen=True)
class ChannelOfFile:
    """One channel of a sound file, as an audio of its own."""

    path: Path
    number: int  # from 0


def stream_audio(
    path: str | Path | ChannelOfFile, block_seconds: float = BLOCK_SECONDS, meter: ClippingMeter | None = None
) -> Iterator[Samples]:
    """Yield 16 kHz mono blocks of a file or a channel, of about ``block_seconds``; joined, load_audio's.

    The file is opened when the first block is asked for. ``meter`` counts its samples as they were recorded.

    Raises:
        AudioError: the file is missing, empty, damaged, of another type, too short or not finite.
    """
    if block_seconds < MIN_SECONDS:
        raise AudioError(f"block_seconds is {block_seconds}, expected at least {MIN_SECONDS}")
    path, channel = (path.path, path.number) if isinstance(path, ChannelOfFile) else (path, None)
    with open_audio(path) as file:
        rate = file.samplerate
        resampler = None if rate == RATE else soxr.ResampleStream(rate, RATE, 1, "float32", "HQ")
        size = max(1, int(block_seconds * rate))
        done = 0
        block = _read(file, size, done, path, meter, channel)
        if len(block) < size:
            check_length(len(block), rate, str(path))
        while len(block):
            done += len(block)
            following = _read(file, size, done, path, meter, channel)
            out = resampler.resample_chunk(block, last=not len(following)) if resampler else block
            if len(out):
                yield out
            block = following
        _check_complete(file, done, path)


def audio_seconds(path: str | Path) -> float:
    """Return the length of a file in seconds, from its header."""
    with open_audio(path) as file:
        return float(file.frames / file.samplerate)


def open_audio(path: str | Path) -> soundfile.SoundFile:
    """Open an audio file.

    Raises:
        AudioError: the file is missing, empty, or of a type that is not read.
    """
    path = Path(path)
    if path.is_dir():
        raise AudioError(f"{path} is a folder; give an audio file")
    if not path.exists():
        raise AudioError(f"audio file {path} does not exist; check the path")
    try:
        if path.stat().st_size == 0:
            raise AudioError(f"{path} is empty (0 bytes); record or download it again")
        file = soundfile.SoundFile(path)
    except OSError as error:
        raise AudioError(f"{path} cannot be read: {error.strerror or error}") from error
    except (soundfile.LibsndfileError, TypeError) as error:  # TypeError: headerless .raw
        raise AudioError(
            f"{path} cannot be read as audio ({_reason(error)}); {FORMATS} are read, "
            f"convert others: ffmpeg -i {path.name} {path.stem}.wav"
        ) from error
    if not MIN_RATE <= file.samplerate <= MAX_RATE:
        rate = file.samplerate
        file.close()
        raise AudioError(
            f"{path} claims {rate} samples a second, expected {MIN_RATE} to {MAX_RATE}; re-export it"
        )
    return file


def _read(
    file: soundfile.SoundFile, frames: int, done: int, path: str | Path, meter: ClippingMeter | None,
    channel: int | None,
) -> Samples:  # fmt: skip
    """The next (N,) samples at the file's own rate, of a channel or the mean of all; empty at the end."""
    try:
        block = file.read(frames, dtype="float32", always_2d=True)  # (N, channels)
    except (soundfile.LibsndfileError, OSError) as error:
        raise AudioError(
            f"{path} is damaged after {done / file.samplerate:.1f} s ({_reason(error)}); "
            "re-export or download it again"
        ) from error
    check_values(block, done, file.samplerate, str(path))
    if meter is not None and len(block):
        meter.add(block)
    if channel is not None:
        block = block[:, channel : channel + 1]
    return np.ascontiguousarray(block[:, 0] if block.shape[1] == 1 else block.mean(axis=1))


def _check_complete(file: soundfile.SoundFile, frames: int, path: str | Path) -> None:
    # The header of a FLAC file counts its samples; of mp3 and Ogg libsndfile only estimates or scans.
    if file.format == "FLAC" and frames < file.frames:
        raise AudioError(
            f"{path} ends after {frames / file.samplerate:.1f} of {file.frames / file.samplerate:.1f} s: "
            "it was cut off; download or export it again"
        )


def _reason(error: Exception) -> str:
    text = getattr(error, "error_string", None) or str(error)
    return text.strip().rstrip(".")
