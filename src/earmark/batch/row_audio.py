"""Audio of rows: whole files, parts of files, and copies of remote ones."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark.audio.opening import open_audio
from earmark.audio.stored import StoredAudio
from earmark.audio.stream import BLOCK_SECONDS, audio_seconds
from earmark.batch.locations import (
    IN_PROCESS,
    LocationError,
    is_url,
    local_path,
    open_location,
    read_location,
)
from earmark.batch.row import Row
from earmark.checks import cause
from earmark.errors import AudioError
from earmark.offline import Audio

Fetched: TypeAlias = str | StoredAudio | Exception  # a local file of the audio, or why there is none

WHOLE = 0.05  # seconds by which "duration" may fall short of a file that is meant as a whole


class FetchError(AudioError):
    """Raised for a remote audio that cannot be had now and may be later."""


def fetch(row: Row, content: bytes | None = None) -> str | StoredAudio:
    """A local file of the row's audio, copied where it is remote.

    Args:
        row: whose audio it is.
        content: of the file, where the sender of the row has read it.

    Raises:
        AudioError: a remote file is not there, or a local one is a pipe.
        LocationError: no installed package opens such URLs.
        FetchError: it cannot be had now.
    """
    location = row.location
    if content is not None:
        return StoredAudio(content, location, location)
    if not is_url(location):
        return _regular(local_path(location))
    try:
        with open_location(location) as remote:
            copy = StoredAudio(remote, location, location)
            copy.file()
    except FileNotFoundError:
        raise AudioError(f"audio file {location} does not exist; check the URL") from None
    except (AudioError, LocationError):
        raise
    except Exception as error:  # clients of object stores raise classes of their own
        raise FetchError(
            f"{location} cannot be read ({cause(error)}); try again with --retry-failed"
        ) from error
    return copy


def _regular(path: Path) -> str:
    """Refuse a pipe, which may never end, and a device; what is not there is said when it is opened."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise AudioError(f"{path} is a pipe or a device: give a file")
    return str(path)


def content_here(row: Row) -> bytes | Exception | None:
    """The bytes of a file that only this process sees, or what is wrong with it; None for other files."""
    if not row.location.startswith(IN_PROCESS):
        return None
    try:
        return read_location(row.location)
    except OSError:
        return AudioError(f"audio file {row.location} does not exist; check the URL")


def fetched(row: Row, content: bytes | Exception | None) -> Fetched | None:
    """The audio of a remote row, or the error; None for a local file, which is opened when it is used."""
    if isinstance(content, Exception):
        return content
    if content is None and not is_url(row.location):
        return None
    try:
        return fetch(row, content)
    except Exception as error:
        return error


def cut(row: Row, file: str | StoredAudio) -> Audio:
    """The row's part of a file; the file itself where the row is all of it.

    Raises:
        AudioError: the file cannot be read, or ends before the row begins.
    """
    if row.offset is None and row.duration is None:
        return file
    if row.offset is None and row.duration is not None:
        path = file.file() if isinstance(file, StoredAudio) else Path(file)
        if audio_seconds(path) <= row.duration + WHOLE:
            return file
    return _part(file, row.offset or 0.0, row.duration, row.location)


def _part(
    file: str | StoredAudio, offset: float, duration: float | None, name: str
) -> tuple[NDArray[np.float32], int]:
    """((N, channels), rate): the samples from ``offset`` on, all of them where there is no duration."""
    with open_audio(file) as reader:
        rate = reader.samplerate
        skipped = round(offset * rate)
        blocks: list[NDArray[np.float32]] = []
        left = None if duration is None else round(duration * rate)
        _skip(reader, skipped, name, offset)
        size = round(BLOCK_SECONDS * rate)
        while left is None or left > 0:
            block = reader.read(size if left is None else min(size, left), dtype="float32", always_2d=True)
            if not len(block):
                break
            blocks.append(block)
            left = None if left is None else left - len(block)
    if not blocks:
        raise AudioError(f"{name} ends before the row's offset of {offset:g} s; correct the manifest")
    return np.concatenate(blocks), rate


def _skip(reader: object, samples: int, name: str, offset: float) -> None:
    """Move on by so many samples: by a jump where the reader can, else by reading."""
    seek = getattr(reader, "seek", None)
    if seek is not None:
        frames: int = reader.frames  # type: ignore[attr-defined]
        if samples >= frames:
            raise AudioError(
                f"{name} has {frames / reader.samplerate:.1f} s, the row begins at {offset:g} s; "  # type: ignore[attr-defined]
                "correct the manifest"
            )
        seek(samples)
        return
    while samples > 0:
        block = reader.read(min(samples, 1 << 18), dtype="float32", always_2d=True)  # type: ignore[attr-defined]
        if not len(block):
            return
        samples -= len(block)
