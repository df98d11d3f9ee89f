"""Common Voice: sentences that volunteers read.

The folder of a language (``cv-corpus-.../en``) holds ``test.tsv`` and the like, with columns ``client_id``,
``path``, ``sentence`` and what the speaker said of themselves, and the clips in ``clips/``.
"""

from __future__ import annotations

from pathlib import Path

from earmark.evaluation.sets.common import Row, SetOptions, read_table

ABOUT = ("age", "gender", "accents", "accent")  # kept where the release has them and they are filled in


def common_voice(folder: Path, options: SetOptions) -> list[Row]:
    """A row for each clip of a split, test unless said otherwise; the set has no entities.

    Raises:
        ManifestError: files missing or of another form.
    """
    table = folder / f"{options.split or 'test'}.tsv"
    rows = []
    for _, cells in read_table(table, ("client_id", "path", "sentence")):
        audio = folder / "clips" / cells["path"]
        row: Row = {
            "id": Path(cells["path"]).stem,
            "audio": str(audio.resolve()),
            "text": cells["sentence"],
            "speaker": cells["client_id"],
        }
        row.update({name: cells[name] for name in ABOUT if cells.get(name)})
        rows.append(row)
    return rows
