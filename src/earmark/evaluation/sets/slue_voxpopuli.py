"""SLUE-VoxPopuli: speeches of the European Parliament with named entities.

The folder holds ``slue-voxpopuli_dev.tsv`` and ``dev/ID.ogg`` (likewise fine-tune, test_blind). Entities
stand in ``normalized_ner`` as ``[['PERSON', 12, 9], ...]``: type, first character in ``normalized_text``, and
number of characters.
"""

from __future__ import annotations

import ast
from pathlib import Path

from earmark.errors import ManifestError
from earmark.evaluation.sets.common import Row, SetOptions, read_table

# Names; numbers, dates and laws are spelled with common words that no list is needed for.
NAMES = frozenset(
    {"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART", "LANGUAGE"}
)


def slue_voxpopuli(folder: Path, options: SetOptions) -> list[Row]:
    """A row for each utterance of a split (dev unless said otherwise), with its entities and their types.

    Raises:
        ManifestError: files missing or of another form.
    """
    split = options.split or "dev"
    table = folder / f"slue-voxpopuli_{split}.tsv"
    rows = []
    for line, cells in read_table(table, ("id", "normalized_text", "normalized_ner")):
        text = cells["normalized_text"]
        audio = folder / split.removesuffix("_blind") / f"{cells['id']}.ogg"
        row: Row = {"id": cells["id"], "audio": str(audio.resolve()), "text": text}
        row["speaker"] = cells.get("speaker_id") or "None"
        row["entities"] = _entities(cells["normalized_ner"], text, options, f"{table}, line {line}")
        rows.append(row)
    return rows


def _entities(written: str, text: str, options: SetOptions, where: str) -> list[dict[str, str]]:
    if written in ("", "None"):
        return []
    try:
        spans = [(str(kind), int(first), int(length)) for kind, first, length in ast.literal_eval(written)]
    except (ValueError, SyntaxError, TypeError):
        raise ManifestError(
            f"{where} has normalized_ner={written[:60]!r}, expected [['TYPE', first, length], ...]"
        ) from None
    wanted = options.types or NAMES
    return [
        {"text": text[first : first + length], "type": kind}
        for kind, first, length in spans
        if kind in wanted and text[first : first + length].strip()
    ]
