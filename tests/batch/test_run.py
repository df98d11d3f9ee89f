import json

import numpy as np
import pytest
import soundfile
from batch.conftest import TEXTS, records, shards

from earmark import Recognizer
from earmark.batch import Recipe
from earmark.batch.locations import open_location
from earmark.errors import ManifestError, OptionsError, WordListError


def test_rows_are_as_transcribe_gives_them(batch, rows, manifest, model_folder, tmp_path):
    summary = batch(manifest(rows(10)))
    assert (summary.rows, summary.done, summary.failed, summary.complete) == (10, 10, 0, True)
    assert sorted(shards(tmp_path / "out")) == [
        f"part-00000{n}.jsonl{mark}" for n in range(3) for mark in ("", ".done")
    ]  # fmt: skip
    found, recognizer = records(tmp_path / "out"), Recognizer(model_folder)
    assert [record["id"] for record in found] == [f"r{n}" for n in range(10)]
    for record, row in zip(found, rows(10), strict=True):
        alone = recognizer.transcribe(row["audio_filepath"]).to_dict()
        same = ("text", "words", "entries", "rejected", "transcriber")
        assert {name: record[name] for name in same} == {name: alone[name] for name in same}
        assert record["audio_seconds"] == alone["seconds"] and record["error"] is None
        assert record["attempts"] == 1
    assert [record["text"] for record in found[:4]] == TEXTS


def test_a_list_for_the_run_and_for_rows(batch, rows, manifest, tmp_path):
    (tmp_path / "list.csv").write_text("phrase,display_as\nZelenskyy,ZELENSKYY\n", encoding="utf-8")
    (tmp_path / "own.csv").write_text("phrase,display_as\nZelenskyy,Zelenskyi\nJazz,\n", encoding="utf-8")
    given = [rows(3)[2] | {"id": str(n)} for n in range(4)]
    given[1]["words"] = "own.csv"
    given[2]["words"] = [{"phrase": "Zelenskyy", "display_as": "Selenskyj"}, "Fog"]
    given[3]["words"] = "missing.csv"
    summary = batch(manifest(given), words=str(tmp_path / "list.csv"))
    found = records(tmp_path / "out")
    assert [r["text"] and r["text"].split()[1] for r in found] == [
        "ZELENSKYY",
        "Zelenskyi",
        "Selenskyj",
        None,
    ]
    assert found[3]["error_class"] == "WordListError" and "missing.csv" in found[3]["error"]
    assert dict(summary.failures) == {"WordListError": 1}
    counts = {entry: (count.listed, count.written) for entry, count in summary.entries.items()}
    assert counts == {"Zelenskyy": (3, 3), "Jazz": (1, 0), "Fog": (1, 0)}


def test_bad_audio_is_a_row(batch, rows, manifest, tmp_path):
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("no sound")
    (tmp_path / "folder.wav").mkdir()
    soundfile.write(tmp_path / "nan.wav", np.full(16_000, np.nan), 16_000, subtype="FLOAT")
    names = ["empty.wav", "text.wav", "folder.wav", "nan.wav", "missing.wav"]
    given = [*rows(2), *({"id": name, "audio_filepath": name} for name in names), *rows(4)[2:]]
    summary = batch(manifest(given))
    assert summary.failed == 5 and summary.done == 9
    found = records(tmp_path / "out")
    assert [record["id"] for record in found] == [row["id"] for row in given]
    bad = {r["id"]: (r["error_class"], r["text"], r["attempts"]) for r in found if r["error"] is not None}
    assert bad == dict.fromkeys(names, ("AudioError", None, 1))
    assert "is empty (0 bytes)" in found[2]["error"]
    told = json.loads((tmp_path / "out/summary.json").read_text())
    assert told["failures"] == {"AudioError": 5} and told["failed"] == 5
    assert told["this_run"]["rows"] == 9 and told["hours"] > 0


def test_parts_of_a_file(batch, speak, manifest, tmp_path):
    both = np.concatenate([speak("the old radio"), speak("a quiet film")])
    middle, end = len(speak("the old radio")) / 16_000, len(both) / 16_000
    soundfile.write(tmp_path / "both.wav", both, 16_000)
    spans = [(None, None), (0, middle), (middle, None), (middle, end), (end + 1, None), (None, end + 0.01)]
    given = [
        {"id": str(n), "audio_filepath": "both.wav", "offset": offset, "duration": duration}
        for n, (offset, duration) in enumerate(spans)
    ]
    batch(manifest(given))
    found = records(tmp_path / "out")
    whole = "the old radio a quiet film"
    assert [r["text"] for r in found] == [
        whole, "the old radio", "a quiet film", "a quiet film", None, whole,
    ]  # fmt: skip
    assert "the row begins at" in found[4]["error"] and found[2]["offset"] == middle


def test_transcripts_are_corrected(batch, rows, manifest, tmp_path, model_folder):
    document = {"text": "president lensky met the queen", "segments": []}
    (tmp_path / "t.txt").write_text("president lensky met the queen\n")
    row, words = rows(3)[2], ["Zelenskyy"]
    given = [
        row | {"id": name, "words": words, "transcript": transcript}
        for name, transcript in [
            ("text", "president lensky met the queen"),
            ("json", document),
            ("path", "t.txt"),
        ]
    ]
    batch(manifest(given))
    found = records(tmp_path / "out")
    recognizer = Recognizer(model_folder)
    for record, transcript in zip(
        found, ["president lensky met the queen", document, tmp_path / "t.txt"], strict=True
    ):
        corrected = recognizer.correct(row["audio_filepath"], transcript, words)
        assert record["text"] == corrected.text
        assert record["transcript"] == corrected.output
        assert len(record["replacements"]) == len(corrected.replacements)


def test_parquet_holds_the_same(batch, rows, manifest, tmp_path):
    pytest.importorskip("pyarrow")
    from earmark.batch.parquet import read_parquet

    given = [*rows(5), {"id": "bad", "audio_filepath": "missing.wav"}]
    given[2]["words"] = ["Zelenskyy"]
    given[1] |= {"transcript": {"text": "a quiet film", "segments": []}}
    batch(manifest(given), tmp_path / "lines")
    batch(manifest(given), tmp_path / "columns", format="parquet")
    parts = sorted((tmp_path / "columns").glob("part-*.parquet"))
    assert [r for part in parts for r in read_parquet(part.read_bytes())] == records(tmp_path / "lines")
    assert (tmp_path / "columns/part-000001.parquet.done").exists()


def test_no_rows_leave_an_empty_shard(batch, manifest, tmp_path):
    for _ in range(2):
        summary = batch(manifest([]))
        assert (summary.rows, summary.failed, summary.complete) == (0, 0, True)
        assert shards(tmp_path / "out").keys() == {"part-000000.jsonl", "part-000000.jsonl.done"}
    assert shards(tmp_path / "out")["part-000000.jsonl"] == b""


def test_urls_in_and_out(batch, clips):
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    for name in ("2.wav", "0.wav"):
        system.pipe_file(f"/urls/clips/{name}", (clips / name).read_bytes())
    system.pipe_file("/urls/words.txt", b"Zelenskyy\n")
    lines = [
        {"audio_filepath": "clips/2.wav", "words": "words.txt"}, {"audio_filepath": "clips/0.wav"},
        {"audio_filepath": "clips/none.wav"},
    ]  # fmt: skip
    system.pipe_file("/urls/m.jsonl", "\n".join(map(json.dumps, lines)).encode())
    summary = batch("memory://urls/m.jsonl", "memory://urls/out")
    found = [json.loads(line) for line in system.cat_file("/urls/out/part-000000.jsonl").splitlines()]
    assert [record["text"] for record in found] == ["president Zelenskyy met the queen", TEXTS[0], None]
    assert found[2]["error_class"] == "AudioError" and "memory://urls/clips/none.wav" in found[2]["error"]
    assert summary.failed == 1 and summary.entries["Zelenskyy"].written == 1
    assert batch("memory://urls/m.jsonl", "memory://urls/out").transcribed_now == 0


def test_too_many_failures_end_the_run(batch, manifest, tmp_path):
    given = [{"id": str(n), "audio_filepath": "missing.wav"} for n in range(40)]
    summary = batch(manifest(given), max_failures=5)
    assert summary.stopped == "more rows failed than --max-failures allows"
    assert 6 <= summary.failed <= 12 and not summary.complete
    assert batch(manifest(given)).complete


def test_a_server_that_fails_is_asked_again(batch, rows, manifest, recipe, tmp_path):
    failing = Recipe(recipe.model, transcriber="command:false {audio}")
    assert batch(manifest(rows(1)), recipe=failing, attempts=2).failures == {"TranscriberError": 1}
    assert records(tmp_path / "out")[0]["attempts"] == 2


def test_a_network_that_fails_is_tried_again(batch, clips, tmp_path, manifest, monkeypatch):
    system = pytest.importorskip("fsspec").filesystem("memory")
    system.pipe_file("/flaky/0.wav", (clips / "0.wav").read_bytes())
    asked = []

    def open_flaky(location):
        asked.append(location)
        if len(asked) < 3:
            raise TimeoutError("timed out")
        return open_location(location)

    monkeypatch.setattr("earmark.batch.row_audio.open_location", open_flaky)
    source = manifest([{"audio_filepath": "memory://flaky/0.wav"}])
    assert batch(source, attempts=2).failures == {"FetchError": 1}
    assert "memory://flaky/0.wav cannot be read (timed out)" in records(tmp_path / "out")[0]["error"]
    assert batch(source, attempts=2, retry_failed=True).failed == 0
    assert records(tmp_path / "out")[0]["attempts"] == 3


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"shard_rows": 0}, "rows of a shard is 0, expected a whole number from 1"),
        ({"attempts": 0}, "attempts is 0"),
        ({"max_failures": -1}, "failures is -1"),
        ({"format": "xml"}, "format of the output is 'xml', expected one of jsonl, parquet"),
    ],
)
def test_options_out_of_range(batch, manifest, options, sentence):
    with pytest.raises(OptionsError, match=sentence):
        batch(manifest([]), **options)


def test_a_list_that_cannot_be_read(batch, rows, manifest, tmp_path):
    with pytest.raises(WordListError, match="none.txt does not exist"):
        batch(manifest(rows(1)), words=str(tmp_path / "none.txt"))
    assert not (tmp_path / "out").exists()


def test_output_that_is_a_file(batch, rows, manifest, tmp_path):
    (tmp_path / "out").touch()
    with pytest.raises((ManifestError, OptionsError), match="is a file: give a folder"):
        batch(manifest(rows(1)))
