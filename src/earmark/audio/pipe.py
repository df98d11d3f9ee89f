"""Read audio from a pipe while it is written: 16-bit PCM, or WAV with that inside."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

from earmark.audio.microphone import BLOCK_SECONDS, Block
from earmark.errors import AudioError

PCM, EXTENSIBLE, BITS = 1, 0xFFFE, 16  # format tags of WAV
# First bytes of files that would be noise if they were taken for samples, by place.
COMPRESSED = {
    (0, b"OggS"): "Ogg", (0, b"fLaC"): "FLAC", (0, b"ID3"): "MP3", (4, b"ftyp"): "MP4", (0, b"caff"): "CAF",
    (0, b"\x1aE\xdf\xa3"): "WebM or Matroska", (0, b"FORM"): "AIFF", (0, b"#!AMR"): "AMR", (0, b".snd"): "AU",
}  # fmt: skip


def pipe_blocks(pipe: BinaryIO, rate: int) -> Iterator[Block]:
    """Blocks of a pipe as they come.

    Args:
        pipe: WAV, or mono 16-bit PCM, little-endian, without a header.
        rate: samples a second of PCM without a header.

    Raises:
        AudioError: the WAV is not 16-bit PCM, its header is damaged, or it is a file of another kind.
    """
    head = _read(pipe, 12)
    kind = next((kind for (at, sign), kind in COMPRESSED.items() if head.startswith(sign, at)), None)
    if kind is not None:
        raise AudioError(
            f"standard input is {kind}, expected WAV or 16-bit samples: convert it while it is read, "
            "ffmpeg -i FILE -f wav -c:a pcm_s16le - | earmark listen -"
        )
    channels = 1
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        rate, channels = _header(pipe)
        head = b""
    width = 2 * channels
    size = max(1, round(BLOCK_SECONDS * rate)) * width
    held = head
    while block := _some(pipe, size):
        held += block
        whole = len(held) // width * width
        yield np.frombuffer(held[:whole], "<i2").reshape(-1, channels), rate
        held = held[whole:]


def _header(pipe: BinaryIO) -> tuple[int, int]:
    """Rate and channels of a WAV, read up to its samples."""
    found = None
    while True:
        chunk = _read(pipe, 8)
        if len(chunk) < 8:
            raise AudioError("the WAV on standard input ends before its samples; write it again")
        name, size = struct.unpack("<4sI", chunk)
        if name == b"data":
            break
        content = _read(pipe, size + size % 2)
        if name == b"fmt " and len(content) >= 16:
            found = struct.unpack("<HHIIHH", content[:16])
    if found is None or found[0] not in (PCM, EXTENSIBLE) or found[5] != BITS or not found[1]:
        raise AudioError(
            "the WAV on standard input is not 16-bit PCM; convert it: ffmpeg -i FILE -f wav -c:a pcm_s16le -"
        )
    return found[2], found[1]


def _read(pipe: BinaryIO, count: int) -> bytes:
    """So many bytes, fewer at the end."""
    parts = b""
    while len(parts) < count and (more := _some(pipe, count - len(parts))):
        parts += more
    return parts


def _some(pipe: BinaryIO, most: int) -> bytes:
    """Bytes that are there, without waiting for all of them; none at the end."""
    read = getattr(pipe, "read1", pipe.read)
    found: bytes = read(most)
    return found
