"""Check what batch runs promise: bad files cost their own row, kills cost nothing that was written.

    python -m benchmarks.studies.batch_contract --data ../shared/data

Makes 2,000 files of wakewords-dev, 100 of them corrupt, empty, unreadable or not audio, and runs
`earmark batch` over them undisturbed; then again into another folder, killed 20 times at random, the run or a
worker, and resumed. Fails unless both folders hold the same bytes, with 1,900 right rows and 100 failed ones.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import soundfile

from benchmarks.common.arguments import common_parser
from benchmarks.common.sets import WAKE_WORDS, unpacked
from benchmarks.studies.batch_memory import tree_of
from earmark.audio import load_audio
from earmark.recognizer import Recognizer

FILES, BAD, KILLS = 2000, 100, 20
COMPARED = 25  # rows that are transcribed one by one beside
WORDS = ("Athena", "Hey Chatterbox", "computer", "Saoirse", "semaglutide")


def main() -> None:
    """Make the files, run, kill and compare."""
    parser = common_parser(__doc__)
    parser.add_argument("--files", type=int, default=FILES, help=f"number of files ({FILES})")
    parser.add_argument("--kills", type=int, default=KILLS, help=f"number of kills ({KILLS})")
    parser.add_argument(
        "--engine", default="local", choices=("local", "ray"), help="of the killed run (local)"
    )
    arguments = parser.parse_args()
    folder = arguments.work / "batch-contract"
    shutil.rmtree(folder, ignore_errors=True)
    bad = round(arguments.files * BAD / FILES)
    manifest = write_files(arguments, folder, bad)
    command = [sys.executable, "-m", "earmark", "batch", str(manifest), "--transcriber", "none", "--quiet"]
    command += ["--words", str(folder / "words.txt"), "--workers", "2", "--shard-rows", "20", "--output"]
    started = time.monotonic()
    code = subprocess.run([*command, str(folder / "whole")]).returncode
    taken = time.monotonic() - started
    check(code == 1, f"the undisturbed run ended with code {code}")
    check_rows(folder, arguments.files, bad)
    runs = run_killed([*command, str(folder / "killed")], taken, arguments.kills)
    same = compare(folder / "whole", folder / "killed")
    print(
        f"{arguments.files} files, {bad} bad: {arguments.files - bad} right rows, {bad} failed, exit code 1; "
        f"undisturbed {taken:.0f} s; killed {arguments.kills} times over {runs} runs and resumed: "
        f"{same} files with the same bytes"
    )


def write_files(arguments: argparse.Namespace, folder: Path, bad: int) -> Path:
    """The files, those that are bad spread among them, and their manifest."""
    source = unpacked(WAKE_WORDS, arguments.data, arguments.work)
    clips = sorted((source.parent / "audio").iterdir())
    (folder / "files").mkdir(parents=True)
    (folder / "words.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    places = set(random.Random(1).sample(range(arguments.files), bad))
    kinds = itertools.cycle((corrupt, cut_off, empty, unreadable, no_audio))
    rows = []
    for number in range(arguments.files):
        clip = clips[number % len(clips)]
        path = folder / "files" / f"{number:04d}{clip.suffix}"
        if number in places:
            path = next(kinds)(path, clip)
        else:
            os.link(clip, path)
        rows.append({"id": str(number), "audio_filepath": f"files/{path.name}", "bad": number in places})
    manifest = folder / "manifest.jsonl"
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return manifest


def corrupt(path: Path, clip: Path) -> Path:
    """Random bytes behind the first ones."""
    path.write_bytes(clip.read_bytes()[:20] + random.Random(path.name).randbytes(4000))
    return path


def cut_off(path: Path, clip: Path) -> Path:
    """The first half of a FLAC file."""
    path = path.with_suffix(".flac")
    soundfile.write(path, load_audio(clip).samples, 16_000)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    return path


def empty(path: Path, clip: Path) -> Path:
    """No bytes."""
    path.touch()
    return path


def unreadable(path: Path, clip: Path) -> Path:
    """A folder in place of a file: permissions do not stop every user."""
    path.mkdir()
    return path


def no_audio(path: Path, clip: Path) -> Path:
    """A text."""
    path.write_text("This is not a recording.\n" * 100)
    return path


def run_killed(command: list[str], taken: float, kills: int) -> int:
    """Run until the end, with so many kills on the way; return the number of runs."""
    draw, runs, total = random.Random(2), 0, max(kills, 1)
    for process in itertools.count():
        runs = process + 1
        run = subprocess.Popen(command)
        while kills > 0:
            try:
                run.wait(draw.uniform(0.2, 1.2) * taken / total)
                break
            except subprocess.TimeoutExpired:
                kills -= 1
                tree = tree_of(run.pid)
                chosen = [draw.choice(tree)] if draw.random() < 0.5 else tree
                for pid in chosen:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                if run.pid in chosen:
                    break
        code = run.wait()
        if code >= 0:
            check(code == 1, f"a run ended with code {code}")
            check(kills <= 0, f"{kills} kills too few: give more --files")
            break
    return runs


def records(folder: Path) -> Iterator[dict[str, object]]:
    """The records of every shard."""
    for part in sorted(folder.glob("part-*.jsonl")):
        yield from map(json.loads, part.read_text(encoding="utf-8").splitlines())


def check_rows(folder: Path, files: int, bad: int) -> None:
    """Refuse other rows than expected; some are compared with ``transcribe``, one by one."""
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]
    found = list(records(folder / "whole"))
    check([r["id"] for r in found] == [row["id"] for row in rows], "rows are missing or in another order")
    failed = [record["error_class"] is not None for record in found]
    check(failed == [row["bad"] for row in rows], "other rows have failed than the bad ones")
    recognizer = Recognizer("english", {"search.threads": 1}, words=str(folder / "words.txt"))
    good = [record for record in found if record["error"] is None]
    for record in good[:: max(1, len(good) // COMPARED)]:
        transcript = recognizer.transcribe(folder / str(record["audio_filepath"]))
        alone = json.loads(json.dumps(transcript.to_dict()))
        same = ("text", "words", "entries", "rejected")
        check(
            all(record[name] == alone[name] for name in same), f"row {record['id']} differs from transcribe"
        )
    summary = json.loads((folder / "whole" / "summary.json").read_text())
    check((summary["rows"], summary["failed"]) == (files, bad), f"the summary says {summary}")


def compare(whole: Path, killed: Path) -> int:
    """The number of files, all of the same bytes in both folders."""
    names = [
        {path.name for path in folder.glob("part-*") if not path.name.endswith(".times.json")}
        for folder in (whole, killed)
    ]
    check(names[0] == names[1], "the folders hold other shards")
    for name in sorted(names[0]):
        check((whole / name).read_bytes() == (killed / name).read_bytes(), f"{name} differs")
    return len(names[0])


def check(holds: bool, sentence: str) -> None:
    """Fail with a sentence."""
    if not holds:
        raise SystemExit(f"batch_contract: {sentence}")


if __name__ == "__main__":
    main()
