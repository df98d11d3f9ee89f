"""List content: bytes of a word list in any format, with or without a file's name."""

from __future__ import annotations

from pathlib import PurePath

from earmark.biasing import WordList
from earmark.biasing.formats import column_of, is_table
from earmark.errors import WordListError

CONTENT_TYPES = {
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/csv": ".csv",
    "application/vnd.ms-excel": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/directory": ".vcf",
}


def content_words(data: bytes, name: str | None = None, content_type: str | None = None) -> WordList:
    """Read a list.

    Args:
        data: of the list, UTF-8.
        name: of its file, whose ending tells the format; None where there is none.
        content_type: tells it where the name does not.

    Raises:
        WordListError: it holds no words, or cannot be read.
    """
    suffix = "" if name is None else PurePath(name.replace("\\", "/")).suffix.lower()
    if not suffix:
        kind = (content_type or "").partition(";")[0].strip().lower()
        suffix = CONTENT_TYPES.get(kind) or _suffix_by_content(data)
    try:
        return WordList.read(data, f"words{suffix}")
    except RecursionError:
        raise WordListError("words is JSON with too many brackets in each other: give a flat list") from None


def _suffix_by_content(data: bytes) -> str:
    start = data[:4096].decode("utf-8-sig", "replace").lstrip()
    if start.startswith(("[", "{")):
        return ".json"
    if start[:11].upper() == "BEGIN:VCARD":
        return ".vcf"
    if is_table(start):
        return ".txt"
    first = next(iter(start.splitlines()), "")
    for delimiter in ",;\t":
        cells = [column_of(cell.strip(' "')) for cell in first.split(delimiter)]
        if len(cells) > 1 and "phrase" in cells:
            return ".csv"
    return ".txt"
