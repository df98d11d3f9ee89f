"""StoredAudio: bytes, file objects and pipes, kept in a temporary file that can be read again."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, TypeGuard

from earmark.checks import cause
from earmark.errors import AudioError


class StoredAudio:
    """A sound file that has no path to be read twice. It is read when first asked for, from where it stands.

    Any number of threads may share one; the temporary file goes with the object.
    """

    def __init__(self, source: bytes | BinaryIO | Path, name: str, path: str | None = None) -> None:
        """Describe the audio.

        Args:
            source: its bytes, a file object that is open for reading bytes, or a pipe.
            name: for messages.
            path: that the caller gave; None for none.
        """
        self.name, self.path = name, path
        self._source: bytes | BinaryIO | Path | None = source
        self._lock = threading.Lock()
        self._error: str | None = None
        self._file: Any = None

    def file(self) -> Path:
        """Return the temporary file.

        Raises:
            AudioError: the source is empty, open for text, or cannot be read.
        """
        with self._lock:
            if self._file is None and self._error is None:
                self._file = NamedTemporaryFile(prefix="earmark-", suffix=".audio")  # noqa: SIM115 - kept open
                self._error = self._store()
                self._source = None
            if self._error is not None:
                raise AudioError(self._error)
            return Path(self._file.name)

    def _store(self) -> str | None:
        """Copy the source; return what is wrong with it."""
        try:
            if isinstance(self._source, bytes | bytearray | memoryview):
                self._file.write(self._source)
            elif isinstance(self._source, Path):
                with self._source.open("rb") as pipe:
                    shutil.copyfileobj(pipe, self._file)
            else:
                shutil.copyfileobj(self._source, self._file)  # type: ignore[arg-type]
            self._file.flush()
        except TypeError:
            return f"{self.name} gives text, expected bytes: open it with 'rb'"
        except (OSError, ValueError) as error:
            return f"{self.name} cannot be read: {cause(error)}"
        if self._file.tell() == 0:
            return f"{self.name} has no bytes to read{_advice(self._source)}"
        return None


def _advice(source: object) -> str:
    """Advice on a file object that stands at its end."""
    if not is_file_object(source) or not source.seekable() or not source.tell():
        return ""
    return "; of a file object that was written, call seek(0) first"


def is_file_object(audio: object) -> TypeGuard[BinaryIO]:
    """Whether an audio is an object to read from."""
    return callable(getattr(audio, "read", None))


def stored(audio: Any) -> Any:
    """Return an audio that can be read more than once; only bytes, file objects and pipes change."""
    if isinstance(audio, bytes | bytearray | memoryview):
        return StoredAudio(bytes(audio), "the audio")
    if is_file_object(audio):
        return StoredAudio(audio, "the file object")
    if isinstance(audio, str | Path) and _is_pipe(Path(audio)):
        return StoredAudio(Path(audio), str(audio), str(audio))
    return audio


def _is_pipe(path: Path) -> bool:
    try:
        return path.is_fifo() or path.is_char_device() or path.is_socket()
    except (OSError, ValueError):
        return False
