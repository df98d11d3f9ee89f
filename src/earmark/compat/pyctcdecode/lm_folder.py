"""The folder of a language model, as on the Hugging Face hub: parameters, unigrams and n-grams."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

ATTRS = "attrs.json"
UNIGRAMS = "unigrams.txt"
NGRAM_ENDINGS = (".arpa", ".bin", ".binary", ".klm", ".arpa.gz", ".lm")  # the first three are pyctcdecode's

logger = logging.getLogger(__name__)


def visible(folder: str) -> list[str]:
    """Names in a folder, without hidden ones and __pycache__."""
    return [name for name in os.listdir(folder) if not name.startswith((".", "__"))]


def find(folder: str) -> dict[str, str]:
    """The paths of the three files.

    Raises:
        ValueError: a file is missing, or there is one too many.
    """
    names = visible(folder)
    if len(names) != 3:
        raise ValueError(f"Found wrong number of files in directory. Expected 3 files, found {names}")
    for needed, kind in ((ATTRS, "attributes"), (UNIGRAMS, "unigrams")):
        if needed not in names:
            raise ValueError(f"did not find {kind} file in files: {names}")
    ngrams = next(name for name in names if name not in (ATTRS, UNIGRAMS))
    if not ngrams.endswith(NGRAM_ENDINGS):
        raise ValueError(f"Expected kenlm file to end in one of {', '.join(NGRAM_ENDINGS)}. Found {ngrams}")
    files = {"json_attrs": ATTRS, "unigrams": UNIGRAMS, "kenlm": ngrams}
    return {kind: os.path.join(folder, name) for kind, name in files.items()}


def read_attrs(path: str, names: Iterable[str]) -> dict[str, Any]:
    """The parameters.

    Raises:
        ValueError: other names than expected.
    """
    attrs: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    if set(attrs) != set(names):
        raise ValueError(f"Expected json serialized attributes to be {tuple(names)} but found {tuple(attrs)}")
    return attrs


def write(
    folder: Path,
    attrs: Mapping[str, Any],
    unigrams: Collection[str],
    ngrams: Path,
    unigram_encoding: str | None,
) -> None:
    """Write the three files; that of the n-grams is copied."""
    (folder / ATTRS).write_text(json.dumps(attrs), encoding="utf-8")
    lines = "".join(f"{word}\n" for word in sorted(unigrams))
    (folder / UNIGRAMS).write_text(lines, encoding=unigram_encoding or "utf-8")
    logger.info("copying kenlm model from %s to %s. This may take some time", ngrams, folder / ngrams.name)
    shutil.copy2(ngrams, folder / ngrams.name)
