"""Two runs mixed their shards; a pipe never ended; a missing list could not be supplied."""

import os

import pytest
from batch.conftest import records

from earmark.batch.locations import LocationError, open_folder
from earmark.batch.row import Row
from earmark.batch.row_audio import fetch
from earmark.errors import AudioError


def test_a_folder_is_kept_for_one_run(batch, rows, manifest, tmp_path):
    source, lock = manifest(rows(2)), open_folder(str(tmp_path / "out")).lock()
    with pytest.raises(LocationError, match="another run writes to .*out"):
        batch(source, restart=True)
    lock.close()
    assert batch(source).done == 2
    assert batch(source, restart=True).done == 2


def test_a_pipe_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(AudioError, match="is a pipe or a device: give a file"):
        fetch(Row(0, "a", "pipe.wav", str(tmp_path)))


def test_a_missing_package_is_not_tried_again(batch, rows, manifest, tmp_path):
    batch(manifest([{"id": "a", "audio_filepath": "nosuch://bucket/a.wav"}]))
    (record,) = records(tmp_path / "out")
    assert (record["error_class"], record["attempts"]) == ("LocationError", 1)
    assert "install the package that opens nosuch://" in record["error"]


def test_a_list_that_was_missing_can_be_supplied(batch, rows, manifest, tmp_path):
    given = rows(3)
    given[1]["words"] = str(tmp_path / "late.txt")
    source = manifest(given)
    assert batch(source).failed == 1
    (tmp_path / "late.txt").write_text("Zelenskyy\n", encoding="utf-8")
    summary = batch(source, retry_failed=True)
    assert (summary.failed, summary.done, summary.transcribed_now) == (0, 3, 1)


def test_given_text_stays_without_a_line_break(batch, rows, manifest, tmp_path):
    (row,) = rows(1)
    batch(manifest([row | {"transcript": "president Zelensky met the queen", "words": ["Zelenskyy"]}]))
    (record,) = records(tmp_path / "out")
    assert record["text"] == record["transcript"] and not record["text"].endswith("\n")
