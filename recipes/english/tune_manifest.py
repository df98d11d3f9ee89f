"""One manifest to tune the bundled model's decode options on: clips without a list and with long ones.

    python recipes/english/tune_manifest.py --data ../shared/data --output runs/tune.jsonl
    earmark tune runs/tune.jsonl --words-field words_tune --emissions runs/tune --output runs/tuned.toml

Options tuned on one development set alone suit that set: those tuned without a list leave names unfound,
those tuned on names trust the language model too little. Development sets only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from earmark.evaluation.lists import build_lists
from earmark.evaluation.manifest import Condition, Utterance, load_manifest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT))
from benchmarks.common.arguments import common_parser  # noqa: E402
from benchmarks.common.sets import phrase_files, unpacked  # noqa: E402

NAMES = 1000  # in the list of names, beside those that are said


def main() -> None:
    """Write the manifest."""
    parser = common_parser(__doc__)
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    arguments = parser.parse_args()
    rows = list(make_rows(arguments))
    written = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    arguments.output.write_text(written, encoding="utf-8")
    print(f"{len(rows)} rows in {arguments.output}")


def make_rows(arguments: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The rows of all parts; those without a list have an empty one."""

    def load(name: str, *conditions: str) -> tuple[Utterance, ...]:
        chosen = tuple(Condition.parse(written) for written in conditions)
        return load_manifest(unpacked(name, arguments.data, arguments.work), chosen)

    read, named, accents = (
        load("librispeech-dev"), load("synthetic-entities-dev"), load("speechocean-dev", "age>=16"),
    )  # fmt: skip
    files = phrase_files(arguments.data)
    (listed, *_) = build_lists(named, from_entities=True, distractors=files, list_size=NAMES)
    names = [word.text for word in listed or ()]
    for part, utterances, words in (
        ("read", read, []),
        ("read-listed", read, None),
        ("named", named, names),
        ("accents", accents, []),
    ):
        for utterance in utterances:
            yield row(part, utterance, utterance.words_of("words_1000") if words is None else words)


def row(part: str, utterance: Utterance, words: Sequence[str]) -> dict[str, Any]:
    """One row; the same clip may stand in several parts."""
    return {
        "id": f"{part}/{utterance.id}",
        "audio": str(utterance.audio.resolve()),
        "text": utterance.text,
        "entities": list(utterance.entities or ()),
        "words_tune": list(words),
        "speaker": str((utterance.fields or {}).get("speaker", utterance.id)),
    }


if __name__ == "__main__":
    main()
