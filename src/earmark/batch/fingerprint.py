"""Fingerprint: everything that changes results, kept beside them and compared when a run goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from earmark.batch.locations import Folder
from earmark.batch.recipe import THREADS, Recipe
from earmark.batch.shards import RUN
from earmark.batch.version import VERSION
from earmark.checks import cause, shown
from earmark.correction.pairing import INSTALLED, WRITER
from earmark.correction.transcribers.moonshine.files import installed_folder
from earmark.errors import ManifestError
from earmark.models import bundled_models
from earmark.models.protocol import digest_of, name_of
from earmark.pronouncing import BUNDLED
from earmark.recognizer import Recognizer

LARGE = 1 << 26  # bytes: larger files beside an ONNX file do not belong to its description


def fingerprint(recipe: Recipe, recognizer: Recognizer) -> dict[str, Any]:
    """What results depend on, beside the rows: names, options and hashes of files."""
    options = {key: value for key, value in recognizer.options.values().items() if key != THREADS}
    return {
        "earmark": VERSION,
        "model": {"name": name_of(recognizer.model), "digest": _model_digest(recipe.model, recognizer)},
        "options": options,
        "biasing": recipe.biasing,
        **{name: _file_digest(getattr(recipe, name)) for name in ("lm", "lexicon", "adapter")},
        "phones": recipe.phones,
        "transcriber": _transcriber(recipe, recognizer),
        "words": None if recognizer.words is None else recognizer.words.word_list.digest,
        "strict": recipe.strict,
        "nbest": recipe.nbest,
        "verbatim": recipe.verbatim,
    }


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """What differs between two fingerprints, as sentences say it: "options.search.beam was 16, is 32"."""
    old, new = _flat(before), _flat(now)
    keys = [key for key in (*new, *(k for k in old if k not in new)) if old.get(key) != new.get(key)]
    return [f"{key} was {shown(old.get(key))}, is {shown(new.get(key))}" for key in keys]


def read_run(folder: Folder) -> dict[str, Any] | None:
    """The fingerprint of the run that made the output; None for an empty folder.

    Raises:
        ManifestError: it cannot be read.
    """
    if RUN not in folder.names():
        return None
    try:
        told: dict[str, Any] = json.loads(folder.read(RUN))
        return told
    except (OSError, ValueError) as error:
        raise ManifestError(
            f"{folder.location}/{RUN} cannot be read ({cause(error)}): give another output, or --restart"
        ) from None


def write_run(folder: Folder, about: Mapping[str, Any]) -> None:
    """Write the fingerprint."""
    folder.write(RUN, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())


def hash_of_path(path: Path) -> str:
    """Hash of a file, or of every file in a folder."""
    hasher = hashlib.blake2b(digest_size=8)
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    for file in files:
        hasher.update(file.name.encode("utf-8", "surrogatepass"))
        with file.open("rb") as content:
            hasher.update(hashlib.file_digest(content, "blake2b").digest())
    return hasher.hexdigest()


def _model_digest(model: str, recognizer: Recognizer) -> str:
    bundled = bundled_models().get(model)
    path = Path(model) if bundled is None else bundled
    if path.is_dir():
        return hash_of_path(path)
    if not path.is_file():
        return digest_of(recognizer.model)
    beside = sorted(p for p in path.parent.iterdir() if p.is_file() and p.stat().st_size < LARGE)
    hashes = [hash_of_path(p) for p in dict.fromkeys((path, *beside))]
    return hashlib.blake2b("".join(hashes).encode(), digest_size=8).hexdigest()


def _file_digest(given: str | None) -> str | None:
    if given is None or given == BUNDLED or not Path(given).exists():
        return given
    return hash_of_path(Path(given))


def _transcriber(recipe: Recipe, recognizer: Recognizer) -> str | None:
    """The transcriber's name, and the hash of the bundled writer's files."""
    named = recipe.used_transcriber
    if recognizer.transcriber is None:
        return None
    named = WRITER if named == INSTALLED else named
    folder = installed_folder() if named == WRITER else None
    return named if folder is None else f"{named} {hash_of_path(folder)}"


def _flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in value.items():
        name = f"{prefix}{key}"
        found |= _flat(item, f"{name}.") if isinstance(item, Mapping) else {name: item}
    return found
