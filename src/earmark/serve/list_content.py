"""List content: bytes of a word list in any format, with or without a file's name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from earmark.biasing import WordList
from earmark.biasing.formats import column_of, is_table
from earmark.errors import WordListError

GUARD, FORMULA = "'", ("=", "+", "-", "@", "\t", "\r")  # before cells that a spreadsheet would run
TABLES = (".csv", ".tsv")
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
        words = WordList.read(data, f"words{suffix}")
        return _without_guards(words) if suffix in TABLES else words
    except RecursionError:
        raise WordListError("words is JSON with too many brackets in each other: give a flat list") from None


def _without_guards(words: WordList) -> WordList:
    """Take the quotes away that keep spreadsheets from running cells, such as those of our own tables."""
    read = [
        replace(
            word,
            text=_bare(word.text),
            display_as=None if word.display_as is None else _bare(word.display_as),
            sounds_like=tuple(map(_bare, word.sounds_like)),
            ipa=tuple(map(_bare, word.ipa)),
        )
        for word in words
    ]
    return words if read == list(words) else replace(WordList.of(read), notes=words.notes)


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(FORMULA) else cell


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
