"""Read public test sets from folders of this machine as manifest rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from earmark.evaluation.sets.common import Row, SetOptions
from earmark.evaluation.sets.common_voice import common_voice
from earmark.evaluation.sets.earnings21 import earnings21
from earmark.evaluation.sets.librispeech import librispeech
from earmark.evaluation.sets.slue_voxpopuli import slue_voxpopuli

SETS: dict[str, Callable[[Path, SetOptions], list[Row]]] = {
    "librispeech": librispeech,
    "slue-voxpopuli": slue_voxpopuli,
    "earnings21": earnings21,
    "common-voice": common_voice,
}


def write_manifest(rows: Sequence[Row], path: str | Path) -> None:
    """JSONL, as :func:`earmark.evaluation.manifest.load_manifest` reads it."""
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    Path(path).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
