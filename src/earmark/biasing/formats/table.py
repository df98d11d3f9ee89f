"""Tables: CSV with commas or semicolons, TSV, and the vocabulary tables of Amazon Transcribe."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from earmark.biasing.formats.items import EXAMPLE, Entries, column_of, field_of, word_of
from earmark.biasing.formats.lines import split_lines
from earmark.biasing.problems import Problems
from earmark.errors import WordListError

_AMAZON = frozenset({"soundslike", "displayas"})


def is_amazon(header: Sequence[str]) -> bool:
    """Whether a header is one of Amazon Transcribe, in whose phrases hyphens stand for spaces."""
    return any(cell.strip().lower() in _AMAZON for cell in header)


def delimiter_of(text: str) -> str:
    """What separates the cells of a CSV file: in countries with a decimal comma a semicolon."""
    header = next((line for line in split_lines(text) if line.strip()), "")
    return max(",;\t", key=header.count) if any(d in header for d in ";\t") else ","


def read_csv(text: str, problems: Problems) -> Entries:
    """The words of a table whose header shows what separates its cells."""
    return read_table(text, problems, delimiter_of(text))


def read_tsv(text: str, problems: Problems) -> Entries:
    """The words of a tab-separated table."""
    return read_table(text, problems, "\t")


def read_table(text: str, problems: Problems, delimiter: str, amazon: bool = False) -> Entries:
    """The words of a table with a header line.

    Args:
        text: the whole file.
        problems: collects rows that cannot be used.
        delimiter: between cells.
        amazon: hyphens of phrases stand for spaces, whatever the header.

    Raises:
        WordListError: the header cannot be used.
    """
    rows = _rows(text, delimiter, problems)
    place, header = next(rows, (0, []))
    if not header:
        return []
    columns = _columns(header, place, problems)
    fields_of = [field_of(name) for name in columns]
    amazon = amazon or is_amazon(header)
    entries: Entries = []
    for place, cells in rows:
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            problems.add(
                place,
                f"has {len(cells)} cells, the header {len(columns)}; put quotes around a cell that holds "
                f"{'a tab' if delimiter == chr(9) else repr(delimiter)}",
            )
            continue
        fields = {name: cell for name, cell in zip(fields_of, cells, strict=False) if cell.strip()}
        if amazon and "text" in fields:
            fields["text"] = fields["text"].replace("-", " ")  # Transcribe writes spaces as hyphens
        try:
            entries.append((place, word_of(fields)))
        except WordListError as error:
            problems.add(place, str(error))
    return entries


def _rows(text: str, delimiter: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold something, each with the line it starts on."""
    # A tab-separated cell may hold quotes as they are (Amazon tables do): only commas need quoting.
    lines = (f"{line}\n" for line in split_lines(text))
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
            problems.add(start, f"is not a readable table row ({error}); check its quotes")
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
            f"begin the table with a header line, {EXAMPLE}"
        )
    if unknown:
        raise WordListError(
            f"{problems.source} line {place}: unknown column{'s' * (len(unknown) > 1)} "
            f"{', '.join(map(repr, unknown))}; {EXAMPLE}"
        )
    known = [name for name in columns if name is not None]
    twice = next((name for name in known if known.count(name) > 1), None)
    if twice:
        raise WordListError(
            f"{problems.source} line {place}: column '{twice}' stands twice; keep one of them"
        )
    return known
