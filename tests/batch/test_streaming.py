"""A long manifest is read row by row: memory is flat, and the first row is given out at once."""

import json
import tracemalloc

from earmark.batch.formats import shard_format
from earmark.batch.lists import ListDigests
from earmark.batch.locations import open_folder
from earmark.batch.manifests import Manifest, open_manifest
from earmark.batch.reporting import Silent
from earmark.batch.run import Run
from earmark.batch.shards import Shards
from earmark.batch.stopping import Stopping
from earmark.batch.survey import survey

COUNT = 30_000
FLAT = 2 << 20  # bytes; the rows as dictionaries would be 10 MB


class OneRow:
    """An engine that takes the first row."""

    workers = 1

    def run(self, rows, count):
        self.first = next(iter(rows)), count
        yield from ()


def written(path, count):
    with path.open("w") as file:
        for n in range(count):
            file.write(json.dumps({"id": f"row {n}", "audio_filepath": f"audio/{n:08d}.wav"}) + "\n")
    return str(path)


def run_of(manifest, folder):
    shards = Shards(folder, shard_format("jsonl"), 100)
    digests = ListDigests()
    found = survey(manifest, shards, digests, frozenset())
    return Run(manifest, shards, digests, found, OneRow(), Silent(), Stopping())


def test_memory_is_flat(tmp_path):
    folder = open_folder(str(tmp_path / "out"))
    manifest = open_manifest(written(tmp_path / "m.jsonl", COUNT), folder)
    tracemalloc.start()
    try:
        run = run_of(manifest, folder)
        run.work()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert run.engine.first[0].id == "row 0" and run.engine.first[1] == COUNT
    assert peak < FLAT, f"{peak / 1e6:.1f} MB"


def test_the_first_row_does_not_wait_for_the_second_reading(tmp_path):
    """Rows are read once before anything runs, and again only as they are given out."""
    read = []

    def rows(location):
        for n in range(COUNT):
            read.append(n)
            yield n + 1, {"audio_filepath": f"{n}.wav"}

    folder = open_folder(str(tmp_path / "out"))
    run = run_of(Manifest("m.jsonl", "line", rows), folder)
    assert len(read) == COUNT
    run.work()
    assert len(read) <= COUNT + 2
