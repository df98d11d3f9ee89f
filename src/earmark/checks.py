"""Checks of what callers give: refuse other values in a sentence that says what is expected."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np

from earmark.errors import EarmarkError, OptionsError

SHOWN = 60  # characters of a value in a message
LIKE_A_FILE = 0.75  # by difflib's measure: "names.txt" and "tests" are alike at 0.6

Error = type[EarmarkError]


def shown(value: object) -> str:
    """The value as a message quotes it, cut short."""
    written = repr(value)
    return written if len(written) <= SHOWN else f"{written[: SHOWN - 3]}..."


def refuse(name: str, value: object, expected: str, error: Error = OptionsError) -> EarmarkError:
    """The error that says what was given and what is expected."""
    return error(f"{name} is {shown(value)}, of type {type(value).__name__}; expected {expected}")


def cause(error: Exception) -> str:
    """What an exception says, of a file without its number and path."""
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__


def nearest(given: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The name that was probably meant; None where none is as like what was given, 0..1."""
    alike = difflib.get_close_matches(given, list(known), n=1, cutoff=likeness)
    return alike[0] if alike else None


def meant(path: str | Path) -> str:
    """``": did you mean 'a.wav'?"`` for a missing file, by the names beside it; "" where none is like it."""
    path = Path(path)
    try:
        names = [item.name for item in path.parent.iterdir()]
    except OSError:
        return ""
    near = nearest(path.name, names, LIKE_A_FILE)
    return "" if near is None else f": did you mean {str(path.parent / near)!r}?"


def check_kind(
    name: str, value: object, kind: type | tuple[type, ...], expected: str, error: Error = OptionsError
) -> None:
    """Refuse a value of another kind."""
    if not isinstance(value, kind):
        raise refuse(name, value, expected, error)


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, of Python or NumPy; True and False are not."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Whether a value is a number, of Python or NumPy; True and False are not."""
    return isinstance(value, Real) and not isinstance(value, bool)


def is_switch(value: object) -> bool:
    """Whether a value is True or False, of Python or NumPy."""
    return isinstance(value, bool | np.bool_)


def check_whole(name: str, value: Any, low: int, high: int, error: Error = OptionsError) -> int:
    """The number, or an error for anything but a whole number of ``low`` to ``high``."""
    if not is_whole(value) or not low <= value <= high:
        raise error(f"{name} is {shown(value)}, expected a whole number from {low} to {high}")
    return int(value)


def check_number(name: str, value: Any, low: float, high: float, error: Error = OptionsError) -> float:
    """The number, or an error for anything but a number of ``low`` to ``high``."""
    if not is_number(value) or not low <= value <= high:
        raise error(f"{name} is {shown(value)}, expected a number from {low:g} to {high:g}")
    return float(value)


def check_path(name: str, value: object, error: Error = OptionsError) -> Path:
    """The path that a text or a Path gives."""
    check_kind(name, value, (str, Path), "the path of a file", error)
    return Path(value)  # type: ignore[arg-type]


def made_folder(name: str, folder: object, error: Error = OptionsError) -> Path:
    """The folder, made if there is none."""
    path = check_path(name, folder, error)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise error(
            f"{name} {str(path)!r} cannot be made ({cause(problem)}): give one that is there or can be made"
        ) from None
    return path


def check_sequence(name: str, value: Any, expected: str, error: Error = OptionsError) -> None:
    """Refuse anything but several things in order; one text is not several."""
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise refuse(name, value, expected, error)


def check_texts(name: str, value: Any, expected: str, error: Error = OptionsError) -> None:
    """Refuse anything but several texts in order."""
    check_sequence(name, value, expected, error)
    for item in value:
        check_kind(f"one of {name}", item, str, "text", error)
