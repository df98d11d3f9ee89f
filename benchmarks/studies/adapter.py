"""Measure the contextual adapter alone and beside the other techniques, where it looks, and its cost.

    python -m benchmarks.studies.adapter --data ../shared/data

Writes docs/figures/adapter.json and adapter.md. ``--adapter FOLDER`` measures another adapter than the
bundled one and prints the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import GREEDY, Bench, Case, slim
from benchmarks.common.page import (
    BRACKETS,
    hourly,
    page,
    percent,
    section,
    table,
    write_page,
    write_report,
)  # fmt: skip
from benchmarks.common.sets import BOOKS, NAMES
from benchmarks.studies.adapter_attention import COST_HEAD, LOOKS_HEAD, cost, looks

STUDY = "studies.adapter"
SIZES = (100, 1000, 10_000, 100_000)  # distractors beside all entities of the set
READ = (("words_100", 0), ("words_1000", 0), ("never", 1000))
HEAD = ("set and list", "adapter", "WER", "U-WER", "B-WER", "precision", "recall", "entity F1", "FA/h")
Row = Mapping[str, Any]


def main() -> None:
    """Measure every part and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--adapter", metavar="FOLDER", help="another adapter; nothing is written")
    arguments = parser.parse_args()
    bench = Bench.of(arguments)
    other = {} if arguments.adapter is None else {"adapter": arguments.adapter}
    parts = {name: [bench.row(case) for case in _with(cases, other)] for name, cases in PARTS.items()}
    looked, costs = list(looks(bench, other)), list(cost(bench, other))
    text = as_markdown(parts, looked, costs)
    if arguments.limit is not None or other:
        print(text)
        return
    write_report("adapter", STUDY, slim(row for rows in parts.values() for row in rows))
    write_page("adapter", text)


def alone() -> Iterator[Case]:
    """Decode greedily, with and without the adapter."""
    for words, size in (("entities", SIZES[0]), *READ):
        name = NAMES if words == "entities" else BOOKS
        yield from _off_and_on(Case(name, words, size, resources=GREEDY))
    for size in SIZES[1:]:
        yield _on(Case(NAMES, "entities", size, resources=GREEDY))


def names() -> Iterator[Case]:
    """Beam search with all that the model's own settings switch on, without the adapter and with it."""
    for size in SIZES:
        yield from _off_and_on(Case(NAMES, "entities", size))


def books() -> Iterator[Case]:
    """The same on read books."""
    for words, size in READ:
        yield from _off_and_on(Case(BOOKS, words, size))


def _off_and_on(case: Case) -> Iterator[Case]:
    # greedy decoding takes no list without an adapter
    yield replace(case, name="no", options={"adapter.enabled": False}, bias=case.resources != GREEDY)
    yield _on(case)


def _on(case: Case) -> Case:
    return replace(case, name="yes", options={"adapter.enabled": True})


PARTS = {
    "Adapter alone, greedy decoding": list(alone()),
    "Beside the other techniques: beam search with the model's own settings": list(names()),
    "Beside the other techniques, read books": list(books()),
}


def _with(cases: Sequence[Case], resources: Mapping[str, Any]) -> list[Case]:
    return [replace(case, resources={**case.resources, **resources}) for case in cases]


def _cells(row: Row) -> list[str]:
    spans, entities = row["intervals"], row["entities"]
    return [
        f"{row['set']}, {row['listed']}", row["name"], percent(row["wer"], spans["wer"]),
        percent(row["u_wer"]), percent(row["b_wer"]), percent(entities["precision"]),
        percent(entities["recall"]), percent(entities["f1"], spans["entities"]["f1"]),
        hourly(row["false_alarms_per_hour"]),
    ]  # fmt: skip


def as_markdown(
    parts: Mapping[str, Sequence[Row]], looked: Sequence[Sequence[str]], costs: Sequence[Sequence[str]]
) -> str:
    """Make the page."""
    tables = [section(title, table(HEAD, map(_cells, rows))) for title, rows in parts.items()]
    return page(
        "The contextual adapter", STUDY, f"Development sets, bundled model. {BRACKETS}", *tables,
        section("Where it looks", table(LOOKS_HEAD, looked)),
        section("Cost, on one thread", table(COST_HEAD, costs)),
    )  # fmt: skip


if __name__ == "__main__":
    main()
