"""Measure batch runs: throughput, overhead and memory, by engine, workers and lists.

    python -m benchmarks.studies.batch --data ../shared/data

Writes docs/figures/batch.md. Every case is `earmark batch` in processes of its own, over clips of
librispeech-dev that last 5 seconds or more, repeated up to 2,000. `--pairs` repeats the cases in turns, and
the ratios are medians over the turns, so that other load on the machine falls on both sides.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.common.arguments import common_parser
from benchmarks.common.page import page, section, table, write_page, write_report
from benchmarks.common.sets import BOOKS, unpacked
from benchmarks.studies.batch_memory import Sampler
from benchmarks.studies.memory import write_list

STUDY = "studies.batch"
CLIPS = 2000
LEAST_SECONDS = 5.0  # of a clip
LISTS = ("none", "1,000 entries", "one list per row")
ALONE = "transcribe_batch"  # in one process, on one thread
CODE = """
import json, sys, time
from earmark import Recognizer
rows = [json.loads(line) for line in open(sys.argv[1])]
recognizer = Recognizer("english", {"search.threads": 1}, words=sys.argv[2] or None)
lists = [row.get("words") for row in rows] if "words" in rows[0] else None
started, processor = time.monotonic(), time.process_time()
done = recognizer.transcribe_batch([row["audio_filepath"] for row in rows], words_each=lists)
wall, used = time.monotonic() - started, time.process_time() - processor
print(json.dumps([sum(t.seconds for t in done), wall, used]))
"""


@dataclass(frozen=True)
class Case:
    """What is run."""

    engine: str  # "local", "ray", or ALONE
    workers: int
    lists: str  # one of LISTS


@dataclass(frozen=True)
class Result:
    """One run of a case."""

    audio_seconds: float
    working_seconds: float  # from the first row begun to the last answer
    start_seconds: float  # before: Python, the model, the cluster and its actors
    processor_seconds: float  # of the whole tree while it worked, user and system; of ALONE its own
    worker_megabytes: float  # median proportional set size of a worker
    total_megabytes: float  # proportional set size of all processes of the run, at its highest

    @property
    def rtfx(self) -> float:
        """Seconds of audio for each second of work."""
        return self.audio_seconds / self.working_seconds


def main() -> None:
    """Run every case and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--clips", type=int, default=CLIPS, help=f"rows of the manifest ({CLIPS})")
    parser.add_argument("--pairs", type=int, default=3, help="turns of all cases (3)")
    parser.add_argument("--lists", nargs="*", default=LISTS, help="cases of lists (all)")
    parser.add_argument("--engines", nargs="*", default=("local", "ray"), help="engines (both)")
    parser.add_argument("--pin", action="store_true", help="pin each worker to a core: on a busy machine")
    arguments = parser.parse_args()
    if arguments.limit is not None:
        arguments.clips = arguments.limit
    cases = list(cases_of(arguments.lists, arguments.engines))
    results: dict[Case, list[Result]] = {case: [] for case in cases}
    for turn in range(arguments.pairs):
        for case in cases:
            found = measured(case, arguments)
            results[case].append(found)
            print(
                f"{turn} {case}: RTFx {found.rtfx:.1f}, processor {found.processor_seconds:.1f} s, "
                f"start {found.start_seconds:.1f} s, worker {found.worker_megabytes:.0f} MB",
                flush=True,
            )
    text = as_markdown(results, arguments)
    print(text)
    if arguments.limit is None:
        write_page("batch", text)
        rows = [vars(case) | {"runs": [vars(one) for one in runs]} for case, runs in results.items()]
        write_report("batch", STUDY, rows)


def cases_of(lists: Sequence[str], engines: Sequence[str]) -> Iterator[Case]:
    """The cases, those that are compared side by side."""
    for name in lists:
        yield Case(ALONE, 1, name)
        yield from (Case(engine, workers, name) for engine in engines for workers in (1, 2))


def measured(case: Case, arguments: argparse.Namespace) -> Result:
    """Run a case."""
    manifest = write_manifest(arguments, case.lists)
    words = str(write_list(arguments, 1000)) if case.lists == LISTS[1] else ""
    if case.engine == ALONE:
        return _alone(manifest, words)
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "earmark", "batch", str(manifest), "--output", folder,
            "--engine", case.engine, "--workers", str(case.workers), "--transcriber", "none", "--quiet",
            *(["--words", words] if words else []),
        ]  # fmt: skip
        sampler = Sampler(arguments.pin)
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while process.poll() is None:
            sampler.sample(process.pid)
            time.sleep(1.0)
        wall = time.monotonic() - started
        if process.returncode:
            raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
        told: dict[str, Any] = json.loads((Path(folder) / "summary.json").read_text())
    run = told["this_run"]
    working = run["working_seconds"]
    return Result(
        told["hours"] * 3600, working, wall - working, sampler.processor_seconds, sampler.worker_megabytes,
        sampler.total_megabytes,
    )  # fmt: skip


def _alone(manifest: Path, words: str) -> Result:
    """transcribe_batch in one process; the batch workers' memory has no counterpart."""
    started = time.monotonic()
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(manifest), words], capture_output=True, text=True, env=environment
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    audio, wall, used = json.loads(done.stdout)
    return Result(audio, wall, time.monotonic() - started - wall, used, 0.0, 0.0)


def write_manifest(arguments: argparse.Namespace, lists: str) -> Path:
    """The clips, repeated; rows with a list have the 100 words of their clip."""
    source = unpacked(BOOKS, arguments.data, arguments.work)
    rows = [json.loads(line) for line in source.read_text().splitlines()]
    rows = [row for row in rows if row["seconds"] >= LEAST_SECONDS]
    path = arguments.work / f"batch-{arguments.clips}-{LISTS.index(lists)}.jsonl"
    with path.open("w") as file:
        for number in range(arguments.clips):
            row = rows[number % len(rows)]
            made = {"id": str(number), "audio_filepath": str((source.parent / row["audio"]).absolute())}
            own = {"words": row["words_100"]} if lists == LISTS[2] else {}
            file.write(json.dumps(made | own) + "\n")
    return path


def as_markdown(results: dict[Case, list[Result]], arguments: argparse.Namespace) -> str:
    """Make the page."""
    cells = []
    for case, runs in results.items():
        alone = results[Case(ALONE, 1, case.lists)]
        single = results[Case(case.engine, 1, case.lists)]
        cells.append(
            (
                case.lists, case.engine, case.workers, f"{median(one.rtfx for one in runs):.1f}",
                _ratio(runs, single), _ratio(runs, alone, case.workers), _processor(runs, alone),
                f"{median(one.start_seconds for one in runs):.1f}",
                _megabytes([one.worker_megabytes for one in runs]),
                _megabytes([one.total_megabytes for one in runs]),
            )
        )  # fmt: skip
    head = (
        "list", "engine", "workers", "RTFx", "against 1 worker", "each worker against transcribe_batch",
        "processor time against transcribe_batch", "start, s", "MB a worker", "MB in all",
    )  # fmt: skip
    pinned = ", each worker pinned to a core" if arguments.pin else ""
    about = (
        f"{arguments.clips} clips of librispeech-dev of {LEAST_SECONDS:g} s or more, "
        f"{arguments.pairs} turns{pinned}; without another recognizer that writes."
    )
    return page("Batch runs", STUDY, about, TOP, section("Throughput and memory", table(head, cells)))


def _ratio(runs: Sequence[Result], others: Sequence[Result], workers: int = 1) -> str:
    """Median over the turns of the throughput of one to that of another."""
    return f"{median(a.rtfx / b.rtfx / workers for a, b in zip(runs, others, strict=True)):.2f}"


def _processor(runs: Sequence[Result], others: Sequence[Result]) -> str:
    pairs = zip(runs, others, strict=True)
    return f"{median(a.processor_seconds / b.processor_seconds for a, b in pairs):.2f}"


def _megabytes(values: Sequence[float]) -> str:
    return f"{median(values):.0f}" if any(values) else "-"


TOP = """RTFx is seconds of audio for each second from the first row begun to the last answer; the start
(Python, the model, a cluster of Ray and its actors) stands in a column of its own. `transcribe_batch` runs in
one process on one thread. Processor time is that of all processes of the run, start included for the engines;
other load on the machine falls less on it than on the wall clock. Memory is the proportional set size (Pss):
a page that n processes share counts 1/n in each."""


if __name__ == "__main__":
    main()
