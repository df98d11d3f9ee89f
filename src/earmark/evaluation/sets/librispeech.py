"""LibriSpeech, with the biasing lists of Le et al. 2021 where they are given.

A part (``test-clean``) holds ``SPEAKER/CHAPTER/SPEAKER-CHAPTER.trans.txt``, a line ``ID TEXT`` for each
``ID.flac`` beside it. A list file (fbai-speech, ``is21_deep_bias/ref/test-clean.biasing_100.tsv``) has four
columns: id, text, the utterance's rare words and its biasing list, both as JSON.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from earmark.errors import ManifestError
from earmark.evaluation.sets.common import Row, SetOptions, read_lines, the_only

_SIZE = re.compile(r"biasing_(\d+)")


def librispeech(folder: Path, options: SetOptions) -> list[Row]:
    """A row for each utterance of a part; lists stand under ``words_100`` and the like, rare words once.

    Raises:
        ManifestError: no transcripts there, or a list file that lacks an utterance or has another form.
    """
    part = folder / options.split if options.split else folder
    texts = the_only(list(part.glob("*/*/*.trans.txt")), part, "SPEAKER/CHAPTER/*.trans.txt")
    rows: dict[str, Row] = {}
    for path in texts:
        for line in read_lines(path):
            name, _, text = line.partition(" ")
            if text:
                audio = str((path.parent / f"{name}.flac").resolve())
                rows[name] = {"id": name, "audio": audio, "text": text, "speaker": name.partition("-")[0]}
    for path in options.lists:
        _add_lists(rows, path)
    return list(rows.values())


def _add_lists(rows: dict[str, Row], path: Path) -> None:
    size = _SIZE.search(path.name)
    field = f"words_{size[1]}" if size else f"words_{path.stem}"
    found = 0
    for number, line in enumerate(read_lines(path), start=1):
        cells = line.split("\t")
        try:
            name, _, rare, listed = cells
            words = {"rare": json.loads(rare), field: json.loads(listed)}
        except ValueError as error:
            raise ManifestError(
                f"{path}, line {number} has {len(cells)} columns or no JSON ({error}): expected id, text, "
                "rare words and biasing list, as fbai-speech writes them"
            ) from None
        if name in rows:
            rows[name].update(words)
            found += 1
    if found < len(rows):
        raise ManifestError(
            f"{path} has lists for {found} of {len(rows)} utterances: give the file of the same part"
        )
