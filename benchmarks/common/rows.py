"""Keep measured rows in the work folder until what they depend on changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CODE = ("core", "bindings", "src/earmark")  # what a transcript depends on, models included
ASIDE = ("cli", "evaluation", "training", "tuning", "serve", "__pycache__")  # what it does not
SCORING = (
    "score", "spoken", "damage", "entities", "lists", "flaws", "alignment", "weighted", "biased", "wer",
    "characters", "figures", "bootstrap",
)  # fmt: skip


ENCODING = ("audio", "models", "offline.py", "assemble.py")  # what emissions depend on, beside the weights


@cache
def fingerprint(*others: str) -> str:
    """Hash of the code and models that write transcripts, and of how they are scored.

    A change to anything else (reports, commands, training) leaves measured rows as good as they were; so does
    one to files and folders named ``others``.
    """
    scoring = [ROOT / "src/earmark/evaluation" / f"{name}.py" for name in SCORING]
    files = [file for folder in CODE for file in (ROOT / folder).rglob("*") if file.is_file()]
    used = [file for file in files if not set(file.relative_to(ROOT).parts) & {*ASIDE, *others}]
    return _hash_of(file for file in {*used, *scoring} if file.suffix not in (".so", ".pyc", ".md"))


@cache
def encoding_fingerprint() -> str:
    """Hash of the code that makes emissions of an audio; the weights are hashed by the model."""
    places = [ROOT / "src/earmark" / name for name in ENCODING]
    files = [file for place in places for file in (place.rglob("*.py") if place.is_dir() else [place])]
    return _hash_of(files)[:8]


def _hash_of(files: Iterable[Path]) -> str:
    hashed = hashlib.sha256()
    for file in sorted(files):
        hashed.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return hashed.hexdigest()[:16]


def cached(
    folder: Path, key: Sequence[object], measure: Callable[[], dict[str, Any] | None]
) -> dict[str, Any] | None:
    """Measure a row, or take it from the last time with the same key; None is not kept.

    A run that was broken off goes on where it was: every row is written as soon as it is done.
    """
    name = hashlib.sha256(json.dumps(list(key), default=str).encode()).hexdigest()[:20]
    path = folder / f"{name}.json"
    if path.is_file():
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["row"]
        return found
    row = measure()
    if row is not None:
        folder.mkdir(parents=True, exist_ok=True)
        written = json.dumps({"key": [str(part) for part in key], "row": row}, indent=1)
        partial = path.with_suffix(".part")
        partial.write_text(written + "\n", encoding="utf-8")
        partial.replace(path)
    return row


def emissions_folder(work: Path, name: str, digest: str) -> Path:
    """The folder of the emissions of a set, for every study."""
    return work / "emissions" / f"{name}-{digest[:8]}-{encoding_fingerprint()}"
