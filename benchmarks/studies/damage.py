"""Measure what lists that are not said make worse: wrong entries, changed capitals, clips with more errors.

    python -m benchmarks.studies.damage --data ../shared/data

Writes docs/figures/damage.md and .json. Every condition is encoded once and decoded with every list;
emissions and rows are kept in the work folder. --quick measures some lists in two conditions on fewer clips
and writes no page.
"""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.copies import CLEAN, COPIES, Copy, encoded_copy
from benchmarks.common.page import page, section, table, write_page, write_report
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import ACCENTS, BOOKS, WAKE_WORDS
from benchmarks.studies.damage_lists import Listed, full_lists, names_said, quick_lists
from earmark.evaluation.damage import damage_of
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.spoken import spoken_hypothesis
from earmark.offline import EncodedAudio

STUDY = "studies.damage"
STEPS = {  # every so many-th clip
    "few": {BOOKS: 3, ACCENTS: 16, WAKE_WORDS: 48},
    "usual": {BOOKS: 1, ACCENTS: 8, WAKE_WORDS: 12},  # half an hour in all
    "all": {BOOKS: 1, ACCENTS: 1, WAKE_WORDS: 1},
}
QUICK_COPIES = COPIES[:2]
PLAIN = "no list"
NAMED = 6  # entries in the last column

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Counts:
    """Damage of one list in one condition, over all sets."""

    clips: int
    hours: float
    wrong: Counter[str]  # entries written where they were not said
    capitals: Counter[str]  # ordinary words that entries gave other capitals
    worse: int  # clips
    better: int

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Counts:
        """Sum the rows of the sets."""
        return cls(
            sum(row["clips"] for row in rows),
            sum(row["seconds"] for row in rows) / 3600,
            sum((Counter(row["wrong"]) for row in rows), Counter()),
            sum((Counter(row["capitals"]) for row in rows), Counter()),
            sum(row["worse"] for row in rows),
            sum(row["better"] for row in rows),
        )

    def cells(self) -> list[str]:
        """Columns of the table."""
        often = (self.wrong + self.capitals).most_common(NAMED)
        return [
            self._hourly(self.wrong), self._hourly(self.capitals), self._share(self.worse),
            self._share(self.better), ", ".join(f"{entry} {times}" for entry, times in often),
        ]  # fmt: skip

    def _hourly(self, entries: Counter[str]) -> str:
        return f"{entries.total() / self.hours:.1f} ({entries.total()})"

    def _share(self, clips: int) -> str:
        return f"{100 * clips / self.clips:.1f} ({clips})"


class Study:
    """Sets and lists of one run."""

    def __init__(self, bench: Bench, steps: Mapping[str, int], quick: bool) -> None:
        self.bench = bench
        everything = [row for name in steps for row in bench.utterances(name)]
        self.lists = (quick_lists if quick else full_lists)(bench, everything)
        self.rows = {name: known(bench.utterances(name)[::step]) for name, step in steps.items()}

    def measure(self, copies: Sequence[Copy]) -> Iterator[dict[str, Any]]:
        """Rows of every list and set, condition after condition."""
        for copy in copies:
            for name in self.rows:
                yield from self._of_set(name, copy)

    def _of_set(self, name: str, copy: Copy) -> Iterator[dict[str, Any]]:
        loaded: list[EncodedAudio] = []
        plain: list[str] = []

        def measure(listed: Listed) -> dict[str, Any]:
            if not loaded:
                loaded.extend(encoded_copy(self.bench, name, self.rows[name], copy))
                plain.extend(self._without(name, copy, loaded))
            return self._row(name, listed, loaded, plain)

        for listed in self.lists:
            begin = time.monotonic()
            about = {"set": name, "condition": copy.name, "list": listed.name, "size": listed.size}
            ids = [row.id for row in self.rows[name]]
            key = [about, list(listed.entries), listed.in_turn, ids, self._state]
            found = cached(self.bench.work / "damage", key, lambda listed=listed: measure(listed))
            assert found is not None  # what is measured here always is
            spent = time.monotonic() - begin
            print(f"# {copy.name}, {name}, {listed.name}, {listed.size:,}: {spent:.0f} s", flush=True)
            yield {**about, **found}

    @property
    def _state(self) -> list[str]:
        return [self.bench.own.model.digest, fingerprint()]

    def _without(self, name: str, copy: Copy, encoded: Sequence[EncodedAudio]) -> list[str]:
        key = [PLAIN, name, copy.name, [row.id for row in self.rows[name]], self._state]

        def measure() -> dict[str, Any]:
            return {"texts": [spoken_hypothesis(t) for t in self.bench.own.decode(encoded)]}

        found = cached(self.bench.work / "damage", key, measure)
        assert found is not None  # what is measured here always is
        return list(found["texts"])

    def _row(
        self, name: str, listed: Listed, encoded: Sequence[EncodedAudio], plain: Sequence[str]
    ) -> dict[str, Any]:
        rows = self.rows[name]
        transcripts = self.bench.own.decode(encoded, words_each=listed.of(rows))
        found = [damage_of(*each) for each in zip(rows, transcripts, plain, strict=True)]
        return {
            "clips": len(rows),
            "seconds": sum(t.seconds for t in transcripts),
            "wrong": Counter(entry for one in found for entry in one.wrong),
            "capitals": Counter(word for one in found for word in one.capitals),
            "worse": sum(one.worse for one in found),
            "better": sum(one.better for one in found),
            "errors": sum(one.errors for one in found),
            "errors_without": sum(one.errors_without for one in found),
        }


def known(rows: Sequence[Utterance]) -> list[Utterance]:
    """Rows that say which of their words are names of the lists: all others are ordinary."""
    return [dataclasses.replace(row, entities=names_said(row), types=(), rare=None) for row in rows]


def main() -> None:
    """Measure and write the page, or print it."""
    parser = common_parser(__doc__)
    parser.add_argument("--quick", action="store_true", help="few lists, two conditions, few clips; no page")
    parser.add_argument("--clips", choices=STEPS, default="usual", help="of each set (usual: half an hour)")
    parser.add_argument(
        "--condition", action="append", choices=[copy.name for copy in COPIES], help="these alone; no page"
    )
    arguments = parser.parse_args()
    bench = Bench.of(arguments)
    steps = STEPS["few" if arguments.quick else arguments.clips]
    copies = QUICK_COPIES if arguments.quick else COPIES
    copies = [c for c in copies if not arguments.condition or c.name in arguments.condition]
    study = Study(bench, steps, arguments.quick)
    rows = list(study.measure(copies))
    text = as_markdown(rows, study, steps)
    print(text)
    if not (arguments.quick or arguments.condition or arguments.limit):
        write_page("damage", text)
        write_report("damage", STUDY, rows)


def as_markdown(rows: Sequence[Row], study: Study, steps: Mapping[str, int]) -> str:
    """Make the page: a section a condition, a line a list."""
    parts = []
    for condition in dict.fromkeys(row["condition"] for row in rows):
        lines = [(listed, _rows_of(rows, condition, listed)) for listed in study.lists]
        cells = [[one.name, f"{one.size:,}", *Counts.of(found).cells()] for one, found in lines]
        title = "As recorded" if condition == CLEAN.name else condition[0].upper() + condition[1:]
        parts.append(section(title, table(HEAD, cells)))
    return page("Damage", STUDY, _data(rows, study, steps), TOP, *parts)


def _rows_of(rows: Sequence[Row], condition: str, listed: Listed) -> list[Row]:
    wanted = condition, listed.name, listed.size
    return [row for row in rows if (row["condition"], row["list"], row["size"]) == wanted]


def _data(rows: Sequence[Row], study: Study, steps: Mapping[str, int]) -> str:
    used = ", ".join(f"one in {n} clips of {s}" if n > 1 else f"all of {s}" for s, n in steps.items())
    counts = Counts.of(_rows_of(rows, rows[0]["condition"], study.lists[0]))
    return f"{used[0].upper()}{used[1:]}: {counts.clips} clips, {counts.hours:.2f} hours in each condition."


HEAD = (
    "list", "entries", "wrong an hour", "capitals an hour", "clips worse, %", "clips better, %", "most often",
)  # fmt: skip
TOP = """Lists that are not said in these clips, so that every entry written is a fault. *Wrong*: entries in
place of other words, or where there are none; *capitals*: ordinary words written as a name of the list
(`Will` in "it will be"). Clips are worse or better than without a list by their word errors; counts in
brackets. Lists of *one* entry take turns: each clip has one of the kind. Names that are near the words
of the sets differ from one by a phone at most, the shortest lists by the smallest share of the phones.
The few clips that do say a name of the lists may write it. `benchmarks/studies/damage_lists.py` has the
lists, `benchmarks/common/copies.py` makes the conditions.
"""


if __name__ == "__main__":
    main()
