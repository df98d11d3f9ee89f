"""Techniques 1 and 2, adaptive boosting and the class of the language model, by length of list.

    python benchmarks/techniques.py --data ../shared/data --work runs/accuracy

Writes docs/techniques.md. Uses the emissions that benchmarks/accuracy.py keeps, or computes them.
"""

from __future__ import annotations

from typing import Any

from accuracy import DISTRACTORS, ROOT, Row, common_parser, machine, measure, percent

TECHNIQUES: dict[str, dict[str, Any]] = {  # row -> decode options
    "no list": {"biasing": "off", "class_token": False},
    "1, boosting": {"biasing": "adaptive", "class_token": False},
    "2, class": {"biasing": "off", "class_token": True},
    "1 and 2": {"biasing": "adaptive", "class_token": True},
}
SIZES = (10, 100, 1000, 10_000)  # distractors beside all entities of the set


def main() -> None:
    """Measure every technique with every list and write the tables."""
    arguments = common_parser(__doc__).parse_args()

    def figures(row: Row, options: dict[str, Any]) -> dict[str, Any]:
        return measure(row, arguments.data, arguments.work, arguments.model, options)

    named, read = [], []
    for name, options in TECHNIQUES.items():
        for size in SIZES:
            found = figures(Row("synthetic-entities-dev", "entities", size), options)
            entities, spans = found["entities"], found["intervals"]
            cells = [
                f"{size:,}", name,
                *(percent(entities[key], None) for key in ("precision", "recall")),
                percent(entities["f1"], spans["entities"]["f1"]), percent(found["wer"], spans["wer"]),
            ]  # fmt: skip
            named.append("| " + " | ".join(cells) + " |")
            print(named[-1], flush=True)
        rare = figures(Row("librispeech-dev", "words_1000"), options)
        never = figures(Row("librispeech-dev", "never", 1000), options)
        cells = [
            name,
            *(percent(rare[key], rare["intervals"][key]) for key in ("b_wer", "u_wer")),
            percent(never["wer"], never["intervals"]["wer"]), f"{never['false_alarms_per_hour']:.1f}",
        ]  # fmt: skip
        read.append("| " + " | ".join(cells) + " |")
        print(read[-1], flush=True)
    (ROOT / "docs" / "techniques.md").write_text(as_markdown(named, read), encoding="utf-8")


def as_markdown(named: list[str], read: list[str]) -> str:
    """The page."""
    by_size = sorted(named, key=lambda line: int(line.split("|")[1].replace(",", "")))
    return f"""# Techniques 1 and 2

Written by `python benchmarks/techniques.py --data DATA`; do not edit. Machine: {machine()}. Bundled model,
language model and pronunciations; percent, 95 % bootstrap intervals in brackets.

Technique 1 pays listed words token by token where the sound is near (adaptive boosting). Technique 2 changes
what the language model says alone: a listed word that it does not know, or knows less well than its class of
rare words, counts as one of that class, which is shared out among the
entries of the list. *No list* decodes without the list and is scored against it.

## Names and terms: synthetic-entities-dev, list of all its entities and distractors

Distractors are drawn from {", ".join(DISTRACTORS)}.

| distractors | technique | precision | recall | entity F1 | WER |
|---|---|---|---|---|---|
{chr(10).join(by_size)}

## Read books: librispeech-dev, each clip with its `words_1000`; and with 1,000 names that nobody says

| technique | B-WER | U-WER | never spoken: WER | false alarms an hour |
|---|---|---|---|---|
{chr(10).join(read)}
"""


if __name__ == "__main__":
    main()
