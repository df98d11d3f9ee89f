"""Word list files: text, CSV and TSV tables, JSON, vCard; UTF-8 with or without a byte order mark."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

from earmark.biasing.formats.items import COLUMNS, WRAPPER, Entries, column_of, read_items, read_json
from earmark.biasing.formats.table import delimiter_of, is_amazon, read_csv, read_tsv
from earmark.biasing.formats.text import is_comment, is_table, read_text, typical_score
from earmark.biasing.formats.vcard import read_vcard
from earmark.biasing.problems import Problems
from earmark.checks import meant
from earmark.errors import WordListError

__all__ = [
    "COLUMNS", "WRAPPER", "Entries", "column_of", "delimiter_of", "is_amazon", "is_comment", "is_table",
    "looks_like_a_path", "read_content", "read_entries", "read_items", "typical_score",
]  # fmt: skip

_READERS: dict[str, Callable[[str, Problems], Entries]] = {
    "": read_text,
    ".txt": read_text,
    ".csv": read_csv,
    ".tsv": read_tsv,
    ".json": read_json,
    ".vcf": read_vcard,
}


def looks_like_a_path(text: str) -> bool:
    """Whether ``text`` has a folder in it, or ends like a file."""
    return "/" in text or "\\" in text or bool(Path(text).suffix and " " not in Path(text).suffix)


def read_entries(path: Path, problems: Problems) -> Entries:
    """The words of a file with their places; what cannot be used goes to ``problems``.

    Raises:
        WordListError: the file as a whole cannot be read.
    """
    suffix = path.suffix.lower()
    if path.is_dir():
        raise WordListError(f"{path} is a folder; give a word list file")
    if not path.exists():
        if str(path) == "-":
            raise WordListError("word list - does not exist; give /dev/stdin to read standard input")
        raise WordListError(f"word list {path} does not exist{meant(path) or '; check the path'}")
    check_suffix(path, suffix)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise WordListError(f"{path} cannot be read: {error.strerror or error}") from error
    return read_content(data, path, problems)


def check_suffix(path: str | Path, suffix: str) -> None:
    """Refuse a kind of file that holds no word list.

    Raises:
        WordListError: its ending is another one.
    """
    if suffix not in _READERS:
        raise WordListError(
            f"{path}: word lists of type '{suffix}' are not read; save it as .txt, .csv, .tsv, .json or .vcf"
        )


def read_content(data: bytes, path: Path, problems: Problems) -> Entries:
    """The words in the bytes of a file; ``path`` names it in messages, and its ending is its format.

    Raises:
        WordListError: the file as a whole cannot be read.
    """
    suffix = path.suffix.lower()
    check_suffix(path, suffix)
    return _READERS[suffix](_decode(data, path), problems)


def _decode(data: bytes, path: Path) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise WordListError(f"{path} is UTF-16 text; save it as UTF-8")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise WordListError(
            f"{path} line {line}: holds a zero byte, so it is not text; save the list as UTF-8 text"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WordListError(
            f"{path} line {line}: byte 0x{data[error.start]:02x} is not UTF-8; "
            "save the file as UTF-8 (it may be Latin-1 or Windows-1252)"
        ) from error
