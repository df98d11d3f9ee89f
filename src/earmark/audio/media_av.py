"""AvReader: the first audio track of a media file, by PyAV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from earmark.audio.media import NO_TRACK, OPTIONS, UNREADABLE, MediaError

GAP = 0.1  # seconds without samples that are filled with silence: recorders leave them out in pauses
CUT_OFF = 1.0  # seconds that may be missing at the end: lengths in headers are of whole packets and pictures
LONGEST_GAP = 24 * 3600.0  # seconds: times beyond are wrong


class AvReader:
    """Samples of a media file. Times are those of the file: a track that begins later begins with silence."""

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            MediaError: it cannot be read, or has no audio.
        """
        try:
            self._container = av.open(str(path), options=OPTIONS, metadata_errors="ignore")
        except (av.FFmpegError, ValueError) as error:
            raise MediaError(UNREADABLE) from error
        if not self._container.streams.audio:
            self._container.close()
            raise MediaError(NO_TRACK)
        stream = self._container.streams.audio[0]
        context = stream.codec_context  # None of a coding that FFmpeg does not know
        if context is None or not context.sample_rate or not context.channels:
            self._container.close()
            raise MediaError(UNREADABLE)
        self.samplerate, self.channels = context.sample_rate, context.channels
        self.format = self._container.format.name
        begin = self._container.start_time
        self._begin = 0.0 if begin is None else begin / av.time_base
        self._layout = context.layout.name
        self._blocks = self._decoded()
        self._rest = self._empty()

    def _empty(self) -> NDArray[np.float32]:
        return np.empty((0, self.channels), np.float32)

    def read(self, frames: int, dtype: str = "float32", always_2d: bool = True) -> NDArray[np.float32]:
        """Return the next (N, channels) samples."""
        parts, count = [self._rest], len(self._rest)
        while count < frames:
            block = next(self._blocks, None)
            if block is None:
                break
            parts.append(block)
            count += len(block)
        samples = np.concatenate(parts)
        self._rest = samples[frames:]
        return samples[:frames]

    def _decoded(self) -> Iterator[NDArray[np.float32]]:
        """Samples frame by frame, (N, channels), and silence where there are none."""
        done = 0  # samples
        resampler, kind = None, None
        try:
            for frame in self._container.decode(audio=0):
                for silence in self._silence(frame, done):
                    done += len(silence)
                    yield silence
                own = (frame.format.name, frame.layout.name, frame.sample_rate)
                if resampler is None or own != kind:
                    resampler = av.AudioResampler("fltp", self._layout, self.samplerate)
                    kind = own
                for converted in resampler.resample(frame):
                    block = np.ascontiguousarray(converted.to_ndarray().T, dtype=np.float32)
                    done += len(block)
                    yield block
        except (av.FFmpegError, ValueError) as error:
            raise MediaError(_reason(error)) from error
        self._check_complete(done / self.samplerate)

    def _check_complete(self, seconds: float) -> None:
        """Refuse a Matroska file that ends before the length in its header; a video may outlast its sound.

        Other formats have an index, and reading what it names fails.
        """
        stated = self._container.duration
        if self._container.streams.video or "matroska" not in self.format or stated is None:
            return
        if seconds < stated / av.time_base - CUT_OFF:
            raise MediaError(f"it was cut off: it ends after {seconds:.1f} of {stated / av.time_base:.1f} s")

    def _silence(self, frame: AudioFrame, done: int) -> Iterator[NDArray[np.float32]]:
        """Silence up to the time of a frame, a second at a time."""
        if frame.time is None:
            return
        missing = frame.time - self._begin - done / self.samplerate
        count = round(missing * self.samplerate) if GAP < missing < LONGEST_GAP else 0
        while count > 0:
            size = min(count, self.samplerate)
            yield np.zeros((size, self.channels), np.float32)
            count -= size

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def __enter__(self) -> AvReader:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
