"""Measure what is published beside what earmark does, by length of list and by technique.

    python -m benchmarks.studies.results --data ../shared/data

Development sets only. Writes docs/figures/results.json, results.md and f1_by_size.svg; the peers' figures
come from benchmarks/peers/results.json (benchmarks.peers.side_by_side). Every row is kept in the work
folder as soon as it is measured, and measured again when the code that it depends on has changed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench, Case, slim
from benchmarks.common.page import FIGURES, write_page, write_report
from benchmarks.common.rows import ROOT
from benchmarks.common.sets import BOOKS, NAMES
from benchmarks.studies.result_page import as_markdown, picture
from earmark import DecodeOptions
from earmark.evaluation.ablation import grid
from earmark.evaluation.charts import svg

STUDY = "studies.results"
PEERS = ROOT / "benchmarks" / "peers" / "results.json"
SIZES = (0, 10, 100, 1000, 10_000, 100_000)
NEVER = (100, 1000, 10_000, 100_000)
AT = 1000  # distractors where something else than the length of the list is varied
TYPOS, MISSING = 0.1, 0.5
NAMED = Case(NAMES, "entities", group="domain")
READ = Case(BOOKS, "words_100", protocol="le2021")


def main() -> None:
    """Measure what is not there yet, then write."""
    parser = common_parser(__doc__)
    parser.add_argument("--only", metavar="SET", help="measure rows of this set only, and write nothing")
    arguments = parser.parse_args()
    bench = Bench.of(arguments)
    rows = []
    for case in cases(bench.own.options):
        if arguments.only in (None, case.set):
            print(f"{case.set}: {case.name}", file=sys.stderr, flush=True)
            rows.append(bench.row(case))
    if arguments.limit is not None:
        print(as_markdown(rows, []))
    elif arguments.only is None:
        write(rows, json.loads(PEERS.read_text(encoding="utf-8"))["rows"] if PEERS.is_file() else [])


def cases(options: DecodeOptions) -> list[Case]:
    """List every row, those of one set together, the most telling first."""
    found = [replace(NAMED, name="no list", kind="none", bias=False)]
    found += [replace(NAMED, name=f"{n:,} distractors", kind="sizes", size=n) for n in SIZES]
    found += _flawed(replace(NAMED, size=AT))
    found += _ablated(replace(NAMED, size=AT), options)
    found += [replace(READ, name="no list", kind="none", bias=False)]
    found += [replace(READ, name=words, kind="sizes", words=words) for words in ("words_100", "words_1000")]
    never = replace(READ, words="never", kind="never")
    found += [replace(never, name=f"{n:,} never spoken", size=n) for n in NEVER]
    found.append(replace(never, name=f"no list, against the {NEVER[-1]:,}", size=NEVER[-1], bias=False))
    found += _flawed(READ)
    return found + _ablated(replace(READ, words="words_1000"), options)


def _flawed(case: Case) -> list[Case]:
    return [
        replace(case, name="10 % typos", kind="flaws", typos=TYPOS),
        replace(case, name="half missing", kind="flaws", missing=MISSING),
        replace(case, name="half missing, 10 % typos", kind="flaws", typos=TYPOS, missing=MISSING),
    ]


def _ablated(case: Case, options: DecodeOptions) -> list[Case]:
    rows = grid(options)
    return [replace(case, name=n, kind="ablation", options=o, bias=n != "none") for n, o in rows.items()]


def write(rows: Sequence[dict[str, Any]], peers: Sequence[dict[str, Any]]) -> None:
    """Write report, page and picture."""
    write_report("results", STUDY, slim(rows))
    write_page("results", as_markdown(rows, peers))
    drawn = svg(picture(rows, peers), "Entity F1 by length of the list")
    (FIGURES / "f1_by_size.svg").write_text(drawn, encoding="utf-8")


if __name__ == "__main__":
    main()
