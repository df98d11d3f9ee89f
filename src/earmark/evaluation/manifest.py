"""Read JSONL manifests: one utterance a line, with its audio, its text and its rare words."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from earmark.checks import cause, is_number, meant
from earmark.errors import ManifestError, OptionsError
from earmark.language import DEFAULT, Language

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, "<=": operator.le, "==": operator.eq, "!=": operator.ne,
    ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_CONDITION = re.compile(r"\s*(\w+)\s*(>=|<=|==|!=|>|<)\s*(-?\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True)
class Utterance:
    """A row of a manifest."""

    id: str
    audio: Path  # relative paths of the row are resolved against the manifest's folder
    text: str  # reference as written; scoring takes its spoken form
    line: int  # of the manifest, counted from 1
    seconds: float | None = None  # length of the audio, where the row says it
    entities: tuple[str, ...] | None = None  # as written in the text; None where the row has no such field
    types: tuple[str | None, ...] = ()  # of each entity; None where the row does not say
    rare: tuple[str, ...] | None = None  # the row's own rare words; None where the row has no such field
    fields: Mapping[str, Any] | None = None  # the whole row
    language: Language = field(default=DEFAULT, repr=False)  # in whose normal form it is scored

    def words_of(self, field: str, manifest: Path | str = "manifest") -> tuple[str, ...]:
        """The list of words that the row keeps under ``field``."""
        return _strings(self.fields or {}, field, f"{manifest}, line {self.line}", required=True) or ()


@dataclass(frozen=True)
class Condition:
    """A numeric selection of rows, such as ``age>=16``."""

    field: str
    compare: str
    value: float

    @classmethod
    def parse(cls, written: str) -> Condition:
        """Read ``FIELD>=NUMBER`` (or <=, >, <, ==, !=)."""
        match = _CONDITION.fullmatch(written)
        if match is None:
            raise OptionsError(
                f"filter {written!r} is not understood: write FIELD, one of {' '.join(_COMPARE)}, and a "
                "number, like 'age>=16'"
            )
        return cls(match[1], match[2], float(match[3]))

    def holds(self, row: Mapping[str, Any], where: str) -> bool:
        """Whether the row fulfils the condition; a row without the number is an error, not a no."""
        found = row.get(self.field)
        if not is_number(found):
            raise ManifestError(
                f"{where} has {self.field}={found!r}, the filter needs a number there: "
                "filter by a field that every row has"
            )
        return _COMPARE[self.compare](found, self.value)


def load_manifest(
    path: str | Path,
    conditions: tuple[Condition, ...] = (),
    limit: int | None = None,
    language: Language = DEFAULT,
) -> tuple[Utterance, ...]:
    """Read the rows that fulfil every condition, in file order, at most ``limit`` of them.

    Raises:
        ManifestError: missing file, a row that is not a JSON object or lacks a usable id, audio or text,
            an id that stands twice, or no row left.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        advice = meant(path) if isinstance(error, FileNotFoundError) else ""
        raise ManifestError(
            f"manifest {str(path)!r} cannot be read ({cause(error)}){advice or ': give a JSONL file'}"
        ) from None
    utterances: list[Utterance] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        row = _row(line, where)
        utterance = _utterance(row, where, number, path.parent, language)
        if utterance.id in seen:
            raise ManifestError(
                f"{where} repeats the id {utterance.id!r} of line {seen[utterance.id]}: ids must differ"
            )
        seen[utterance.id] = number
        if all(condition.holds(row, where) for condition in conditions):
            utterances.append(utterance)
    if not utterances:
        raise ManifestError(
            f"manifest {str(path)!r} has no row to use: it is empty or the filter leaves none"
        )
    return tuple(utterances[:limit])


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise ManifestError(f"{where} is not JSON ({error}): write one JSON object a line") from None
    if not isinstance(row, dict):
        raise ManifestError(f"{where} is a JSON {type(row).__name__}, expected an object with audio and text")
    return row


def shared_language(utterances: Iterable[Utterance]) -> Language:
    """The language of utterances that all have the same, as those of one manifest do."""
    return next((utterance.language for utterance in utterances), DEFAULT)


def _utterance(row: dict[str, Any], where: str, line: int, folder: Path, language: Language) -> Utterance:
    for name in ("audio", "text"):
        if not isinstance(row.get(name), str) or not row[name].strip():
            raise ManifestError(f"{where} has {name}={row.get(name)!r}, expected a non-empty string")
    seconds = row.get("seconds")
    if seconds is not None and not (is_number(seconds) and seconds > 0):
        raise ManifestError(f"{where} has seconds={seconds!r}, expected a number above 0")
    return Utterance(
        id=str(row.get("id") or row["audio"]),
        audio=folder / row["audio"],
        text=row["text"],
        line=line,
        seconds=None if seconds is None else float(seconds),
        entities=_strings(row, "entities", where),
        types=_types(row),
        rare=_strings(row, "rare", where),
        fields=row,
        language=language,
    )


def _strings(
    row: Mapping[str, Any], field: str, where: str, required: bool = False
) -> tuple[str, ...] | None:
    """A list of strings, or of objects with a ``text``, under ``field``."""
    items = row.get(field)
    if items is None and not required:
        return None
    if isinstance(items, list):
        texts = [item.get("text") if isinstance(item, dict) else item for item in items]
        usable = tuple(text for text in texts if isinstance(text, str) and text.strip())
        if len(usable) == len(items):
            return usable
    raise ManifestError(
        f"{where} has {field}={_short(items)}, expected a list of words, or of objects with a 'text'"
    )


def _types(row: Mapping[str, Any]) -> tuple[str | None, ...]:
    """The ``type`` of each of the row's entities, which :func:`_strings` has checked."""
    found = [item.get("type") if isinstance(item, dict) else None for item in row.get("entities") or ()]
    return tuple(kind if isinstance(kind, str) and kind else None for kind in found)


def _short(value: Any) -> str:
    written = repr(value)
    return written if len(written) <= 60 else written[:57] + "..."
