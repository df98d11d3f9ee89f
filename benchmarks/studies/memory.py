"""Measure peak memory, processor and wall-clock time of `earmark transcribe`, each in its own process.

    python -m benchmarks.studies.memory --data ../shared/data

Writes docs/figures/memory.md. The long file is made of the clips of librispeech-dev, one after another with
pauses.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from benchmarks.common.arguments import common_parser
from benchmarks.common.page import page, table, write_page
from benchmarks.common.sets import BOOKS, phrase_files, unpacked
from earmark.audio import RATE, load_audio
from earmark.evaluation.lists import read_phrases
from earmark.language import DEFAULT

STUDY = "studies.memory"
PAUSE = 0.8  # seconds between the clips
LIMIT = 500  # MB, the promise
MEGABYTE = 1e6
# ru_maxrss is in kilobytes on Linux, in bytes on macOS.
UNIT = 1 if sys.platform == "darwin" else 1024
MEASURE = (  # one child, whose only child is the command
    "import resource, subprocess, sys, time;"
    "started = time.monotonic();"
    "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode;"
    "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
    "print(used.ru_maxrss, used.ru_utime + used.ru_stime, time.monotonic() - started); sys.exit(code)"
)


@dataclass(frozen=True)
class Case:
    """A command line to be measured."""

    name: str
    arguments: tuple[str, ...]  # of earmark


@dataclass(frozen=True)
class Usage:
    """Memory and time of a command."""

    megabytes: float  # peak, resident
    processor: float  # seconds, of all cores together
    wall: float  # seconds


def main() -> None:
    """Measure every case and write the table."""
    parser = common_parser(__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="length of the long file (60)")
    parser.add_argument("--lm", default="bundled", metavar="PATH", help="language model, or none (bundled)")
    parser.add_argument(
        "--lexicon", default="bundled", metavar="PATH", help="pronunciations, or none (bundled)"
    )
    parser.add_argument("--check", action="store_true", help=f"fail when a case needs {LIMIT} MB or more")
    arguments = parser.parse_args()
    rows: dict[str, Usage] = {}
    for case in cases(arguments):
        rows[case.name] = used = measure(case)
        print(f"{case.name}: {used.megabytes:.0f} MB, {used.processor:.1f} s, {used.wall:.1f} s", flush=True)
    resources = f"{Path(arguments.lm).name}, {Path(arguments.lexicon).name}"
    text = as_markdown(rows, arguments.minutes, resources)
    if arguments.limit is None:
        write_page("memory", text)
    else:
        print(text)
    if arguments.check and max(used.megabytes for used in rows.values()) >= LIMIT:
        raise SystemExit(f"more than {LIMIT} MB")


def cases(arguments: argparse.Namespace) -> list[Case]:
    """Return the cases, from the smallest to the largest."""
    manifest = unpacked(BOOKS, arguments.data, arguments.work)
    clip = manifest.parent / json.loads(manifest.read_text().splitlines()[0])["audio"]
    long = arguments.work / f"long-{arguments.minutes:g}.flac"
    if not long.is_file():
        write_long(manifest, long, arguments.minutes)
    few, some, many = (write_list(arguments, size) for size in (1000, 10_000, 100_000))
    model = ("--model", arguments.model, "--lm", arguments.lm, "--lexicon", arguments.lexicon)
    found = [
        Case("one clip", ("transcribe", str(clip), *model)),
        Case("one clip, list of 10,000", ("transcribe", str(clip), "--words", str(some), *model)),
        Case("one clip, list of 100,000", ("transcribe", str(clip), "--words", str(many), *model)),
        Case("long file", ("transcribe", str(long), *model)),
        Case("long file, list of 1,000", ("transcribe", str(long), "--words", str(few), *model)),
        Case("long file, list of 100,000", ("transcribe", str(long), "--words", str(many), *model)),
    ]
    return found[: arguments.limit]


def measure(case: Case) -> Usage:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "earmark", *case.arguments]
    done = subprocess.run([sys.executable, "-c", MEASURE, *command], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(case.arguments)}: {done.stderr}")
    peak, processor, wall = done.stdout.split()
    return Usage(int(peak) * UNIT / MEGABYTE, float(processor), float(wall))


def write_long(manifest: Path, path: Path, minutes: float) -> None:
    """The clips of a set, again and again, until the file is long enough."""
    rng = np.random.default_rng(0)
    clips = [
        load_audio(manifest.parent / json.loads(line)["audio"]).samples
        for line in manifest.read_text().splitlines()
    ]
    left = round(minutes * 60 * RATE)
    with soundfile.SoundFile(path, "w", RATE, 1, format="FLAC") as file:
        for number in range(sys.maxsize):
            pause = (rng.standard_normal(round(PAUSE * RATE)) * 1e-4).astype(np.float32)
            part = np.concatenate([clips[number % len(clips)], pause])[:left]
            file.write(part)
            left -= len(part)
            if not left:
                return


def write_list(arguments: argparse.Namespace, size: int) -> Path:
    """A list of ``size`` names, drawn from those that the benchmarks use as distractors."""
    path: Path = arguments.work / f"names-{size}.txt"
    files = phrase_files(arguments.data)
    phrases = {p for file in files for p in read_phrases(file)}
    usable = sorted(p for p in phrases if p.isascii() and not DEFAULT.unspeakable(p))
    drawn = random.Random(1).sample(usable, min(size, len(usable)))
    path.write_text("\n".join(drawn) + "\n", encoding="utf-8")
    return path


def as_markdown(rows: Mapping[str, Usage], minutes: float, resources: str) -> str:
    """Make the page."""
    cells = [
        (name, f"{used.megabytes:.0f}", f"{used.processor:.1f}", f"{used.wall:.1f}")
        for name, used in rows.items()
    ]
    about = f"The long file is {minutes:g} minutes; language model and pronunciations: {resources}."
    return page("Memory", STUDY, about, TOP, table(("what", "MB", "processor s", "wall clock s"), cells))


TOP = f"""Peak resident memory of `earmark transcribe` in its own process (`ru_maxrss`), Python, all
libraries and the pages of the language model that were read included, processor time of all cores
together, and wall clock, start of Python and preparation of the list included. The promise is
less than {LIMIT} MB.
"""


if __name__ == "__main__":
    main()
