"""Batch workers that were forked from a process with CTranslate2's threads waited for ever."""

import json
import textwrap

from earmark.batch import BatchOptions, Recipe, run_batch

FAKE = """
import os
from dataclasses import dataclass, field

@dataclass
class Segment:
    text: str
    start: float = 0.2
    end: float = 0.9
    words: list = field(default_factory=list)

class About:
    language, duration = "en", 1.0

class WhisperModel:
    def __init__(self, name, **options):
        self.process = os.getpid()

    def transcribe(self, samples, **options):
        if os.getpid() != self.process:
            raise RuntimeError("its threads are of another process")
        return [Segment(f" process {self.process}")], About()
"""


def test_each_worker_loads_its_own(say, model_folder, tmp_path, monkeypatch):
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages/faster_whisper.py").write_text(textwrap.dedent(FAKE))
    monkeypatch.syspath_prepend(tmp_path / "packages")
    audio = say("a.wav", "the old radio")
    rows = [{"id": str(n), "audio_filepath": str(audio)} for n in range(12)]
    (tmp_path / "m.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    recipe = Recipe(str(model_folder), transcriber="faster-whisper:base")
    summary = run_batch(str(tmp_path / "m.jsonl"), str(tmp_path / "out"), recipe, BatchOptions(workers=2))
    assert summary.failed == 0 and summary.done == 12
    times = json.loads((tmp_path / "out/part-000000.jsonl.times.json").read_text())
    workers = {one["worker"] for one in times}
    assert len(workers) == 2
    records = map(json.loads, (tmp_path / "out/part-000000.jsonl").read_text().splitlines())
    assert {record["text"] for record in records} == workers
