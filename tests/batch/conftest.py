"""Fixtures of batch runs: clips that the toy model reads, manifests, and an engine of this process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import deque
from pathlib import Path

import pytest
import soundfile

from earmark.batch import BatchOptions, Recipe, run_batch
from earmark.batch.engines.preparing import describe
from earmark.batch.transcribing import RowTranscriber

ROOT = Path(__file__).parents[2]
TEXTS = ["the old radio", "a quiet film", "president zelenskyy met the queen", "fog near the sea"]
DEADLY = "command:" + sys.executable + " -c 'import os; os.kill(os.getppid(), 9)' {audio}"


class HereEngine:
    """Transcribes in this process, a few rows at once in another order than they were given."""

    workers = 1
    given: list[str] = []  # ids, of all runs of a test

    def __init__(self, recognizer, recipe, attempts):
        self._transcriber = RowTranscriber(recognizer, recipe.nbest, attempts, wait=lambda seconds: None)
        self._recipe = recipe

    def start(self):
        pass

    def prepare(self):
        return describe(self._recipe, self._transcriber.recognizer)

    def run(self, rows, count):
        waiting = deque()
        for row in rows:
            self.given.append(row.id)
            waiting.append(row)
            if len(waiting) == 3:
                yield self._transcriber.answer(waiting.pop())
        while waiting:
            yield self._transcriber.answer(waiting.pop())

    def close(self):
        pass


@pytest.fixture
def recipe(model_folder):
    return Recipe(str(model_folder))


@pytest.fixture(scope="session")
def clips(speak, tmp_path_factory):
    """A folder with a sound file for each of TEXTS: 0.wav, 1.wav, ..."""
    folder = tmp_path_factory.mktemp("clips")
    for number, text in enumerate(TEXTS):
        soundfile.write(folder / f"{number}.wav", speak(text), 16_000)
    return folder


@pytest.fixture
def rows(clips):
    """rows(n) -> n rows of a manifest, with ids."""
    return lambda count: [
        {"id": f"r{n}", "audio_filepath": str(clips / f"{n % len(TEXTS)}.wav")} for n in range(count)
    ]


@pytest.fixture
def manifest(tmp_path):
    """manifest(rows) -> path of a JSONL file."""

    def write(rows, name="manifest.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def batch(recipe, monkeypatch, tmp_path):
    """batch(manifest, ...) -> summary of a run in this process, with shards of 4 rows in tmp_path/out."""
    recognizers = {}

    def engine(name, recipe, workers, attempts, address):
        key = repr(recipe)
        if key not in recognizers:
            recognizers[key] = recipe.open()
        return HereEngine(recognizers[key], recipe, attempts)

    monkeypatch.setattr("earmark.batch.batch.open_engine", engine)
    monkeypatch.setattr(HereEngine, "given", [])

    def run(source, output=tmp_path / "out", recipe=recipe, words=None, **options):
        chosen = BatchOptions(**{"shard_rows": 4} | options)
        return run_batch(str(source), str(output), recipe, chosen, words=words)

    run.given = lambda: HereEngine.given
    return run


def shards(folder):
    """Name -> bytes of everything that a disturbed run must write like any other."""
    names = (path for path in sorted(Path(folder).iterdir()) if path.name.startswith("part-"))
    return {path.name: path.read_bytes() for path in names if not path.name.endswith(".times.json")}


def records(folder):
    parts = [path for path in sorted(Path(folder).glob("part-*.jsonl"))]
    return [json.loads(line) for path in parts for line in path.read_text(encoding="utf-8").splitlines()]


def command(*arguments):
    """The command line of ``earmark batch``."""
    return [sys.executable, "-m", "earmark", "batch", *map(str, arguments)]


def started(*arguments):
    """`earmark batch`, in a process group of its own."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        command(*arguments), env=environment, start_new_session=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def kill_group(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stderr.close()
