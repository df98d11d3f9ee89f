"""Decode options in a file: ``earmark tune`` writes it and ``--config`` reads it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from earmark.checks import cause, meant
from earmark.decoding.options import DecodeOptions, nest
from earmark.errors import OptionsError

TABLE = "decode"


def check_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """``section.name`` -> value of ``settings``, if all of them are usable.

    Raises:
        OptionsError: an unknown option, or a value of the wrong type or outside its range.
    """
    return DecodeOptions.flatten(settings)


def read_config(path: str | Path) -> dict[str, Any]:
    """``section.name`` -> value of the tables ``[decode.SECTION]`` of a TOML file.

    Raises:
        OptionsError: the file is missing or not TOML, or holds anything but usable decode options;
            the message names the line.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        advice = meant(path) if isinstance(error, FileNotFoundError) else ""
        raise OptionsError(
            f"config {str(path)!r} cannot be read as TOML ({cause(error)})"
            f"{advice or f': write tables [{TABLE}.SECTION] of NAME = VALUE'}"
        ) from None
    lines = dict(_lines(text))
    for key, value in found.items():
        if key != TABLE or not isinstance(value, dict):
            raise OptionsError(
                f"{_place(path, lines, key)} has {key!r}, expected nothing but tables [{TABLE}.SECTION] of "
                "decode options: take it out"
            )
    settings: dict[str, Any] = {}
    for key, value in _leaves(found.get(TABLE, {})):
        try:
            settings |= check_settings({key: value})
        except OptionsError as error:
            raise OptionsError(f"{_place(path, lines, f'{TABLE}.{key}')}: {error}") from None
    return settings


def write_config(path: str | Path, settings: Mapping[str, Any], comments: Iterable[str] = ()) -> None:
    """Write ``settings``, ``section.name`` -> value, as tables, after lines of comment."""
    lines = [f"# {line}".rstrip() for comment in comments for line in comment.splitlines() or [""]]
    for section, values in nest(settings).items():
        lines += [f"[{TABLE}.{section}]", *(f"{key} = {_toml(value)}" for key, value in values.items()), ""]
    Path(path).write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _leaves(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """``section.name``, value of every value in nested tables."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _toml(value: bool | int | float | str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Dotted key -> line, of tables and values; tomllib keeps no places."""
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]#]+)\]", line):
            table = _dotted(header[1])
            yield table, number
        elif entry := re.match(r"\s*([^=#]+?)\s*=", line):
            yield f"{table}.{_dotted(entry[1])}".lstrip("."), number


def _dotted(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _place(path: Path, lines: Mapping[str, int], key: str) -> str:
    """The file, and the line of ``key`` where it has one."""
    near = [line for name, line in lines.items() if name == key or name.startswith(f"{key}.")]
    return f"config {str(path)!r}" + (f" line {near[0]}" if near else "")
