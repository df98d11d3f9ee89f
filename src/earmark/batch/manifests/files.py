"""Files of rows: JSONL, CSV and Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from earmark.batch.locations import open_location
from earmark.batch.manifests.manifest import Numbered
from earmark.checks import cause
from earmark.errors import ManifestError

SEPARATORS = ",;\t"
ROWS_AT_ONCE = 1000  # of a Parquet file in memory
NUMBERS = ("offset", "duration")  # columns of tables that hold seconds
MARK = b"\xef\xbb\xbf"  # byte order mark


def read_jsonl(location: str) -> Iterator[Numbered]:
    """Yield the object of every line that is not blank."""
    with _opened(location) as file:
        for number, line in enumerate(file, start=1):
            if number == 1:
                line = line.removeprefix(MARK)
            if line.isspace():
                continue
            try:
                fields = json.loads(str(line, "utf-8"))
            except ValueError as error:
                raise ManifestError(
                    f"{location}, line {number} is not JSON ({error}): write one object a line"
                ) from None
            if not isinstance(fields, dict):
                raise ManifestError(
                    f"{location}, line {number} is a JSON {type(fields).__name__}, expected an object with "
                    "audio_filepath"
                )
            yield number, fields


def read_csv(location: str) -> Iterator[Numbered]:
    """Yield the rows of a table with a header: CSV, or separated by semicolons or tabs."""
    with _opened(location) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        try:
            header = text.readline()
            separator = max(SEPARATORS, key=header.count)
            names = next(csv.reader([header], delimiter=separator), [])
            names = [name.strip() for name in names]
            table = csv.reader(text, delimiter=separator)
            for cells in table:
                if cells:
                    fields = _of_cells(dict(zip(names, cells, strict=False)), location, table.line_num + 1)
                    yield table.line_num + 1, fields
        except (UnicodeDecodeError, csv.Error) as error:
            raise ManifestError(f"{location} is not a table in UTF-8 ({error}): save it as CSV") from None


def read_parquet(location: str) -> Iterator[Numbered]:
    """Yield the rows of a Parquet file."""
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ModuleNotFoundError:
        raise ManifestError(
            f"{location} is a Parquet file, which pyarrow reads: run pip install pyarrow"
        ) from None
    number = 0
    with _opened(location) as file:
        try:
            for batch in ParquetFile(file).iter_batches(ROWS_AT_ONCE):
                for fields in batch.to_pylist():
                    number += 1
                    yield number, _of_text(fields)
        except ArrowException as error:
            raise ManifestError(f"{location} is not a Parquet file ({error})") from None


@contextmanager
def _opened(location: str) -> Iterator[BinaryIO]:
    try:
        file = open_location(location)
    except OSError as error:
        raise ManifestError(
            f"the manifest {location!r} cannot be read ({cause(error)}): give a .jsonl, .csv or .parquet "
            "file, a folder or a glob"
        ) from None
    with file:
        yield file


def _of_cells(cells: dict[str, str], location: str, line: int) -> dict[str, Any]:
    """The fields of a table's row; empty cells are not given."""
    fields: dict[str, Any] = {name: cell for name, cell in cells.items() if cell.strip()}
    for name in NUMBERS:
        if name in fields:
            try:
                fields[name] = float(fields[name])
            except ValueError:
                raise ManifestError(
                    f"{location}, line {line} has {name}={fields[name]!r}, expected seconds"
                ) from None
    return _of_text(fields)


def _of_text(fields: dict[str, Any]) -> dict[str, Any]:
    """Parse entries and transcripts that a cell holds as JSON."""
    for name in ("words", "transcript"):
        value = fields.get(name)
        if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
            try:
                fields[name] = json.loads(value)
            except ValueError:
                continue  # "[music] hello" is a transcript
    return fields
