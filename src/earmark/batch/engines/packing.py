"""Packing: files of a recipe that nodes may lack, sent once to each node and unpacked for its workers."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from earmark.batch.fingerprint import hash_of_path
from earmark.batch.recipe import Recipe
from earmark.batch.version import VERSION
from earmark.biasing.saved_list import save_list
from earmark.errors import EarmarkError
from earmark.recognizer import Recognizer

PATHS = ("model", "lm", "lexicon", "adapter")  # of a recipe, where they are paths
LIST = "words.earmark"  # the compiled list; workers of a node map the same file into memory


@dataclass(frozen=True)
class PackedFiles:
    """Files under one path."""

    name: str  # of the file or the folder
    digest: str
    content: Any  # reference to {relative path: bytes}; "" for a file itself


@dataclass(frozen=True)
class PackedRecipe:
    """A recipe, and the files that it names."""

    recipe: Recipe
    files: Mapping[str, PackedFiles]  # by field of the recipe
    version: str  # of earmark

    def unpack(self, fetch: Callable[[Any], Mapping[str, bytes]]) -> Recipe:
        """The recipe with the paths of this node; files are written where they are not there yet.

        Raises:
            EarmarkError: the node has another version of earmark.
        """
        if self.version != VERSION:
            raise EarmarkError(f"this node has earmark {VERSION}, the run {self.version}: install the same")
        found: dict[str, Any] = {name: _unpacked(files, fetch) for name, files in self.files.items()}
        return replace(self.recipe, **found)


def pack(recipe: Recipe, recognizer: Recognizer, put: Callable[[Any], Any]) -> PackedRecipe:
    """Put the files of a recipe where nodes get them from.

    Args:
        recipe: with absolute paths.
        recognizer: made of it; its list is sent compiled.
        put: keeps an object and returns its reference.
    """
    files = {
        name: _packed(Path(getattr(recipe, name)), put)
        for name in PATHS
        if getattr(recipe, name) is not None and Path(getattr(recipe, name)).is_absolute()
    }
    if recognizer.words is not None:
        with tempfile.TemporaryDirectory(prefix="earmark-") as folder:
            path = Path(folder) / LIST
            save_list(recognizer.words, path)
            files["words"] = _packed(path, put)
    return PackedRecipe(replace(recipe, words=None), files, VERSION)


def _packed(path: Path, put: Callable[[Any], Any]) -> PackedFiles:
    inside = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    content = {"" if p == path else str(p.relative_to(path)): p.read_bytes() for p in inside}
    return PackedFiles(path.name, hash_of_path(path), put(content))


def _unpacked(files: PackedFiles, fetch: Callable[[Any], Mapping[str, bytes]]) -> str:
    """The path of the files on this node; the first worker writes them, whole or not at all."""
    base = Path(tempfile.gettempdir()) / f"earmark-{os.getuid()}"
    folder = base / files.digest
    if not folder.is_dir():
        base.mkdir(mode=0o700, exist_ok=True)
        hidden = Path(tempfile.mkdtemp(dir=base))
        for name, content in fetch(files.content).items():
            path = hidden / files.name / name if name else hidden / files.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        with suppress(OSError):  # another worker was faster
            hidden.rename(folder)
        shutil.rmtree(hidden, ignore_errors=True)
    return str(folder / files.name)
