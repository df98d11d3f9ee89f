"""JSON in its own spelling: find where each value stands, and change single values in the source text."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from functools import cached_property
from itertools import accumulate
from typing import Any

from earmark.correction.formats.changes import Path, Replacement
from earmark.errors import TranscriptError

# whisper.cpp writes line breaks and tabs into strings as they are, so control characters are let through.
DECODER = json.JSONDecoder(strict=False)
SPACE = re.compile(r"[ \t\n\r]*")
ESCAPED = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]+", re.DOTALL
)
FOREIGN_ESCAPE = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")


def past_space(text: str, position: int) -> int:
    """Return the first position that holds no white space."""
    match = SPACE.match(text, position)
    return position if match is None else match.end()


class Node:
    """One value of a JSON text. Its members are located when they are asked for, by the C scanner."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end

    @cached_property
    def members(self) -> dict[str | int, Node]:
        """The values of an object or array by key or index; of a key that stands twice the last one."""
        text = self.text
        found: dict[str | int, Node] = {}
        is_object = text[self.start] == "{"
        position = past_space(text, self.start + 1)
        while text[position] not in "]}":
            key: str | int = len(found)
            if is_object:
                key, position = DECODER.raw_decode(text, position)
                position = past_space(text, past_space(text, position) + 1)
            _, end = DECODER.raw_decode(text, position)
            found[key] = Node(text, position, end)
            position = past_space(text, end)
            if text[position] == ",":
                position = past_space(text, position + 1)
        return found

    def at(self, path: Path) -> Node:
        """Return the value at a path below this one."""
        node = self
        for key in path:
            node = node.members[key]
        return node

    @property
    def source(self) -> str:
        """The value as it is spelled."""
        return self.text[self.start : self.end]

    def replace_characters(self, start: int, end: int, new: str, ascii_only: bool) -> Replacement:
        """Return the replacement in the source for characters of a string; other escapes stay as they are."""
        first, last = self._place(start), self._place(end)
        return first, last, spell(new, ascii_only)[1:-1]

    def _place(self, character: int) -> int:
        body = self.start + 1
        if self._steps is None:
            return body + character
        decoded, spelled = self._steps
        step = bisect_left(decoded, character)
        inside = 0 if decoded[step] == character else character - decoded[step - 1]
        return body + (spelled[step] if inside == 0 else spelled[step - 1] + inside)

    @cached_property
    def _steps(self) -> tuple[list[int], list[int]] | None:
        """Lengths so far of the pieces between escapes, as read and as spelled; None without escapes."""
        body = self.text[self.start + 1 : self.end - 1]
        if "\\" not in body:
            return None
        pieces = ESCAPED.findall(body)
        decoded = [1 if piece[0] == "\\" else len(piece) for piece in pieces]
        return [0, *accumulate(decoded)], [0, *accumulate(map(len, pieces))]


def spell(value: str | int | float, ascii_only: bool) -> str:
    """Spell a value in JSON."""
    return json.dumps(value, ensure_ascii=ascii_only)


def escapes_foreign(text: str) -> bool:
    """Whether a JSON text writes letters outside ASCII as escapes, and not one as it is."""
    return text.isascii() and FOREIGN_ESCAPE.search(text) is not None


def parse(text: str) -> tuple[Any, Node]:
    """Read one JSON text, or several in a row, which make a list.

    Raises:
        TranscriptError: the text is not JSON, with line and column.
    """
    values: list[Any] = []
    nodes: list[Node] = []
    position = past_space(text, 0)
    while position < len(text) or not values:
        value, end = _decode(text, position)
        values.append(value)
        nodes.append(Node(text, position, end))
        position = past_space(text, end)
    if len(values) == 1:
        return values[0], nodes[0]
    stream = Node(text, 0, len(text))
    stream.members = dict(enumerate(nodes))
    return values, stream


def _decode(text: str, position: int) -> tuple[Any, int]:
    try:
        return DECODER.raw_decode(text, position)
    except json.JSONDecodeError as e:
        sentence = f"the JSON breaks off at line {e.lineno}, column {e.colno}: {e.msg}"
    except RecursionError:
        sentence = "the JSON is nested too deeply to be a transcript"
    except ValueError as e:  # a whole number of thousands of digits
        sentence = f"the JSON has a number that cannot be read: {e}"
    raise TranscriptError(f"{sentence}; give the file as the recognizer has written it") from None
