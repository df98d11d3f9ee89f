"""FfmpegReader: the first audio track of a media file, by the program ffmpeg."""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

from earmark.audio.media import NO_TRACK, OPTIONS, UNREADABLE, MediaError

PLACE = re.compile(r"\[[^\]]* @ 0x[0-9a-f]+\] ")  # which part of ffmpeg says something
HEADER = struct.Struct(">4sIIIII")  # AU: magic, offset of samples, bytes, encoding, rate, channels


class FfmpegReader:
    """Samples of a media file. Times are those of the file: gaps are filled with silence."""

    format = "FFMPEG"

    def __init__(self, path: Path, program: str) -> None:
        """Start the program.

        Raises:
            MediaError: the file cannot be read, or has no audio.
        """
        self._path = path
        options = [part for name, value in OPTIONS.items() for part in (f"-{name}", value)]
        command = [
            program, "-v", "error", "-xerror", "-nostdin", *options, "-i", f"file:{path}", "-map", "0:a:0",
            "-af", "aresample=async=1:first_pts=0", "-c:a", "pcm_f32be", "-f", "au", "pipe:1",
        ]  # fmt: skip
        self._messages = TemporaryFile()  # noqa: SIM115 - closed by close()
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self._messages
            )
        except OSError as error:
            self._messages.close()
            raise MediaError(f"{program} does not run: {error.strerror or error}") from error
        assert self._process.stdout is not None
        self._samples = self._process.stdout
        header = self._samples.read(HEADER.size)
        if len(header) < HEADER.size:
            reason = self._reason()
            self.close()
            raise MediaError(NO_TRACK if "matches no streams" in reason else UNREADABLE)
        _, offset, _, _, self.samplerate, self.channels = HEADER.unpack(header)
        self._samples.read(offset - HEADER.size)

    def read(self, frames: int, dtype: str = "float32", always_2d: bool = True) -> NDArray[np.float32]:
        """Return the next (N, channels) samples."""
        data = self._samples.read(frames * self.channels * 4)
        count = len(data) // (4 * self.channels)
        if count < frames and self._process.wait() != 0:
            raise MediaError(self._reason())
        samples = np.frombuffer(data, ">f4", count * self.channels).reshape(count, self.channels)
        return samples.astype(np.float32)

    def _reason(self) -> str:
        """What the program says went wrong, in one line."""
        self._process.wait()
        self._messages.seek(0)
        text = " ".join(self._messages.read().decode(errors="replace").split())
        return PLACE.sub("", text.replace(f"file:{self._path}: ", "")) or "ffmpeg fails"

    def close(self) -> None:
        """End the program."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._samples.close()
        self._messages.close()

    def __enter__(self) -> FfmpegReader:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
