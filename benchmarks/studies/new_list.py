"""Measure what a new list costs: the first result, later ones, memory, and other requests meanwhile.

    python -m benchmarks.studies.new_list --data ../shared/data

Writes docs/figures/new_list.md. Every size is measured in a process of its own, with one clip.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.page import page, table, write_page
from benchmarks.common.sets import BOOKS, unpacked
from benchmarks.studies.memory import MEGABYTE, UNIT, write_list
from earmark import Recognizer
from earmark.biasing.word_list import WordList

STUDY = "studies.new_list"
SIZES = (100, 1000, 10_000, 100_000)
AGAIN = 20  # times that a cached list is asked for
QUIET = 40  # clips that are transcribed while nothing compiles
FEW = ["Zelenskyy", "Fremont", "Saoirse Ronan"]  # the list of the other requests


def main() -> None:
    """Measure every size and write the table."""
    parser = common_parser(__doc__)
    parser.add_argument("--child", nargs=2, metavar=("LIST", "CLIP"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(measured(*arguments.child, arguments.model)))
        return
    manifest = unpacked(BOOKS, arguments.data, arguments.work)
    clip = manifest.parent / json.loads(manifest.read_text().splitlines()[0])["audio"]
    rows = []
    for size in SIZES[: arguments.limit]:
        rows.append(in_child(arguments, write_list(arguments, size), clip))
        print(json.dumps(rows[-1]), flush=True)
    text = page("New lists", STUDY, f"Distractor names, one clip of {BOOKS}.", TOP, as_markdown(rows))
    if arguments.limit is None:
        write_page("new_list", text)
    else:
        print(text)


def in_child(arguments: argparse.Namespace, words: Path, clip: Path) -> dict[str, float]:
    """One size in a process of its own, so that peaks of memory are apart."""
    command = [sys.executable, "-m", f"benchmarks.{STUDY}", "--data", str(arguments.data)]
    command += ["--model", arguments.model, "--child", str(words), str(clip)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words}: {done.stderr}")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(words: str, clip: str, model: str) -> dict[str, float]:
    """All figures of one list."""
    recognizer = Recognizer(model)
    names = [word.text for word in WordList.read(words)]
    for _ in range(3):
        recognizer.transcribe(clip, words=FEW)
    started, used = time.perf_counter(), time.process_time()
    recognizer.transcribe(clip, words=names)
    first, processor = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / MEGABYTE
    compiled = recognizer.compile(names)
    found = {"entries": len(names), "first": first, "processor": processor, "peak": peak}
    found["bytes"] = compiled.bytes / MEGABYTE
    found["later"] = median_of(lambda: recognizer.transcribe(clip, words=names), 5)
    found["cached"] = 1e3 * median_of(lambda: recognizer.compile(names), AGAIN)
    return found | meanwhile(recognizer, names, clip)


def median_of(work: Callable[[], Any], times: int) -> float:
    """Seconds of one call."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def meanwhile(recognizer: Recognizer, names: list[str], clip: str) -> dict[str, float]:
    """Other requests while the same list, one word longer and so a new one, compiles in a thread."""
    quiet = [median_of(lambda: recognizer.transcribe(clip, words=FEW), 1) for _ in range(QUIET)]
    thread = Thread(target=recognizer.compile, args=([*names, "Quillfeather"],))
    busy: list[float] = []
    thread.start()
    while thread.is_alive():
        busy.append(median_of(lambda: recognizer.transcribe(clip, words=FEW), 1))
    thread.join()
    return {
        "quiet": statistics.median(quiet),
        "busy": statistics.median(busy) if busy else 0.0,
        "slowest": max(busy, default=0.0),
    }


def as_markdown(rows: Sequence[dict[str, float]]) -> str:
    """The table of all sizes."""
    head = ("entries", "first result s", "processor s", "later s", "cached ms", "list MB", "peak MB")
    more = ("others before s", "meanwhile s", "slowest s", "ratio")
    cells = [
        (
            f"{row['entries']:,.0f}",
            *(f"{row[name]:.2f}" for name in ("first", "processor", "later")),
            f"{row['cached']:.3f}",
            *(f"{row[name]:.0f}" for name in ("bytes", "peak")),
            *(f"{row[name]:.2f}" for name in ("quiet", "busy", "slowest")),
            f"{row['busy'] / row['quiet']:.1f}",
        )
        for row in rows
    ]
    return table((*head, *more), cells)


TOP = """*First result*: wall clock from a Python list of names that the process has not seen to the
transcript; *processor* is the time of all cores for it. *Later*: the same clip and list again. *Cached*:
asking for the compiled list alone. *List*: its size as the store counts it. *Peak*: resident memory of the
process up to the first result. *Others*: median time of a transcript with a compiled list of three, before
and while a new list of this size compiles in another thread; short lists compile within one such request.
"""


if __name__ == "__main__":
    main()
