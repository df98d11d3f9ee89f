"""List views: stored lists as JSON and as tables."""

from __future__ import annotations

import csv
import io
from typing import Any

from earmark.biasing import Word, WordList
from earmark.biasing.formats import COLUMNS
from earmark.serve.list_content import FORMULA, GUARD
from earmark.serve.store import ListHead

# A spreadsheet runs a cell that begins so as a formula. A quote before it makes it text, as OWASP advises.


def head_view(head: ListHead) -> dict[str, Any]:
    """Return a list without its words."""
    return {
        "id": head.id,
        "object": "word_list",
        "name": head.name,
        "version": head.version,
        "etag": head.etag,
        "entries": head.state.entries,
        "created": head.created.isoformat(),
        "changed": head.state.created.isoformat(),
    }


def word_view(word: Word) -> dict[str, Any]:
    """Return an entry with the fields that it has."""
    fields = {
        "phrase": word.text,
        "display_as": word.display_as,
        "sounds_like": list(word.sounds_like),
        "ipa": list(word.ipa),
    }
    return {name: value for name, value in fields.items() if value} | {"weight": word.weight}


def as_csv(words: WordList) -> str:
    """Return a table that no spreadsheet runs anything of."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(COLUMNS)
    for word in words:
        texts = (word.text, word.display_as or "", "|".join(word.sounds_like), "|".join(word.ipa))
        table.writerow([*map(_safe, texts), f"{word.weight:g}"])
    return file.getvalue()


def _safe(cell: str) -> str:
    return f"{GUARD}{cell}" if cell.startswith(FORMULA) else cell
