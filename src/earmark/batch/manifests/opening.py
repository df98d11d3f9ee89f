"""Open a manifest of any kind by its path or URL."""

from __future__ import annotations

from pathlib import PurePosixPath

from earmark.batch.locations import Folder, file_system, is_url, joined, local_path
from earmark.batch.manifests.files import read_csv, read_jsonl, read_parquet
from earmark.batch.manifests.listing import LISTING, is_glob, list_files, write_listing
from earmark.batch.manifests.manifest import Manifest
from earmark.errors import ManifestError

_READERS = {
    ".jsonl": ("line", read_jsonl), ".json": ("line", read_jsonl), ".csv": ("line", read_csv),
    ".tsv": ("line", read_csv), ".parquet": ("row", read_parquet),
}  # fmt: skip


def open_manifest(location: str, output: Folder, anew: bool = False) -> Manifest:
    """The rows that a path or URL names.

    Args:
        location: a file ending in .jsonl, .json (of lines), .csv, .tsv or .parquet; a folder, for every sound
            file in it; or a glob.
        output: gets the listing of a folder or a glob, so that files that are added later come behind those
            of earlier runs.
        anew: an earlier listing there counts no more.

    Raises:
        ManifestError: there is no such file, it is of another kind, or nothing is in the folder.
    """
    suffix = PurePosixPath(location).suffix.lower()
    if not is_glob(location) and suffix in _READERS and not _is_folder(location):
        unit, read = _READERS[suffix]
        return Manifest(location, unit, read)
    if not is_glob(location) and not _is_folder(location):
        raise ManifestError(
            f"the manifest {location!r} is not there, or is of another kind: give a .jsonl, .csv or .parquet "
            "file, a folder or a glob"
        )
    write_listing(output, list_files(location), anew)
    return Manifest(joined(output.location, LISTING), "line", read_jsonl)


def _is_folder(location: str) -> bool:
    if not is_url(location):
        return local_path(location).is_dir()
    system, path = file_system(location)
    return bool(system.isdir(path))
