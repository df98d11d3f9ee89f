"""Changes of a document: the places that an edit touches, by their path in what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]  # keys and indexes from the root; () is the root itself


@dataclass(frozen=True, slots=True)
class Splice:
    """Replace the characters start .. end of the string at a path."""

    path: Path
    start: int  # characters of the string as it is read, escapes resolved
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Assign:
    """Replace the value at a path."""

    path: Path
    value: str | int | float


@dataclass(frozen=True, slots=True)
class Copied:
    """The value that an item of the same array has at a path below it, as it is spelled there."""

    index: int
    path: Path


@dataclass(frozen=True, slots=True)
class Item:
    """A copy of an item of the same array, with other values at some paths below it."""

    template: int  # index into the array
    values: Mapping[Path, str | int | float | Copied] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reitem:
    """Put copies in the place of one item of the array at a path; () takes the item out."""

    path: Path
    index: int
    items: tuple[Item, ...]


Change: TypeAlias = Splice | Assign | Reitem
Replacement: TypeAlias = tuple[int, int, str]  # first and past-the-last character, and what takes their place


def replace_all(text: str, replacements: list[Replacement]) -> str:
    """Replace ranges of a text that do not overlap."""
    parts, done = [], 0
    for start, end, new in sorted(replacements):
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])
