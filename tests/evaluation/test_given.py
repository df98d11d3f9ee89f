"""Reading of other recognizers' transcripts of a manifest."""

import json
from pathlib import Path

import pytest

from earmark.errors import TranscriptError
from earmark.evaluation.given import load_transcripts
from earmark.evaluation.manifest import Utterance

ROWS = [
    Utterance("a-1", Path("/audio/first.wav"), "one", 1, fields={"audio": "first.wav"}),
    Utterance("b-2", Path("/audio/second.wav"), "two", 2, fields={"audio": "second.wav"}),
]
SRT = "1\n00:00:00,000 --> 00:00:01,000\nTwo.\n"


def lines(tmp_path, *rows):
    path = tmp_path / "t.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def texts(path):
    return [one.text for one in load_transcripts(path, ROWS)]


def test_a_folder_by_id_and_by_audio(tmp_path):
    (tmp_path / "a-1.txt").write_text("One.")
    (tmp_path / "second.srt").write_text(SRT)
    (tmp_path / "third.txt").write_text("of another set")
    assert [one.format for one in load_transcripts(tmp_path, ROWS)] == ["text", "srt"]
    assert texts(tmp_path)[0] == "One."


def test_lines_by_id_and_by_audio(tmp_path):
    document = {"text": " Two.", "segments": [{"id": 0, "start": 0.0, "end": 1.0, "text": " Two."}]}
    path = lines(
        tmp_path, {"id": "a-1", "transcript": "One."}, {"audio": "second.wav", "transcript": document}
    )
    assert [text.strip() for text in texts(path)] == ["One.", "Two."]


def test_a_text_that_looks_like_a_file(tmp_path):
    path = lines(
        tmp_path, {"id": "a-1", "transcript": "notes.txt"}, {"audio": "/audio/second.wav", "transcript": SRT}
    )
    assert texts(path)[0].strip() == "notes.txt"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"id": "a-1", "transcript": "One."}], "has no transcript of 1 of 2 utterances, first 'b-2'"),
        ([{"id": "a-1", "transcript": "One."}] * 2, "line 2 repeats the transcript of 'a-1'"),
        ([{"transcript": "One."}], "line 1 needs an 'id' or an 'audio'"),
        ([{"id": "a-1"}], "line 1 needs an 'id' or an 'audio', and a 'transcript'"),
        ([[]], "line 1 needs an 'id'"),
        ([{"id": "a-1", "transcript": {"what": 1}}, {"id": "b-2", "transcript": "."}], "line 1: this JSON"),
    ],
)
def test_lines_that_cannot_be_used(tmp_path, rows, message):
    with pytest.raises(TranscriptError, match=message):
        load_transcripts(lines(tmp_path, *rows), ROWS)


def test_broken_json_and_missing_files(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"id": "a-1", "transcript": "One."}\n{"id": \n')
    with pytest.raises(TranscriptError, match="line 2 is not JSON"):
        load_transcripts(path, ROWS)
    with pytest.raises(TranscriptError, match="cannot be read"):
        load_transcripts(tmp_path / "missing.jsonl", ROWS)


def test_two_transcripts_of_one_utterance(tmp_path):
    for ending in ("txt", "srt"):
        (tmp_path / f"a-1.{ending}").write_text(SRT)
    with pytest.raises(TranscriptError, match=r"two transcripts of 'a-1', a-1.srt and a-1.txt"):
        load_transcripts(tmp_path, ROWS)
