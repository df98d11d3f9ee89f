"""Measure a manifest of a million rows: time to the first results, and memory while it is read.

    python -m benchmarks.studies.batch_million --data ../shared/data

Starts `earmark batch` over the clips of librispeech-dev, repeated, and interrupts it after a while.
"""

from __future__ import annotations

import itertools
import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common.arguments import common_parser
from benchmarks.common.sets import BOOKS, unpacked
from benchmarks.studies.memory import write_list

ROWS, SECONDS = 1_000_000, 60.0
SHARD_ROWS = 10  # small, so that the first shard says when the first results are there


def main() -> None:
    """Run, watch and interrupt."""
    parser = common_parser(__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help=f"rows of the manifest ({ROWS})")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="until it is interrupted (60)")
    arguments = parser.parse_args()
    source = unpacked(BOOKS, arguments.data, arguments.work)
    clips = sorted((source.parent / "audio").absolute().iterdir())
    words = write_list(arguments, 1000).absolute()
    manifest = arguments.work / f"batch-{arguments.rows}.jsonl"
    with manifest.open("w") as file:
        for number, clip in zip(range(arguments.rows), itertools.cycle(clips), strict=False):
            row = {"id": f"row {number}", "audio_filepath": str(clip), "words": str(words)}
            file.write(json.dumps(row) + "\n")
    with tempfile.TemporaryDirectory() as folder:
        print(f"{arguments.rows} rows: {watch(manifest, Path(folder), arguments.seconds)}")
    manifest.unlink()


def watch(manifest: Path, output: Path, seconds: float) -> str:
    """Run `earmark batch` for so long; say when results came, and the memory of the process that reads."""
    command = [
        sys.executable, "-m", "earmark", "batch", str(manifest), "--output", str(output),
        "--transcriber", "none", "--shard-rows", str(SHARD_ROWS), "--quiet",
    ]  # fmt: skip
    started = time.monotonic()
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    first, sizes = 0.0, []
    while time.monotonic() - started < seconds:
        time.sleep(0.05)
        sizes.append(resident(run.pid))
        if not first and (output / "part-000000.jsonl.done").exists():
            first = time.monotonic() - started
    run.send_signal(signal.SIGINT)
    code = run.wait()
    times = json.loads((output / "part-000000.jsonl.times.json").read_text())
    run_seconds = json.loads((output / "summary.json").read_text())["this_run"]
    began = run_seconds["wall_seconds"] - run_seconds["working_seconds"]
    return (
        f"reading and loading {began:.1f} s, first row {began + times[0]['seconds']:.1f} s, first shard of "
        f"{SHARD_ROWS} rows {first:.1f} s, memory of the reading process {max(sizes):.0f} MB at most and "
        f"{sizes[-1]:.0f} MB at the end, {run_seconds['rows']} rows in {seconds:.0f} s, exit code {code}"
    )


def resident(pid: int) -> float:
    """Resident memory in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS")), 0.0)


if __name__ == "__main__":
    main()
