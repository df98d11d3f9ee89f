"""Measure the bundled model on every development set: greedy, search alone, language model, lists.

    python -m benchmarks.studies.accuracy --data ../shared/data

Writes docs/figures/accuracy.json and accuracy.md, and the tables of README.md and of the model's card.
Emissions are computed once for each model and kept in the work folder: empty it after a change to reading or
cutting of audio.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import GREEDY, NO_LM, Bench, Case, slim
from benchmarks.common.page import (
    BRACKETS,
    fill,
    hourly,
    page,
    percent,
    section,
    table,
    write_page,
    write_report,
)  # fmt: skip
from benchmarks.common.rows import ROOT
from benchmarks.common.sets import ACCENTS, BOOKS, NAMES

STUDY = "studies.accuracy"
HEAD = ("list", "WER", "U-WER", "B-WER", "precision", "recall", "entity F1", "FA/h")
CARD = "src/earmark/models/english/README.md"
README = {  # rows of the README's table
    (BOOKS, None, "no list, greedy"), (BOOKS, None, "no list, beam"), (BOOKS, None, "words_100"),
    (BOOKS, None, "1,000 never spoken"), (NAMES, None, "no list, beam"),
    (NAMES, None, "all entities + 1,000"), (NAMES, None, "all entities + 10,000"),
    (ACCENTS, "age>=16", "no list, beam"),
}  # fmt: skip


def main() -> None:
    """Measure every row, then write the pages."""
    parser = common_parser(__doc__)
    parser.add_argument("--only", metavar="SET", help="rows of this set only; nothing is written")
    arguments = parser.parse_args()
    bench = Bench.of(arguments)
    rows = [bench.row(case) for case in cases() if arguments.only in (None, case.set)]
    if arguments.limit is not None or arguments.only is not None:
        print(as_markdown(rows))
        return
    write_report("accuracy", STUDY, slim(rows))
    write_page("accuracy", as_markdown(rows))
    fill(ROOT / "README.md", beside_sets([row for row in rows if _key(row) in README]))
    fill(ROOT / CARD, beside_sets([row for row in rows if row["words"] == "none"]))


def cases() -> Iterator[Case]:
    """List every row, set by set."""
    yield from without_list(BOOKS)
    for words, size in (("words_100", 0), ("words_1000", 0), ("never", 1000), ("never", 10_000)):
        yield _named(Case(BOOKS, words, size))
    yield from without_list(NAMES)
    for size in (0, 100, 1000, 10_000):
        yield _named(Case(NAMES, "entities", size))
    for condition in ("age>=16", "age<16"):
        yield from without_list(ACCENTS, condition)


def without_list(name: str, condition: str | None = None) -> Iterator[Case]:
    """Decode greedily, by the search alone, and with the language model."""
    for decoder, resources in (("greedy", GREEDY), ("beam alone", NO_LM), ("beam", {})):
        yield Case(name, name=f"no list, {decoder}", resources=resources, bias=False, condition=condition)


def _named(case: Case) -> Case:
    return Case(case.set, case.words, case.size, name=case.listed)


def _key(row: dict[str, Any]) -> tuple[str, str | None, str]:
    return row["set"], row["condition"], row["name"]


def cells(row: dict[str, Any]) -> list[str]:
    """A row of a table."""
    spans, entities = row["intervals"], row["entities"]
    return [
        row["name"], percent(row["wer"], spans["wer"]), percent(row["u_wer"]), percent(row["b_wer"]),
        percent(entities["precision"]), percent(entities["recall"]),
        percent(entities["f1"], spans["entities"]["f1"]), hourly(row["false_alarms_per_hour"]),
    ]  # fmt: skip


def _set_of(row: dict[str, Any]) -> str:
    return row["set"] + (f", {row['condition']}" if row["condition"] else "")


def beside_sets(rows: Sequence[dict[str, Any]]) -> str:
    """Write a table of rows of several sets."""
    return table(("development set", *HEAD), ([_set_of(row), *cells(row)] for row in rows))


def as_markdown(rows: Sequence[dict[str, Any]]) -> str:
    """Write all rows, a table for each set."""
    sections = [
        section(f"{name} ({part[0]['utterances']} utterances)", table(HEAD, map(cells, part)))
        for name, group in groupby(rows, key=_set_of)
        for part in [list(group)]
    ]
    about = f"Development sets: the README of the data describes them. {BRACKETS}"
    return page("Accuracy of the bundled model", STUDY, about, *sections)


if __name__ == "__main__":
    main()
