"""Documents: a text, a JSON text, or a parsed JSON, each with its changes."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from earmark.correction.formats.changes import (
    Assign,
    Change,
    Copied,
    Item,
    Path,
    Reitem,
    Replacement,
    Splice,
    replace_all,
)
from earmark.correction.formats.json_text import Node, escapes_foreign, parse, spell


class Document(Protocol):
    """A value that a format reads, and its changes in the spelling in which it came."""

    @property
    def value(self) -> Any:
        """The text, or the parsed JSON."""

    def apply(self, changes: Sequence[Change]) -> Document:
        """Return the document with changes; paths are those of this document."""

    def output(self) -> Any:
        """Return the document in the kind in which it came."""


class Text:
    """A text that is not JSON; its value is the text itself."""

    def __init__(self, text: str, prefix: str = "") -> None:
        self.text, self.prefix = text, prefix  # prefix: a byte order mark

    @property
    def value(self) -> str:
        """The text."""
        return self.text

    def apply(self, changes: Sequence[Change]) -> Text:
        """Return the text with splices of the root."""
        splices = [(c.start, c.end, c.text) for c in changes if isinstance(c, Splice)]
        return Text(replace_all(self.text, splices), self.prefix)

    def output(self) -> str:
        """Return the text with its byte order mark."""
        return self.prefix + self.text


class JsonText:
    """JSON as text. Changes are spelled into the source; all else stays byte for byte."""

    def __init__(self, text: str, prefix: str = "") -> None:
        self.text, self.prefix = text, prefix

    @cached_property
    def _parsed(self) -> tuple[Any, Node]:
        return parse(self.text)

    @property
    def value(self) -> Any:
        """The parsed text."""
        return self._parsed[0]

    def apply(self, changes: Sequence[Change]) -> JsonText:
        """Return the text with single values replaced."""
        root, ascii_only = self._parsed[1], escapes_foreign(self.text)
        replacements: list[Replacement] = []
        for change in changes:
            if isinstance(change, Splice):
                node = root.at(change.path)
                replacements.append(
                    node.replace_characters(change.start, change.end, change.text, ascii_only)
                )
            elif isinstance(change, Assign):
                node = root.at(change.path)
                replacements.append((node.start, node.end, spell(change.value, ascii_only)))
        for path, items in _arrays(changes).items():
            replacements += _replace_items(root.at(path), items, ascii_only)
        return JsonText(replace_all(self.text, replacements), self.prefix)

    def output(self) -> str:
        """Return the text with its byte order mark."""
        return self.prefix + self.text


def _arrays(changes: Sequence[Change]) -> dict[Path, dict[int, tuple[Item, ...]]]:
    arrays: dict[Path, dict[int, tuple[Item, ...]]] = defaultdict(dict)
    for change in changes:
        if isinstance(change, Reitem):
            arrays[change.path][change.index] = change.items
    return arrays


def _replace_items(
    array: Node, changed: Mapping[int, tuple[Item, ...]], ascii_only: bool
) -> list[Replacement]:
    nodes = list(array.members.values())
    separator = _separator(array, nodes)
    replacements: list[Replacement] = []
    for index, items in changed.items():
        if items:
            spelled = separator.join(_spell_item(array, item, ascii_only) for item in items)
            replacements.append((nodes[index].start, nodes[index].end, spelled))
    removed = sorted(index for index, items in changed.items() if not items)
    return replacements + [_remove(nodes, first, last) for first, last in _runs(removed)]


def _separator(array: Node, nodes: list[Node]) -> str:
    if len(nodes) > 1:
        return array.text[nodes[0].end : nodes[1].start]
    return "," + (array.text[array.start + 1 : nodes[0].start] or " ")


def _runs(indexes: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for index in indexes:
        if runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        else:
            runs.append((index, index))
    return runs


def _remove(nodes: list[Node], first: int, last: int) -> Replacement:
    """Take items out with the comma before them, or behind them at the start of the array."""
    if first > 0:
        return nodes[first - 1].end, nodes[last].end, ""
    return nodes[first].start, nodes[last + 1].start if last + 1 < len(nodes) else nodes[last].end, ""


def _spell_item(array: Node, item: Item, ascii_only: bool) -> str:
    template = array.members[item.template]
    replacements = []
    for path, value in item.values.items():
        place = template.at(path)
        spelled = (
            array.members[value.index].at(value.path).source
            if isinstance(value, Copied)
            else spell(value, ascii_only)
        )
        replacements.append((place.start - template.start, place.end - template.start, spelled))
    return replace_all(template.source, replacements)


class Parsed:
    """A parsed JSON: dictionaries and lists. Changes are made in a deep copy."""

    def __init__(self, value: Any) -> None:
        self._value = value

    @property
    def value(self) -> Any:
        """The parsed JSON."""
        return self._value

    def apply(self, changes: Sequence[Change]) -> Parsed:
        """Return a copy with changes; items of arrays come last, for they shift indexes."""
        holder = [copy.deepcopy(self.value)]
        strings: dict[Path, list[Replacement]] = defaultdict(list)
        for change in changes:
            if isinstance(change, Splice):
                strings[change.path].append((change.start, change.end, change.text))
            elif isinstance(change, Assign):
                _put(holder, change.path, change.value)
        for path, replacements in strings.items():
            _put(holder, path, replace_all(value_at(self.value, path), replacements))
        for path, items in _arrays(changes).items():
            _put(holder, path, _new_array(value_at(self.value, path), items))
        return Parsed(holder[0])

    def output(self) -> Any:
        """Return a deep copy."""
        return copy.deepcopy(self.value)


def value_at(value: Any, path: Path) -> Any:
    """Return the value at a path."""
    for key in path:
        value = value[key]
    return value


def _put(holder: list[Any], path: Path, value: Any) -> None:
    """Put a value at a path below the holder's only item; tuples on the way become lists."""
    container: Any = holder
    *way, last = (0, *path)
    for key in way:
        if isinstance(container[key], tuple):
            container[key] = list(container[key])
        container = container[key]
    container[last] = value


def _new_array(array: Sequence[Any], changed: Mapping[int, tuple[Item, ...]]) -> list[Any]:
    new: list[Any] = []
    for index, old in enumerate(array):
        new += (
            [_new_item(array, item) for item in changed[index]] if index in changed else [copy.deepcopy(old)]
        )
    return new


def _new_item(array: Sequence[Any], item: Item) -> Any:
    holder = [copy.deepcopy(array[item.template])]
    for path, value in item.values.items():
        if isinstance(value, Copied):
            value = copy.deepcopy(value_at(array[value.index], value.path))
        _put(holder, path, value)
    return holder[0]
