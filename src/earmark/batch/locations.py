"""Locations: files by path or by a URL that fsspec opens."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from earmark.checks import cause
from earmark.errors import OptionsError

LOCAL = "file://"
LOCK = ".lock"  # the file by which a run keeps others out of a folder
IN_PROCESS = ("memory://",)  # files that other processes do not see


class LocationError(OptionsError):
    """Raised for a location that cannot be read or written."""


def is_url(location: str) -> bool:
    """Whether a location is a URL of another file system than the local one."""
    return "://" in location and not location.startswith(LOCAL)


def local_path(location: str) -> Path:
    """The path of a local location."""
    return Path(location.removeprefix(LOCAL))


def joined(folder: str, name: str) -> str:
    """A name relative to a folder; names that are absolute or URLs stay."""
    if not folder or "://" in name or os.path.isabs(name):
        return name
    return f"{folder}{name}" if folder.endswith("/") else f"{folder}/{name}"


def folder_of(location: str) -> str:
    """The folder that a file lies in."""
    if not is_url(location):
        return os.path.abspath(os.path.dirname(local_path(location)))
    return location.rpartition("/")[0].rstrip("/") if location.count("/") > 2 else location


def open_location(location: str) -> BinaryIO:
    """Open a file for reading bytes.

    Raises:
        OSError: it is missing or cannot be read.
        LocationError: there is no package for such URLs.
    """
    if not is_url(location):
        return local_path(location).open("rb")
    system, path = file_system(location)
    with _as_os_errors():
        opened: BinaryIO = system.open(path, "rb")
    return opened


def read_location(location: str) -> bytes:
    """The bytes of a file; errors as for :func:`open_location`."""
    with open_location(location) as file:
        return file.read()


def file_system(location: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it.

    Raises:
        LocationError: the package for such URLs is not installed, or the URL is of an unknown kind.
    """
    kind = location.partition("://")[0]
    try:
        import fsspec
    except ModuleNotFoundError:
        raise LocationError(
            f"{location!r} is a URL, which fsspec opens: run pip install fsspec"
        ) from None
    try:
        system, path = fsspec.core.url_to_fs(location)
    except (ImportError, ValueError) as error:
        raise LocationError(
            f"{location!r} cannot be opened ({error}): install the package that opens {kind}://"
        ) from None
    return system, path


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """Raise what a client of an object store raises, such as missing credentials, as OSError."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from error


class Folder(Protocol):
    """A folder whose files are written whole."""

    location: str

    def names(self) -> list[str]:
        """The names of its files, in no order; empty where there is no such folder."""

    def read(self, name: str) -> bytes:
        """The bytes of a file."""

    def write(self, name: str, content: bytes) -> None:
        """Write a file, which stands complete or not at all."""

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""

    def lock(self) -> Lock:
        """Keep other runs out until the lock is closed; object stores cannot.

        Raises:
            LocationError: another run writes there, or the folder cannot be made.
        """


def open_folder(location: str) -> Folder:
    """The folder at a path or a URL; it is made when it is first written to."""
    return RemoteFolder(location) if is_url(location) else LocalFolder(location)


class Lock:
    """A lock on a folder; it ends with the process that holds it, however that ends."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        self._file = file

    def close(self) -> None:
        """Let other runs in."""
        if self._file is not None:
            self._file.close()


class LocalFolder:
    """A folder of this machine."""

    def __init__(self, location: str) -> None:
        self.location = str(local_path(location))
        self._path = local_path(location)

    def names(self) -> list[str]:
        """The names of its files, in no order."""
        if self._path.exists() and not self._path.is_dir():
            raise LocationError(f"the output {self.location!r} is a file: give a folder")
        return os.listdir(self._path) if self._path.is_dir() else []

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        return (self._path / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Write a file under another name, then rename it."""
        path = self._path / name
        hidden = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with hidden.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            hidden.replace(path)
        except OSError as error:
            raise LocationError(
                f"{str(path)!r} cannot be written ({cause(error)}): free space or give another --output"
            ) from None

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        (self._path / name).unlink(missing_ok=True)

    def lock(self) -> Lock:
        """Lock the file ``.lock``, which stays."""
        self.names()  # refuses a file
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            file = (self._path / LOCK).open("ab")
        except OSError as error:
            raise LocationError(
                f"the output {self.location!r} cannot be written ({cause(error)}): give another --output"
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise LocationError(
                f"another run writes to {self.location!r}: wait for its end, or give another --output"
            ) from None
        return Lock(file)


class RemoteFolder:
    """A folder of another file system. Object stores show a file when it is complete."""

    def __init__(self, location: str) -> None:
        self.location = location.rstrip("/")
        self._system, self._path = file_system(self.location)

    def names(self) -> list[str]:
        """The names of its files, in no order."""
        self._system.invalidate_cache()
        try:
            with _as_os_errors():
                listed = self._system.ls(self._path, detail=False)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise LocationError(f"the output {self.location!r} cannot be read ({cause(error)})") from None
        return [str(name).rstrip("/").rpartition("/")[2] for name in listed]

    def read(self, name: str) -> bytes:
        """The bytes of a file."""
        with _as_os_errors():
            content: bytes = self._system.cat_file(f"{self._path}/{name}")
        return content

    def write(self, name: str, content: bytes) -> None:
        """Write a file."""
        path = f"{self._path}/{name}"
        try:
            with _as_os_errors():
                self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
                self._system.pipe_file(path, content)
        except OSError as error:
            raise LocationError(f"{self.location}/{name} cannot be written ({cause(error)})") from None

    def lock(self) -> Lock:
        """Lock nothing: stores have no locks."""
        return Lock()

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        if self._system.exists(f"{self._path}/{name}"):
            self._system.rm_file(f"{self._path}/{name}")
