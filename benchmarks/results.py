"""docs/figures/results.md: what is published beside what earmark does, by length of list and by technique.

    python benchmarks/results.py --data ../shared/data --work runs/accuracy

Development sets only. Writes results.json, results.md and f1_by_size.svg of docs/figures; the peers' figures
come from benchmarks/peers/results.json (benchmarks/side_by_side.py). Every row is kept in the work
folder as soon as it is measured, and measured again when the code that it depends on has changed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from accuracy import ROOT, common_parser, machine
from cases import Bench, cases
from result_page import as_markdown, picture

from earmark import Recognizer
from earmark.evaluation.charts import svg

PEERS = ROOT / "benchmarks" / "peers" / "results.json"


def main() -> None:
    """Measure what is not there yet, then write."""
    parser = common_parser(__doc__)
    parser.add_argument("--only", metavar="SET", help="measure rows of this set only, and write nothing")
    parser.add_argument("--limit", type=int, help="first N utterances only: print the page, write nothing")
    arguments = parser.parse_args()
    recognizer = Recognizer(arguments.model)
    bench = Bench(recognizer, arguments.data, arguments.work, arguments.limit)
    rows = []
    for case in cases(recognizer):
        if arguments.only in (None, case.set):
            print(f"{case.set}: {case.name}", file=sys.stderr, flush=True)
            rows.append(bench.row(case))
    if arguments.limit is not None:
        print(as_markdown(rows, [], machine()))
    if arguments.limit is not None or arguments.only is not None:
        return
    write(
        rows,
        json.loads(PEERS.read_text(encoding="utf-8"))["rows"] if PEERS.is_file() else [],
        ROOT / "docs" / "figures",
    )


def write(rows: list[dict[str, Any]], peers: list[dict[str, Any]], folder: Path) -> None:
    """The three files, from measured rows."""
    page = as_markdown(rows, peers, machine())
    slim = [{key: value for key, value in row.items() if key not in ("rows", "settings")} for row in rows]
    report = {"machine": machine(), "command": "python benchmarks/results.py --data DATA", "rows": slim}
    (folder / "results.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    drawn = svg(picture(rows, peers), "entity F1 by length of the list")
    (folder / "f1_by_size.svg").write_text(drawn, encoding="utf-8")
    (folder / "results.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
