"""Add a word to a word list file: in the file's own format, all at once or not at all, and nothing lost."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from earmark.biasing.formats import (
    COLUMNS,
    WRAPPER,
    column_of,
    delimiter_of,
    is_amazon,
    is_comment,
    is_table,
    read_entries,
    typical_score,
)
from earmark.biasing.list_file import SUFFIX, is_list_file
from earmark.biasing.problems import Problems
from earmark.biasing.word import Word
from earmark.errors import WordListError

Done = Literal["added", "changed", "added to a new file"]

_BOM = "\ufeff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")  # as word lists count them


def add_word(
    path: str | Path, word: Word, check: Callable[[Word], object] = lambda word: None
) -> tuple[Word, Done]:
    """Write ``word`` into the list at ``path``, which is made if it does not exist.

    An entry of the same text and display form gets the new pronunciations beside its own. ``check`` is given
    the entry as it will stand there, and raises where it should not.

    Returns:
        The entry as it stands in the list now, and what was done for it.

    Raises:
        WordListError: the file cannot be used as it is, or its format cannot hold the word; it is then
            left as it was.
    """
    path = Path(path).resolve()
    if is_list_file(path) or path.suffix == SUFFIX:
        raise WordListError(
            f"{path} is a compiled list, to which no word can be added: add it to the list that was compiled "
            "and run `earmark words compile` again"
        )
    if not path.parent.is_dir():
        raise WordListError(f"the folder of {path} does not exist; create it first")
    existed = path.exists()
    before = _entries(path) if existed and path.stat().st_size else []
    text = path.read_bytes().decode("utf-8") if existed else ""
    mark, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    same = [(place, w) for place, w in before if (w.text, w.display) == (word.text, word.display)]
    place, known = same[0] if same else (None, None)
    if known is not None:
        word = _merged(known, word)
    check(word)
    changed = _writer(path, text)(text, word, place)
    expected = [word if at == place else w for at, w in before] + ([word] if place is None else [])
    _replace(path, mark + changed, expected)
    return word, "changed" if known is not None else "added" if existed else "added to a new file"


def _merged(known: Word, word: Word) -> Word:
    """Add the pronunciations and the weight of ``word`` to the entry of the list."""
    return replace(
        known,
        sounds_like=tuple(dict.fromkeys((*known.sounds_like, *word.sounds_like))),
        ipa=tuple(dict.fromkeys((*known.ipa, *word.ipa))),
        weight=known.weight if word.weight == 1.0 else word.weight,
    )


def _entries(path: Path) -> list[tuple[int, Word]]:
    problems = Problems(str(path), "line")
    entries = read_entries(path, problems)
    problems.check()
    return entries


def _writer(path: Path, text: str) -> Callable[[str, Word, int | None], str]:
    suffix = path.suffix.lower()
    if suffix == ".json":
        return _into_json
    if suffix == ".tsv" or (suffix in ("", ".txt") and is_table(text)):
        return lambda text, word, place: _into_table(text, word, place, "\t", is_text=suffix != ".tsv")
    if suffix == ".csv":
        return lambda text, word, place: _into_table(text, word, place, delimiter_of(text))
    if suffix in ("", ".txt"):
        return lambda text, word, place: _into_text(path, text, word, place)
    raise WordListError(
        f"{path}: words cannot be added to files of type '{suffix}'; "
        "add them to a .csv, .tsv, .json or .txt list"
    )


def _into_text(path: Path, text: str, word: Word, place: int | None) -> str:
    if place is not None and not (word.ipa or word.sounds_like):
        return text
    if word.ipa or word.sounds_like or word.display_as is not None or word.weight != 1.0:
        raise WordListError(
            f"{path} is a text list, which has one phrase a line and no room for pronunciations, weights or "
            f"display forms: save it as {path.with_suffix('.csv').name} with a first line "
            "'phrase,display_as,sounds_like,ipa,weight', then add the word to that file"
        )
    scored = typical_score(text)
    score = "" if scored is None else f" :{scored:g}"
    return f"{_ended(text)}{word.text}{score}{_newline(text)}"


def _into_table(text: str, word: Word, place: int | None, delimiter: str, is_text: bool = False) -> str:
    """Only the header, where it lacks a column, and the word's own row are written anew."""
    end = _newline(text)
    lines = _LINE.findall(text) if text.strip() else [delimiter.join(COLUMNS) + end]
    start = next(
        i for i, line in enumerate(lines) if line.strip() and not (is_text and is_comment(line.strip()))
    )
    header = _cells(lines[start], delimiter)
    columns = [column_of(cell) for cell in header]
    values = {
        "phrase": word.text,
        "display_as": word.display_as or "",
        "sounds_like": "|".join(word.sounds_like),
        "ipa": "|".join(word.ipa),
        "weight": "" if word.weight == 1.0 else f"{word.weight:g}",
    }
    if is_amazon(header) or (is_text and len(header) == 1):
        values["phrase"] = word.text.replace(" ", "-")  # as Amazon Transcribe writes spaces
    lacking = [name for name in COLUMNS if values[name] and name not in columns]
    if lacking:
        lines[start] = _row([*(cell.strip() for cell in header), *lacking], delimiter, end)
    row = _row([values[name] if name else "" for name in (*columns, *lacking)], delimiter, end)
    if place is None:
        return _ended("".join(lines)) + row
    last = place - 1 + _row_lines(lines[place - 1 :], delimiter)
    return "".join([*lines[: place - 1], row, *lines[last:]])


def _row_lines(lines: Sequence[str], delimiter: str) -> int:
    """How many lines the row takes that begins with the first: a quoted cell may hold line ends."""
    if delimiter == "\t":
        return 1
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    next(reader)
    return reader.line_num


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter == "\t":
        return line.rstrip("\r\n").split(delimiter)
    return next(csv.reader([line], delimiter=delimiter))


def _row(cells: Sequence[str], delimiter: str, end: str) -> str:
    if delimiter == "\t":
        return delimiter.join(cells) + end
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator=end).writerow(cells)
    return written.getvalue()


def _into_json(text: str, word: Word, place: int | None) -> str:
    data = json.loads(text) if text.strip() else []
    items = data[WRAPPER] if isinstance(data, dict) and set(data) == {WRAPPER} else data
    item = _json_item(word)
    if isinstance(items, dict):
        fields = item if isinstance(item, dict) else {}
        items[word.text] = fields.get("weight", 1.0) if fields.keys() <= {"phrase", "weight"} else fields
        return _dumped(text, data)
    if place is None:
        items.append(item)
    elif isinstance(item, dict) and isinstance(items[place - 1], dict):
        items[place - 1] = _json_updated(items[place - 1], item)
    else:
        items[place - 1] = item
    return _dumped(text, data)


def _dumped(text: str, data: Any) -> str:
    """JSON in the layout of ``text``."""
    indent = re.search(r"\n([ \t]+)", text)
    multiline = "\n" in text.strip() or not text.strip()
    dumped = json.dumps(data, ensure_ascii=False, indent=(indent[1] if indent else 2) if multiline else None)
    return dumped.replace("\n", _newline(text)) + (_newline(text) if text[-1:] in ("", "\n") else "")


def _json_item(word: Word) -> Any:
    fields: dict[str, Any] = {"phrase": word.text}
    if word.display_as is not None:
        fields["display_as"] = word.display_as
    for name, values in (("sounds_like", word.sounds_like), ("ipa", word.ipa)):
        if values:
            fields[name] = list(values) if len(values) > 1 else values[0]
    if word.weight != 1.0:
        fields["weight"] = word.weight
    return fields if len(fields) > 1 else word.text


def _json_updated(known: dict[str, Any], item: dict[str, Any]) -> dict[str, Any]:
    """The object under its own keys, in its own order."""
    keys = {column_of(key): key for key in known}
    return known | {keys.get(name, name): value for name, value in item.items()}


def _ended(text: str) -> str:
    return text if not text or text.endswith(("\n", "\r")) else text + _newline(text)


def _newline(text: str) -> str:
    found = re.search(r"\r\n|\r|\n", text)
    return found[0] if found else "\n"


def _replace(path: Path, text: str, expected: Sequence[Word]) -> None:
    """Replace the file by ``text`` once it reads back as ``expected``."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if [word for _, word in _entries(written)] != list(expected):
            raise WordListError(
                f"{path} would not read back as it was with the word added, so it was left alone: "
                "add the word with an editor"
            )
        written.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(written, path)
    finally:
        written.unlink(missing_ok=True)
