"""Entries as Python and JSON have them: texts, Words, objects with columns, and phrases with weights."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from earmark.biasing.problems import Problems
from earmark.biasing.word import Word
from earmark.checks import is_number
from earmark.errors import WordListError

Entries = list[tuple[int, Word]]  # place (line or item, from 1) and word

COLUMNS = ("phrase", "display_as", "sounds_like", "ipa", "weight")
EXAMPLE = "the columns are phrase, display_as, sounds_like, ipa, weight"
WRAPPER = "words"  # key of a JSON object whose value is the list

_COLUMN_OF = {name.replace("_", ""): name for name in COLUMNS} | {"text": "phrase"}


def column_of(name: str) -> str | None:
    """The field that a header or a key means, however it is written; None for none."""
    return _COLUMN_OF.get(re.sub(r"[\s_-]", "", name).lower())


def field_of(column: str) -> str:
    """The field of a Word that a column holds."""
    return "text" if column == "phrase" else column


def word_of(fields: Mapping[str, object]) -> Word:
    """A Word of its fields' names and values; missing means default.

    Raises:
        WordListError: a field cannot be used.
    """
    if not fields.get("text"):
        raise WordListError("the phrase is empty; write a word or phrase, or remove the entry")
    return Word(**fields)  # type: ignore[arg-type]  # Word checks every field's type itself


def read_items(items: Iterable[object], problems: Problems) -> Entries:
    """The words of a sequence, or of a mapping from phrases to weights."""
    if isinstance(items, Mapping):
        return _read_weights(items, problems)
    entries: Entries = []
    for place, item in enumerate(items, 1):
        if type(item) is Word:
            entries.append((place, item))
            continue
        try:
            entries.append((place, Word(item) if type(item) is str else _item(item)))
        except WordListError as error:
            problems.add(place, str(error))
    return entries


def read_json(text: str, problems: Problems) -> Entries:
    """The words of a JSON array, of ``{"words": [...]}``, or of an object from phrases to weights.

    Raises:
        WordListError: the text is not JSON, or holds something else.
    """
    problems.unit = "item"
    if not text.strip():
        return []
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise WordListError(
            f"{problems.source} line {error.lineno}: is not JSON ({error.msg}); "
            'write ["Fremont", {"phrase": "Zelenskyy", "weight": 1.5}]'
        ) from error
    if isinstance(data, dict) and set(data) == {WRAPPER} and isinstance(data[WRAPPER], dict | list):
        data = data[WRAPPER]
    if not isinstance(data, dict | list):
        raise WordListError(f"{problems.source}: holds one {type(data).__name__}, expected a list of words")
    return read_items(data, problems)


def _read_weights(weights: Mapping[object, object], problems: Problems) -> Entries:
    entries: Entries = []
    for place, (phrase, value) in enumerate(weights.items(), 1):
        try:
            entries.append((place, _weighted(phrase, value)))
        except WordListError as error:
            problems.add(place, str(error))
    return entries


def _weighted(phrase: object, value: object) -> Word:
    """A phrase with its weight, None for the usual one, or with an object of its other columns."""
    if isinstance(value, Mapping):
        return _item({"phrase": phrase, **value})
    if value is None:
        return _item({"phrase": phrase})
    if is_number(value):
        return _item({"phrase": phrase, "weight": value})
    raise WordListError(
        f"{phrase!r} has {value!r} in place of a weight; write a number, or a list of entries; {EXAMPLE}"
    )


def _item(item: object) -> Word:
    if isinstance(item, Word):
        return item
    if isinstance(item, str):
        return Word(item)
    if not isinstance(item, Mapping):
        kind = type(item).__name__
        raise WordListError(f"{item!r} is of type {kind}; write text, a Word or an object; {EXAMPLE}")
    fields: dict[str, object] = {}
    for key, value in item.items():
        name = column_of(key) if isinstance(key, str) else None
        if name is None:
            raise WordListError(f"unknown key {key!r}; {EXAMPLE}")
        if field_of(name) in fields:
            raise WordListError(f"key '{name}' stands twice; keep one of them")
        if value is not None:
            fields[field_of(name)] = value
    return word_of(fields)
