"""Lines of JSON that ``earmark evaluate --write-transcripts`` writes, one an utterance."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import UtteranceScore


def write_lines(path: str | Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write a JSON object a line."""
    with Path(path).open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def line_of(score: UtteranceScore, utterance: Utterance) -> dict[str, Any]:
    """Describe a transcript and its counts."""
    row = {
        "id": score.id,
        "audio": str(utterance.audio),
        "reference": score.reference,
        "hypothesis": score.hypothesis,
        "errors": score.errors.errors,
        "words": score.errors.words,
        "entities_found": score.entities.found,
        "entities_missed": score.entities.missed,
        "false_alarms": score.entities.invented,
    }
    if score.damage is not None:
        row |= {
            "without_list": score.damage.without,
            "errors_without_list": score.damage.errors_without,
            "errors_with_list": score.damage.errors,
            "wrong_entries": score.damage.wrong,
            "capitals_changed": score.damage.capitals,
        }
    return row
