"""Technique 5, other spellings of an entry's sounds: recall and precision by their number.

    python benchmarks/variants.py --data ../shared/data --work runs/accuracy

Writes docs/figures/variants.md. Uses the emissions that benchmarks/accuracy.py keeps, or computes them.
"""

from __future__ import annotations

import time
import warnings
from typing import Any

from accuracy import DISTRACTORS, ROOT, Row, common_parser, machine, measure, percent

from earmark import Recognizer, WordList
from earmark.evaluation.lists import build_lists
from earmark.evaluation.manifest import load_manifest

NUMBERS = (0, 1, 2, 5, 10, 20)
SIZE = 1000  # distractors beside all entities of the set
PREPARED = 2000  # of the list that is timed
SET = "synthetic-entities-dev"
SEARCHES: dict[str, dict[str, Any]] = {  # how the list is searched -> decode options
    "defaults": {},
    "without phones": {"phone_weight": 0.0, "word_search": False},
}


def main() -> None:
    """Measure every number of variants with every search and write the table."""
    arguments = common_parser(__doc__).parse_args()
    warnings.simplefilter("ignore", UserWarning)  # entries that sound alike are named for every list
    rows = []
    for name, options in SEARCHES.items():
        for number in NUMBERS:
            row, chosen = (
                Row(SET, "entities", SIZE, "adaptive"),
                {**options, "adapter": False, "variants": number},
            )
            found = measure(row, arguments.data, arguments.work, arguments.model, chosen)
            entities, spans = found["entities"], found["intervals"]
            cells = [
                name, str(number),
                *(percent(entities[key], None) for key in ("precision", "recall")),
                percent(entities["f1"], spans["entities"]["f1"]), percent(found["wer"], spans["wer"]),
            ]  # fmt: skip
            rows.append("| " + " | ".join(cells) + " |")
            print(rows[-1], flush=True)
    prepared = [f"| {number} | {seconds(arguments, number):.1f} |" for number in NUMBERS]
    (ROOT / "docs" / "figures" / "variants.md").write_text(as_markdown(rows, prepared), encoding="utf-8")


def seconds(arguments: Any, number: int) -> float:
    """Of preparing the list with so many variants for the first time."""
    utterances = load_manifest(arguments.work / SET / "manifest.jsonl")
    distractors = [arguments.data / "words" / f"{name}.txt.xz" for name in DISTRACTORS]
    words = build_lists(utterances, from_entities=True, distractors=distractors, list_size=PREPARED)[0]
    assert isinstance(words, WordList)
    recognizer = Recognizer(arguments.model, {"variants": number})
    began = time.perf_counter()
    recognizer.compile(words)
    return time.perf_counter() - began


def as_markdown(rows: list[str], prepared: list[str]) -> str:
    """The page."""
    return f"""# Technique 5: other spellings

Written by `python benchmarks/variants.py --data DATA`; do not edit. Machine: {machine()}. Bundled model,
language model and pronunciations, without the adapter; percent, 95 % bootstrap intervals in brackets.

An entry may also be written by spellings of what it sounds like (`variants` of them, likeliest
first, from the bundled graphones): each is one more path that leads to the entry's display form. Common words
are never used as one; lists of more than 20,000 entries have none. The list holds all entities of
{SET} and {SIZE:,} distractors from {", ".join(DISTRACTORS)}. They are off by default, and
[variants.md](../design/variants.md) says why.

| search | variants | precision | recall | entity F1 | WER |
|---|---|---|---|---|---|
{chr(10).join(rows)}

Preparing a list with {PREPARED:,} distractors for the first time:

| variants | seconds |
|---|---|
{chr(10).join(prepared)}
"""


if __name__ == "__main__":
    main()
