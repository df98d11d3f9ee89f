"""Listings: the sound files of a folder, or those that a glob matches."""

from __future__ import annotations

import glob
import json
import os
from collections.abc import Iterator
from pathlib import PurePosixPath

from earmark.batch.locations import Folder, file_system, is_url, local_path
from earmark.errors import ManifestError

LISTING = "input.jsonl"  # the listing in the output folder: later files come behind those known
SUFFIXES = frozenset(
    {
        ".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aiff", ".aif", ".au", ".caf", ".w64", ".m4a",
        ".mp4", ".mov", ".webm", ".mkv", ".amr", ".3gp", ".wma", ".aac", ".avi",
    }
)  # fmt: skip


def is_glob(location: str) -> bool:
    """Whether a location names several files."""
    return any(sign in location for sign in "*?[")


def list_files(location: str) -> list[tuple[str, str]]:
    """(id, path or URL) of every sound file of a folder, or of every file that a glob matches, in order.

    Raises:
        ManifestError: there is none.
    """
    found = list(_matches(location) if is_glob(location) else _inside(location))
    if not found:
        looked = "matches no file" if is_glob(location) else "holds no sound file"
        raise ManifestError(f"{location!r} {looked}: give a manifest, a folder or a glob of sound files")
    return sorted(found)


def write_listing(folder: Folder, files: list[tuple[str, str]], anew: bool) -> None:
    """Write the listing; files of an earlier one stay before the others, unless it is made ``anew``."""
    known = {}
    if not anew and LISTING in folder.names():
        rows = map(json.loads, folder.read(LISTING).splitlines())
        known = {row["id"]: row["audio_filepath"] for row in rows}
    ordered = known | {name: path for name, path in files if name not in known}
    lines = (
        json.dumps({"id": name, "audio_filepath": path}, ensure_ascii=False) for name, path in ordered.items()
    )
    folder.write(LISTING, "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass"))


def _matches(pattern: str) -> Iterator[tuple[str, str]]:
    if is_url(pattern):
        system, path = file_system(pattern)
        paths = [(name, system.unstrip_protocol(name)) for name in system.glob(path)]
    else:
        names = glob.glob(str(local_path(pattern)), recursive=True)
        paths = [(name, os.path.abspath(name)) for name in names if os.path.isfile(name)]
    yield from paths


def _inside(location: str) -> Iterator[tuple[str, str]]:
    if is_url(location):
        system, root = file_system(location)
        paths = [(os.path.relpath(name, root), system.unstrip_protocol(name)) for name in system.find(root)]
    else:
        start = local_path(location).absolute()
        paths = [
            (os.path.relpath(os.path.join(folder, name), start), os.path.join(folder, name))
            for folder, _, names in os.walk(start)
            for name in names
        ]
    yield from ((name, path) for name, path in paths if PurePosixPath(path).suffix.lower() in SUFFIXES)
