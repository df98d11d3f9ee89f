"""Values of a parsed JSON by path, with errors that name the path."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earmark.correction.formats.changes import Path
from earmark.errors import TranscriptError

STAMP = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2})(?:[.,:](\d{1,6}))?")  # 01:02:03,456 and 02:03.456


@dataclass(frozen=True, slots=True)
class At:
    """A value and where it stands."""

    value: Any
    path: Path = ()

    def __getitem__(self, key: str | int) -> At:
        """Return a member; of one that is missing, or of null, null."""
        value = self.value
        if value is None:
            return At(None, (*self.path, key))
        if isinstance(key, int):
            if not isinstance(value, list | tuple):
                raise self._other_than("an array")
            return At(value[key] if key < len(value) else None, (*self.path, key))
        if type(value) is not dict and not isinstance(value, Mapping):
            raise self._other_than("an object")
        return At(value.get(key), (*self.path, key))

    def items(self) -> list[At]:
        """Return the items of an array; of null none."""
        if self.value is None:
            return []
        if not isinstance(self.value, list | tuple):
            raise self._other_than("an array")
        return [At(item, (*self.path, k)) for k, item in enumerate(self.value)]

    def objects(self) -> list[At]:
        """Return the items of an array of objects."""
        found = self.items()
        for item in found:
            if type(item.value) is not dict and not isinstance(item.value, Mapping):
                raise item._other_than("an object")
        return found

    def text(self) -> str | None:
        """Return a string; of null null."""
        if self.value is None or isinstance(self.value, str):
            return self.value
        raise self._other_than("a string")

    def seconds(self, unit: float = 1.0) -> float | None:
        """Return a time in seconds, from a number, a number as a string, or a time stamp."""
        try:
            number = number_of(self.value)
        except ValueError:
            raise self._other_than("a time") from None
        return None if number is None else number if unit == 1.0 else round(number * unit, 6)

    def share(self) -> float | None:
        """Return a confidence, 0..1; None for other numbers and words, which mean that it is unknown."""
        try:
            number = number_of(self.value)
        except ValueError:
            return None
        return number if number is not None and 0 <= number <= 1 else None

    def _other_than(self, expected: str) -> TranscriptError:
        return TranscriptError(
            f"{named(self.path)} is {kind_of(self.value)}; {expected} is expected there: "
            "give the JSON as the recognizer has written it, or say format= if it was taken for another's"
        )


def number_of(value: Any) -> float | None:
    """Return a number from how recognizers write it; None for null, nothing, NaN and infinity.

    Raises:
        ValueError: not a number.
    """
    if isinstance(value, str):
        stamp = STAMP.fullmatch(value.strip()) if ":" in value else None
        if stamp is not None:
            return seconds_of(stamp)
        value = value.strip() or None
    if value is None:
        return None
    if isinstance(value, bool):
        raise ValueError(value)
    try:
        number = float(value)
    except (TypeError, OverflowError):
        raise ValueError(value) from None
    return number if math.isfinite(number) else None


def seconds_of(stamp: re.Match[str]) -> float:
    """Return the seconds of a time stamp."""
    hours, minutes, seconds, fraction = stamp.groups(default="0")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def named(path: Path) -> str:
    """Spell a path as people write it: results.channels[0]."""
    parts = [f"[{key}]" if isinstance(key, int) else f".{key}" for key in path]
    return "".join(parts).removeprefix(".") or "the document"


def kind_of(value: Any) -> str:
    """Name the kind of a JSON value."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return f"the string {value[:40]!r}"
    if isinstance(value, int | float):
        return f"the number {value}"
    return (
        "an object"
        if isinstance(value, Mapping)
        else "an array"
        if isinstance(value, list | tuple)
        else (f"a {type(value).__name__}")
    )
