"""Measure what a new list costs: the first result, later ones, memory, and other requests meanwhile.

    python -m benchmarks.studies.new_list --data ../shared/data

Writes docs/figures/new_list.md. Every size is measured in a process of its own, with one clip; other requests
transcribe its first seconds.
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
from threading import Event, Thread
from typing import Any

import numpy as np

from benchmarks.common.arguments import common_parser
from benchmarks.common.page import page, table, write_page
from benchmarks.common.sets import BOOKS, unpacked
from benchmarks.studies.memory import MEGABYTE, UNIT, write_list
from earmark import Recognizer
from earmark.audio import RATE, load_audio
from earmark.audio.waveform import Samples
from earmark.biasing.word_list import WordList

STUDY = "studies.new_list"
SIZES = (100, 1000, 10_000, 100_000)
AGAIN = 20  # times that a cached list is asked for
FEW = ["Zelenskyy", "Fremont", "Saoirse Ronan"]  # the list of the other requests
SHORT = 2 * RATE  # samples that they transcribe
REQUESTS = 60  # of them, alone and at least as many meanwhile: the 95th percentile leaves out 3


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
    names = [word.text for word in WordList.load(words)]
    for _ in range(3):
        recognizer.transcribe(clip, words=FEW)
    started, used = time.perf_counter(), time.process_time()
    recognizer.transcribe(clip, words=names)
    first, processor = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / MEGABYTE
    compiled = recognizer.compile(names)
    found = {"entries": float(len(names)), "first": first, "processor": processor, "peak": peak}
    found["bytes"] = compiled.bytes / MEGABYTE
    found["later"] = median_of(lambda: recognizer.transcribe(clip, words=names), 5)
    found["cached"] = 1e3 * median_of(lambda: recognizer.compile(names), AGAIN)
    return found | meanwhile(recognizer, names, load_audio(clip).samples[:SHORT])


def seconds_of(work: Callable[[], Any]) -> float:
    """Seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median_of(work: Callable[[], Any], times: int) -> float:
    """Median seconds of several calls."""
    return statistics.median(seconds_of(work) for _ in range(times))


def meanwhile(recognizer: Recognizer, names: list[str], samples: Samples) -> dict[str, float]:
    """Other requests alone, and while lists compile in a thread, one after another."""

    def request() -> float:
        return seconds_of(lambda: recognizer.transcribe(samples, words=FEW))

    request()
    alone = [request() for _ in range(REQUESTS)]
    begun, enough, compiled = Event(), Event(), []

    def compile_lists() -> None:
        while not enough.is_set():  # one entry longer, and so new
            begun.set()
            compiled.append(seconds_of(lambda: recognizer.compile([*names, f"Quillfeather {len(compiled)}"])))

    thread, busy = Thread(target=compile_lists), []
    thread.start()
    begun.wait()
    while len(busy) < REQUESTS:
        busy.append(request())
    enough.set()
    thread.join()
    found = {"compiled": statistics.median(compiled)}
    for name, taken in (("alone", alone), ("busy", busy)):
        found |= {name: statistics.median(taken), f"{name} 95": float(np.percentile(taken, 95))}
    return found


def as_markdown(rows: Sequence[dict[str, float]]) -> str:
    """The tables of all sizes."""
    head = ("entries", "first result s", "processor s", "later s", "cached ms", "list MB", "peak MB")
    cells = [
        (
            f"{row['entries']:,.0f}",
            *(f"{row[name]:.2f}" for name in ("first", "processor", "later")),
            f"{row['cached']:.3f}",
            *(f"{row[name]:.0f}" for name in ("bytes", "peak")),
        )
        for row in rows
    ]
    return "\n\n".join((table(head, cells), OTHERS, others(rows)))


def others(rows: Sequence[dict[str, float]]) -> str:
    """The table of other requests."""
    head = ("entries", "compile s", "alone ms", "95 %", "meanwhile ms", "95 %", "ratio", "ratio of 95 %")
    names = ("alone", "alone 95", "busy", "busy 95")
    cells = [
        (
            f"{row['entries']:,.0f}",
            f"{row['compiled']:.2f}",
            *(f"{1e3 * row[name]:.0f}" for name in names),
            f"{row['busy'] / row['alone']:.2f}",
            f"{row['busy 95'] / row['alone 95']:.2f}",
        )
        for row in rows
    ]
    return table(head, cells)


TOP = """*First result*: wall clock from a Python list of names that the process has not seen to the
transcript; *processor* is the time of all cores for it. *Later*: the same clip and list again. *Cached*:
asking for the compiled list alone. *List*: its size as the store counts it. *Peak*: resident memory of the
process up to the first result."""

OTHERS = f"""Other requests: {REQUESTS} transcripts of {SHORT // RATE} s with a compiled list of three, median
and 95th percentile, alone and while new lists of the size compile in another thread, one after another
(*compile*: median time of one). A compilation takes part of its time on all cores."""


if __name__ == "__main__":
    main()
