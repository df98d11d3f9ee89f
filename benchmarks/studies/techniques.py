"""Measure each technique alone, and each left out or added, by length of the list.

    python -m benchmarks.studies.techniques --data ../shared/data

Writes docs/figures/techniques.md; rows stay until the code that they depend on changes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench, Case
from benchmarks.common.page import BRACKETS, hourly, page, percent, section, table, write_page
from benchmarks.common.sets import BOOKS, DISTRACTORS, NAMES

STUDY = "studies.techniques"
# The list is there, and no technique uses it.
NOTHING = {"adapter.enabled": False, "boosting.mode": "off", "class_lm.enabled": False}
FIRST = {**NOTHING, "boosting.mode": "adaptive"}
SECOND = {**NOTHING, "class_lm.enabled": True, "second_pass.entry_search": False}
BOTH = {"adapter.enabled": False, "boosting.mode": "adaptive", "second_pass.entry_search": False}
RESCORED = {"rescoring.enabled": True}
LOOKED_UP = {"lookup.enabled": True}
NEAR = {**LOOKED_UP, "lookup.budget": 0.2}


@dataclass(frozen=True)
class Setting:
    """A row of the tables."""

    options: Mapping[str, Any] = field(default_factory=dict)  # changes of the model's own


GROUPS: dict[str, dict[str, Setting]] = {
    "Each alone, on top of beam search with the language model": {
        "nothing": Setting(NOTHING),
        "1, boosting": Setting(FIRST),
        "2, class": Setting(SECOND),
        "2 and entry search": Setting({"adapter.enabled": False, "boosting.mode": "off"}),
        "3, rescoring": Setting({**NOTHING, **RESCORED}),
        "4, lookup, exact": Setting({**NOTHING, **LOOKED_UP}),
        "4, lookup, budget 0.2": Setting({**NOTHING, **NEAR}),
        "5, five variants, with 1": Setting({**FIRST, "spellings.variants": 5}),
        "1 and 2, no verification": Setting({**BOTH, "verification.enabled": False}),
        "adapter": Setting({**NOTHING, "adapter.enabled": True}),
    },
    "All that is on by default, and each left out or added": {
        "default: adapter, 1, 2, entry search, verification": Setting(),
        "without the adapter": Setting({"adapter.enabled": False}),
        "without 1": Setting({"boosting.mode": "off"}),
        "without 2": Setting({"class_lm.enabled": False}),
        "without entry search": Setting({"second_pass.entry_search": False}),
        "without verification": Setting({"verification.enabled": False}),
        "with 3": Setting(RESCORED),
        "with 4, exact": Setting(LOOKED_UP),
        "with 4, budget 0.2": Setting(NEAR),
        "with 5, five variants": Setting({"spellings.variants": 5}),
    },
}
SIZES = (1000, 10_000, 100, 10)  # distractors beside all entities of the set, the most telling first
Rows = Mapping[tuple[str, str, int], Mapping[str, Any]]  # (group, setting, distractors) -> row


def main() -> None:
    """Measure every row with every list and write the tables."""
    arguments = common_parser(__doc__).parse_args()
    bench = Bench.of(arguments)
    named: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    read: dict[tuple[str, str, int], Mapping[str, Any]] = {}
    for size in SIZES:
        for group, settings in GROUPS.items():
            for name, setting in settings.items():
                print(f"{size:,}: {name}", file=sys.stderr, flush=True)
                named[group, name, size] = bench.row(_case(NAMES, "entities", size, setting))
                if size == SIZES[0]:
                    read[group, name, 0] = bench.row(_case(BOOKS, "words_100", 0, setting))
    text = as_markdown(named, read)
    if arguments.limit is None:
        write_page("techniques", text)
    else:
        print(text)


def _case(name: str, words: str, size: int, setting: Setting) -> Case:
    return Case(name, words, size, options=setting.options)


def _named(name: str, row: Mapping[str, Any]) -> list[str]:
    entities, spans = row["entities"], row["intervals"]
    return [
        name, percent(entities["precision"]), percent(entities["recall"]),
        percent(entities["f1"], spans["entities"]["f1"]), percent(row["wer"], spans["wer"]),
    ]  # fmt: skip


def _read(name: str, row: Mapping[str, Any]) -> list[str]:
    figures = [percent(row[key], row["intervals"][key]) for key in ("wer", "b_wer", "u_wer")]
    return [name, *figures, hourly(row["false_alarms_per_hour"])]


def as_markdown(named: Rows, read: Rows) -> str:
    """Make the page."""
    names: list[str] = []
    for size in sorted(SIZES):
        for group in GROUPS:
            rows = [_named(name, named[group, name, size]) for name in GROUPS[group]]
            names += [f"### {group}: {size:,} distractors", table(NAMED_HEAD, rows)]
    books: list[str] = []
    for group in GROUPS:
        rows = [_read(name, read[group, name, 0]) for name in GROUPS[group]]
        books += [f"### {group}", table(READ_HEAD, rows)]
    about = f"Development sets, bundled model with language model and pronunciations. {BRACKETS}"
    drawn = f"Distractors are drawn from {', '.join(DISTRACTORS)}."
    return page(
        "Techniques", STUDY, about, TOP,
        section(f"Names and terms: {NAMES}, list of all its entities and distractors", drawn, *names),
        section(f"Read books: {BOOKS}, each clip with its `words_100`", *books),
    )  # fmt: skip


NAMED_HEAD: Sequence[str] = ("technique", "precision", "recall", "entity F1", "WER")
READ_HEAD: Sequence[str] = ("technique", "WER", "B-WER", "U-WER", "FA/h")
TOP = """1. *Boosting* adds a bonus to listed words, token by token, where the sound is near.
2. The *class* changes the language model alone: a listed word that it does not know, or knows less well than
   its class of rare words, counts as one of that class, which is shared out among the entries.
   *Entry search* proposes entries by their pronunciations to the second pass, which the class then scores.
3. *Rescoring* ranks the hypotheses anew by how well their phones fit.
4. *Lookup* writes an entry where words sound like it.
5. *Variants* are other spellings of an entry's sounds.

The *adapter* biases the emissions before the search. *Verification* rejects entries that the audio hardly
supports; it is on wherever the search writes entries, unless a row says otherwise. *Nothing* favours no
entry; one that is written anyway, in any of the spellings that the list has for it, is displayed as the list
says.
"""


if __name__ == "__main__":
    main()
