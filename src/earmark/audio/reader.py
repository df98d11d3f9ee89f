"""AudioReader: a file that is open, whatever reads it."""

from __future__ import annotations

from typing import Any, Protocol

from numpy.typing import NDArray


class AudioReader(Protocol):
    """Samples of an open file, as soundfile gives them. Close it after use."""

    @property
    def samplerate(self) -> int:
        """Samples a second."""

    @property
    def channels(self) -> int:
        """Number of channels."""

    @property
    def format(self) -> str:
        """Name of the container, as soundfile has it: "WAV", "FLAC"."""

    def read(self, frames: int, dtype: str = "float32", always_2d: bool = True) -> NDArray[Any]:
        """Return the next (N, channels) samples, N up to ``frames``; less at the end alone."""

    def close(self) -> None:
        """Close the file."""

    def __enter__(self) -> AudioReader: ...

    def __exit__(self, *error: object) -> None: ...
