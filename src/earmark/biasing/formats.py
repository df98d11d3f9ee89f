"""Word list files: text, CSV and TSV tables, JSON, vCard; UTF-8 with or without a byte order mark."""

from __future__ import annotations

import codecs
import csv
import json
import quopri
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from earmark.biasing.problems import Problems
from earmark.biasing.word import Word
from earmark.errors import WordListError

Entries = list[tuple[int, Word]]  # place (line or item, from 1) and word

COLUMNS = ("phrase", "display_as", "sounds_like", "ipa", "weight")
_COLUMN_OF = {name.replace("_", ""): name for name in COLUMNS} | {"text": "phrase"}
_EXAMPLE = "the columns are phrase, display_as, sounds_like, ipa, weight"


def read_entries(path: Path, problems: Problems) -> Entries:
    """The words of a file with their places; what cannot be used goes to ``problems``.

    Raises:
        WordListError: the file as a whole cannot be read.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        raise WordListError(f"{path} is a folder; give a word list file")
    if not path.exists():
        raise WordListError(f"word list {path} does not exist; check the path")
    if suffix not in _READERS:
        raise WordListError(
            f"{path}: word lists of type '{suffix}' are not read; save it as .txt, .csv, .tsv, .json or .vcf"
        )
    return _READERS[suffix](_decode(path), problems)


def _decode(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WordListError(f"{path} cannot be read: {error.strerror or error}") from error
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise WordListError(f"{path} is UTF-16 text; save it as UTF-8")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise WordListError(
            f"{path} line {line}: holds a zero byte, so it is no text; save the list as UTF-8 text"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WordListError(
            f"{path} line {line}: byte 0x{data[error.start]:02x} is not UTF-8; "
            "save the file as UTF-8 (it may be Latin-1 or Windows-1252)"
        ) from error


def _lines(text: str) -> list[str]:
    """Lines as editors count them; str.splitlines would also cut at form feeds and U+2028."""
    return re.split(r"\r\n|\r|\n", text)


def _read_text(text: str, problems: Problems) -> Entries:
    lines = _lines(text)
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    if "\t" in first and "phrase" in first.lower().split("\t"):
        return _read_table(text, problems, "\t")  # Amazon Transcribe tables are .txt files
    entries: Entries = []
    for place, line in enumerate(lines, 1):
        phrase = line.strip()
        if not phrase or phrase.startswith("#"):
            continue
        if "\t" in phrase:
            problems.add(place, "holds a tab; write one phrase a line, or a .tsv table with a header")
            continue
        with problems.at(place):
            entries.append((place, Word(phrase)))
    return entries


def _read_csv(text: str, problems: Problems) -> Entries:
    header = next((line for line in _lines(text) if line.strip()), "")
    # Spreadsheets in countries with a decimal comma separate by semicolon.
    delimiter = max(",;\t", key=header.count) if any(d in header for d in ";\t") else ","
    return _read_table(text, problems, delimiter)


def _read_tsv(text: str, problems: Problems) -> Entries:
    return _read_table(text, problems, "\t")


def _read_table(text: str, problems: Problems, delimiter: str) -> Entries:
    rows = _rows(text, delimiter, problems)
    place, header = next(rows, (0, []))
    if not header:
        return []
    columns = _columns(header, place, problems)
    amazon = any(cell.strip().lower() in {"soundslike", "displayas"} for cell in header)
    entries: Entries = []
    for place, cells in rows:
        if any(cell.strip() for cell in cells[len(columns) :]):
            problems.add(
                place,
                f"has {len(cells)} cells, the header {len(columns)}; put quotes around a cell that holds "
                f"{'a tab' if delimiter == chr(9) else repr(delimiter)}",
            )
            continue
        fields = {name: cell for name, cell in zip(columns, cells, strict=False) if cell.strip()}
        if amazon and "phrase" in fields:
            fields["phrase"] = fields["phrase"].replace("-", " ")  # Transcribe writes spaces as hyphens
        with problems.at(place):
            entries.append((place, _word(fields)))
    return entries


def _rows(text: str, delimiter: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with the line it starts on."""
    # A tab-separated cell may hold quotes as they are (Amazon tables do): only commas need quoting.
    lines = (f"{line}\n" for line in _lines(text))
    if delimiter == "\t":
        reader = csv.reader(lines, delimiter=delimiter, strict=True, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.add(start, f"is no readable table row ({error}); check its quotes")
            return  # the rest of the file belongs to an unclosed quote
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1


def _columns(header: list[str], place: int, problems: Problems) -> list[str]:
    columns = [column_of(cell) for cell in header]
    unknown = [cell.strip() for cell, name in zip(header, columns, strict=True) if name is None]
    if "phrase" not in columns:
        found = ", ".join(repr(cell.strip()) for cell in header[:6])
        raise WordListError(
            f"{problems.source} line {place}: the header has no column 'phrase', found {found}; "
            f"begin the table with a header line, {_EXAMPLE}"
        )
    if unknown:
        raise WordListError(
            f"{problems.source} line {place}: unknown column{'s' * (len(unknown) > 1)} "
            f"{', '.join(map(repr, unknown))}; {_EXAMPLE}"
        )
    known = [name for name in columns if name is not None]
    twice = next((name for name in known if known.count(name) > 1), None)
    if twice:
        raise WordListError(
            f"{problems.source} line {place}: column '{twice}' stands twice; keep one of them"
        )
    return known


def column_of(name: str) -> str | None:
    """The field that a header or a key means, however it is written; None for none."""
    return _COLUMN_OF.get(re.sub(r"[\s_-]", "", name).lower())


def _word(fields: Mapping[str, object]) -> Word:
    """A Word of column names and values; missing means default."""
    if not fields.get("phrase"):
        raise WordListError("the phrase is empty; write a word or phrase, or remove the entry")
    renamed = {("text" if name == "phrase" else name): value for name, value in fields.items()}
    return Word(**renamed)  # type: ignore[arg-type]  # Word checks every field's type itself


def _read_json(text: str, problems: Problems) -> Entries:
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
    if isinstance(data, dict):
        if set(data) != {"words"}:
            raise WordListError(
                f"{problems.source}: the object has the keys {sorted(data)}, "
                "expected only 'words' with the list"
            )
        data = data["words"]
    if not isinstance(data, list):
        raise WordListError(f"{problems.source}: holds one {type(data).__name__}, expected a list of words")
    entries: Entries = []
    for place, item in enumerate(data, 1):
        with problems.at(place):
            entries.append((place, _json_word(item)))
    return entries


def _json_word(item: object) -> Word:
    if isinstance(item, str):
        return Word(item)
    if not isinstance(item, dict):
        raise WordListError(f"{item!r} is neither text nor an object; {_EXAMPLE}")
    fields: dict[str, object] = {}
    for key, value in item.items():
        name = column_of(key)
        if name is None:
            raise WordListError(f"unknown key {key!r}; {_EXAMPLE}")
        if name in fields:
            raise WordListError(f"key '{name}' stands twice; keep one of them")
        if value is not None:
            fields[name] = value
    return _word(fields)


def _read_vcard(text: str, problems: Problems) -> Entries:
    """The formatted name (FN) of every card of an address book."""
    entries: Entries = []
    card, named = 0, True
    for place, line in _unfolded(text):
        name, _, value = line.partition(":")
        prop, *parameters = name.upper().split(";")
        prop = prop.rpartition(".")[2]  # "item1.FN" groups properties
        if prop == "BEGIN":
            card, named = place, False
        elif prop == "END" and not named:
            problems.add(card, "the card that begins here has no FN line; add one such as FN:Ada Lovelace")
        elif prop == "FN":
            named = True
            with problems.at(place):
                entries.append((place, Word(_vcard_text(value, parameters))))
    if card == 0:
        raise WordListError(
            f"{problems.source}: holds no BEGIN:VCARD line; export the address book as vCard again"
        )
    return entries


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines: a folded line goes on after a blank (RFC 6350) or after a quoted-printable ``=``."""
    start, whole = 1, ""
    for place, line in enumerate(_lines(text), 1):
        if whole.endswith("=") and "QUOTED-PRINTABLE" in whole.upper():
            whole = whole[:-1] + line
        elif whole and line[:1] in {" ", "\t"}:
            whole += line[1:]
        else:
            if whole:
                yield start, whole
            start, whole = place, line
    if whole:
        yield start, whole


def _vcard_text(value: str, parameters: list[str]) -> str:
    if any("QUOTED-PRINTABLE" in p for p in parameters):
        value = quopri.decodestring(value.encode()).decode("utf-8", errors="replace")
    return re.sub(r"\\([\\,;])", r"\1", value)


_READERS: dict[str, Callable[[str, Problems], Entries]] = {
    "": _read_text,
    ".txt": _read_text,
    ".csv": _read_csv,
    ".tsv": _read_tsv,
    ".json": _read_json,
    ".vcf": _read_vcard,
}
