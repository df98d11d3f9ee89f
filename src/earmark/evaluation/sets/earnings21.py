"""Earnings-21: whole earnings calls with tagged entities, an oracle list and one with distractors.

The folder (``earnings21`` of revdotcom/speech-datasets) holds ``media/ID.mp3``,
``transcripts/nlp_references/ID.nlp`` and ``bias_lists/{oracle,distractor}_list.txt``. An ``.nlp`` file has a
token a line, columns split by ``|``; ``tags`` names its entities as ``['7:ORG']``.
"""

from __future__ import annotations

import ast
import csv
from pathlib import Path

from earmark.errors import ManifestError
from earmark.evaluation.sets.common import Row, SetOptions, read_lines, the_only, usable

NAMES = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "PRODUCT", "EVENT"})
COLUMNS = ("token", "punctuation", "tags")
LISTS = {"words_oracle": "oracle_list.txt", "words_distractor": "distractor_list.txt"}


def earnings21(folder: Path, options: SetOptions) -> list[Row]:
    """A row for each call; the lists, the same for all, are ``words_oracle`` and ``words_distractor``.

    Raises:
        ManifestError: files missing or of another form.
    """
    references = folder / "transcripts" / "nlp_references"
    lists = {}
    for field, name in LISTS.items():
        path = folder / "bias_lists" / name
        if path.is_file():
            lists[field] = usable([line.strip() for line in read_lines(path) if line.strip()])
    rows = []
    for path in the_only(list(references.glob("*.nlp")), references, "*.nlp"):
        text, entities = _transcript(path, options.types or NAMES)
        audio = folder / "media" / f"{path.stem}.mp3"
        row = {"id": path.stem, "audio": str(audio.resolve()), "text": text, "entities": entities}
        rows.append({**row, **lists})
    return rows


def _transcript(path: Path, wanted: frozenset[str]) -> tuple[str, list[dict[str, str]]]:
    """The text as written, and its entities of the wanted types, each phrase once."""
    rows = csv.DictReader(read_lines(path), delimiter="|", quoting=csv.QUOTE_NONE)
    lacking = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if lacking:
        raise ManifestError(
            f"{path} lacks the column {lacking[0]!r}: expected an .nlp file, whose first line is "
            "token|speaker|ts|endTs|punctuation|case|tags|wer_tags"
        )
    tokens: list[str] = []
    tagged: dict[str, list[str]] = {}  # "7:ORG" -> its tokens; an id is used once in a file
    for line, row in enumerate(rows, start=2):
        tokens.append(row["token"] + (row["punctuation"] or ""))
        for tag in _tags(row["tags"] or "[]", f"{path}, line {line}"):
            tagged.setdefault(tag, []).append(row["token"])
    phrases = {
        (" ".join(words), tag.partition(":")[2])
        for tag, words in tagged.items()
        if tag.partition(":")[2] in wanted
    }
    return " ".join(tokens), [{"text": phrase, "type": kind} for phrase, kind in sorted(phrases)]


def _tags(written: str, where: str) -> list[str]:
    try:
        return [str(tag) for tag in ast.literal_eval(written)]
    except (ValueError, SyntaxError, TypeError):
        raise ManifestError(f"{where} has tags={written[:60]!r}, expected a list like ['7:ORG']") from None
