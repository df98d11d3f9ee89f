"""Measure what a list and each of its techniques add to the time of the search: processor time, one thread.

    python -m benchmarks.studies.search_time --data ../shared/data

Prints a table. Other work on the machine changes processor time little; the least of several rounds counts.
"""

from __future__ import annotations

import time
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench, Case
from benchmarks.common.page import table
from benchmarks.common.sets import BOOKS

SIZE, CLIPS, ROUNDS = 1000, 60, 4
ROWS: dict[str, tuple[bool, dict[str, Any]]] = {  # row -> with the list, decode options
    "no list": (False, {}),
    "list of 1,000, all that is on by default": (True, {}),
    "without verification": (True, {"verification.enabled": False}),
    "without entry search": (True, {"second_pass.entry_search": False}),
    "without both": (True, {"verification.enabled": False, "second_pass.entry_search": False}),
}


def main() -> None:
    """Measure and print."""
    bench = Bench.of(common_parser(__doc__).parse_args())
    recognizer = bench.own.with_options({"search.threads": 1})
    words = recognizer.compile(bench.lists(Case(BOOKS, "never", SIZE))[0])
    clips = bench.encoded(BOOKS)[:CLIPS]
    seconds = sum(one.seconds for one in clips)
    segments = [e for one in clips for e in one.segments]
    least = dict.fromkeys(ROWS, float("inf"))
    for _ in range(ROUNDS):
        for name, (listed, options) in ROWS.items():
            search = recognizer.with_options(options).stages.search
            begin = time.process_time()
            search.decode_emissions(segments, [words if listed else None] * len(segments), 1)
            least[name] = min(least[name], time.process_time() - begin)
    rows = [
        (name, f"{1000 * spent / seconds:.1f}", f"{spent / least['no list']:.2f}")
        for name, spent in least.items()
    ]
    print(table(("search", "ms a second of audio", "of no list"), rows))


if __name__ == "__main__":
    main()
