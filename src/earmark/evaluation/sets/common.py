"""Parts that the readers of public sets share."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from earmark.checks import cause
from earmark.errors import ManifestError
from earmark.language import DEFAULT, Language

Row: TypeAlias = dict[str, Any]  # of a manifest: id, audio, text, entities, ...


@dataclass(frozen=True)
class SetOptions:
    """The part of a set to be read."""

    split: str | None = None  # part of the set, as its files name it
    lists: tuple[Path, ...] = ()  # files with a biasing list for each utterance
    types: frozenset[str] = frozenset()  # of entities to keep; empty: those that the set's reader keeps


def read_table(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells by column) of a tab-separated file with a header; cells are not quoted.

    Raises:
        ManifestError: missing, not UTF-8, or without one of ``columns``.
    """
    rows = csv.DictReader(read_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    lacking = [name for name in columns if name not in (rows.fieldnames or ())]
    if lacking:
        raise ManifestError(
            f"{path} lacks the column {lacking[0]!r}, its first line has {rows.fieldnames}: "
            "give the set as it was published"
        )
    yield from enumerate(rows, start=2)


def read_lines(path: Path) -> list[str]:
    """Lines of a text file without their ends.

    Raises:
        ManifestError: missing or not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ManifestError(
            f"{str(path)!r} cannot be read ({cause(error)}): give the set as it was published"
        ) from None


def the_only(found: Sequence[Path], folder: Path, what: str) -> list[Path]:
    """``found``, sorted, when there is any.

    Raises:
        ManifestError: there is none.
    """
    if not found:
        raise ManifestError(f"{folder} holds no {what}: give the folder of the set as it was published")
    return sorted(found)


def usable(phrases: Sequence[str], language: Language = DEFAULT) -> list[str]:
    """Phrases that can be said in the language of the set."""
    return [p for p in phrases if language.normalize(p) and not language.unspeakable(p)]
