"""Decode options in a file: what ``earmark tune`` writes and ``--config`` reads."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from earmark.decoding.options import DecodeOptions
from earmark.errors import OptionsError

TABLE = "decode"


def check_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of ``settings``, changes of :class:`DecodeOptions`, if all of them are usable.

    Raises:
        OptionsError: an unknown option, or a value of the wrong type or outside its range.
    """
    DecodeOptions().with_(**settings)
    return dict(settings)


def read_config(path: str | Path) -> dict[str, Any]:
    """The settings under ``[decode]`` of a TOML file.

    Raises:
        OptionsError: the file is missing or no TOML, or holds anything but usable decode options;
            the message names the line.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise OptionsError(
            f"config {str(path)!r} cannot be read as TOML ({error}): write a table [{TABLE}] of KEY = VALUE"
        ) from None
    for key, value in found.items():
        if key != TABLE or not isinstance(value, dict):
            raise OptionsError(
                f"{_place(path, text, key)} has {key!r}, expected nothing but a table [{TABLE}] of decode "
                "options: take it out"
            )
    settings = found.get(TABLE, {})
    known = [field.name for field in fields(DecodeOptions)]
    for key, value in settings.items():
        if key not in known:
            raise OptionsError(
                f"{_place(path, text, key)} has the unknown decode option {key!r}: "
                f"expected one of {', '.join(known)}"
            )
        try:
            check_settings({key: value})
        except OptionsError as error:
            raise OptionsError(f"{_place(path, text, key)}: {error}") from None
    return check_settings(settings)


def write_config(path: str | Path, settings: Mapping[str, Any], comments: Iterable[str] = ()) -> None:
    """Write ``settings`` under ``[decode]``, after lines of comment."""
    lines = [f"# {line}".rstrip() for comment in comments for line in comment.splitlines() or [""]]
    lines += [f"[{TABLE}]", *(f"{key} = {_toml(value)}" for key, value in settings.items())]
    Path(path).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _toml(value: bool | int | float | str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _place(path: Path, text: str, key: str) -> str:
    """The file, and the line that says ``key`` where one begins with it: tomllib keeps no places."""
    name = rf"[\"']?{re.escape(key)}[\"']?"
    says = re.compile(rf"\s*(?:\[+\s*{name}\s*[\].]|(?:{TABLE}\s*\.\s*)?{name}\s*[=.])")
    numbers = [number for number, line in enumerate(text.splitlines(), 1) if says.match(line)]
    return f"config {str(path)!r}" + (f" line {numbers[0]}" if numbers else "")
