import json

import numpy as np
import pytest
import soundfile

from earmark.cli.main import main

TEXT = "president zelenskyy met the queen"
EVIDENCE = [
    "entry", "text", "start", "end", "confidence", "boost", "lm", "spoken", "alternative", "acoustic",
    "phones", "words", "phone_match", "log_odds", "attention", "acoustic_confidence", "context",
    "rarity", "techniques", "verifier", "ending", "reason",
]  # fmt: skip


@pytest.fixture
def transcribe(model_folder, capsys):
    def run(*arguments):
        code = main(["transcribe", *map(str, arguments), "--model", str(model_folder), "--threads", "1"])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("phrase,display_as\nZelenskyy,Zelenskyi\nFremont,\n", encoding="utf-8")
    return path


def test_text(transcribe, say, words):
    audio = say("a.wav", TEXT)
    assert transcribe(audio) == (0, TEXT + "\n", "")
    assert transcribe(audio, "--words", words)[1] == "president Zelenskyi met the queen\n"


def test_several_files_are_named(transcribe, say):
    first, second = say("a.wav", TEXT), say("b.flac", "the old radio")
    assert transcribe(first, second)[1] == f"{first}: {TEXT}\n{second}: the old radio\n"


def test_json_has_exactly_these_keys(transcribe, say, words):
    audio = say("a.wav", TEXT)
    code, out, _ = transcribe(audio, "--words", words, "--json")
    found = json.loads(out)
    assert code == 0 and out.count("\n") == 1
    assert list(found) == [
        "audio", "text", "seconds", "words", "entries", "rejected", "diagnostics", "transcriber",
    ]  # fmt: skip
    assert found["audio"] == str(audio) and found["text"] == "president Zelenskyi met the queen"
    fields = ["text", "start", "end", "confidence", "acoustic_confidence", "entry", "ending"]
    assert [list(word) for word in found["words"]] == [fields] * 5
    assert found["words"][1]["text"] == "Zelenskyi" and found["words"][1]["entry"] == "Zelenskyy"
    assert found["words"][0]["entry"] is None
    assert all(
        0 <= w["start"] <= w["end"] <= found["seconds"] and 0 <= w["acoustic_confidence"] <= 1
        for w in found["words"]
    )
    assert all(w["confidence"] is None for w in found["words"])  # the toy has no confidence.json
    (entry,) = found["entries"]
    assert list(entry) == EVIDENCE
    assert entry["entry"] == "Zelenskyy" and entry["start"] == found["words"][1]["start"]


def test_alternatives_when_asked_for(transcribe, say):
    audio = say("a.wav", TEXT)
    found = json.loads(transcribe(audio, "--json", "--nbest", 3)[1])
    assert found["nbest"][0] == found["text"] and 1 <= len(found["nbest"]) <= 3
    assert json.loads(transcribe(audio, "--json", "--nbest", 1)[1])["nbest"] == [TEXT]


def test_bad_file_does_not_stop_the_others(transcribe, say, tmp_path):
    bad = tmp_path / "bad.wav"
    bad.write_bytes(b"this is no audio")
    code, out, err = transcribe(bad, tmp_path / "none.wav", say("a.wav", TEXT), "--json")
    assert code == 2
    assert json.loads(out)["text"] == TEXT
    assert (
        err.count("\n") == 2 and "bad.wav cannot be read as audio" in err and "none.wav does not exist" in err
    )


def test_bad_list_is_told(transcribe, say, tmp_path):
    code, out, err = transcribe(say("a.wav", TEXT), "--words", tmp_path / "none.txt")
    assert (code, out) == (2, "") and "none.txt does not exist" in err


def test_unreachable_entries_are_told(transcribe, say, tmp_path):
    path = tmp_path / "words.csv"
    audio = say("a.wav", "a fog")
    path.write_text("phrase,display_as\nfog,\nfog,FOG\n", encoding="utf-8")
    code, _, err = transcribe(audio, "--words", path, "--strict")
    assert code == 0 and err.startswith("earmark: warning: 1 of 2 list entries are spoken exactly like an")
    path.write_text("phrase,display_as,weight\nfog,,1\nfog,FOG,-1\n", encoding="utf-8")
    code, _, err = transcribe(audio, "--words", path)
    assert code == 0 and err.startswith("earmark: warning: 1 of 2 list entries cannot be reached")
    assert err.count("\n") == 1
    assert transcribe(audio, "--words", path, "--strict")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "there is nothing to transcribe: give audio files, or --record SECONDS"),
        (["x.wav", "--nbest", "0"], "--nbest is 0, expected 1 or more"),
        (["x.wav", "--beam", "0"], "search.beam is 0, expected a whole number"),
        (
            ["x.wav", "--set", "speed=3"],
            "--set 'speed=3': unknown decode option 'speed': expected one of search.beam",
        ),
        (["x.wav", "--set", "search.top_k=many"], "is not understood: search.top_k is of type int"),
        (["--record", "-1"], "cannot record -1"),
    ],
)
def test_bad_arguments_are_told(transcribe, arguments, message):
    code, out, err = transcribe(*arguments)
    assert (code, out) == (2, "") and message in err.splitlines()[-1]


def test_a_recording_that_is_too_loud_is_said(transcribe, speak, tmp_path):
    path = tmp_path / "loud.wav"
    soundfile.write(path, np.clip(8 * speak(TEXT), -1, 1), 16_000)
    code, _, err = transcribe(path)
    assert code == 0 and f"earmark: warning: {path}: " in err and "clipped at 1.00 of full scale" in err
