"""Audio and transcripts on standard input, and through pipes."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

import earmark
from earmark.cli.main import main
from earmark.recognizer import Recognizer

TEXT = "president zelenskyy met the queen"


@pytest.fixture
def words(tmp_path):
    path = tmp_path / "words.txt"
    path.write_text("Zelenskyy\n", encoding="utf-8")
    return path


def run(model, *arguments, given):
    command = [sys.executable, "-m", "earmark", *map(str, arguments), "--model", str(model), "--threads", "1"]
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_transcribe(model_folder, say, words, tmp_path):
    audio = say("a.wav", TEXT).read_bytes()
    text = "president Zelenskyy met the queen\n"
    assert run(model_folder, "transcribe", "-", "--words", words, given=audio) == (0, text, "")
    assert run(model_folder, "transcribe", "/dev/stdin", "--words", words, given=audio) == (0, text, "")
    assert run(model_folder, "transcribe", "-", "--output-dir", tmp_path / "o", given=audio) == (0, "", "")
    assert (tmp_path / "o" / "stdin.txt").read_text(encoding="utf-8") == TEXT + "\n"


def test_correct_with_either_of_the_two(model_folder, say, words, tmp_path):
    audio, transcript = say("a.wav", TEXT), tmp_path / "a.txt"
    transcript.write_text("president zelenskyy met the queen\n", encoding="utf-8")
    expected = (0, "president Zelenskyy met the queen\n", "")
    own = ("correct", "-", transcript, "--words", words)
    assert run(model_folder, *own, given=audio.read_bytes()) == expected
    own = ("correct", audio, "-", "--words", words)
    assert run(model_folder, *own, given=transcript.read_bytes()) == expected


def test_nothing_on_standard_input(model_folder):
    code, out, err = run(model_folder, "transcribe", "-", given=b"")
    assert (code, out) == (2, "") and err.startswith("earmark: standard input has no bytes to read")


def test_a_terminal_and_two_readers_are_refused(model_folder, capsys, monkeypatch):
    assert main(["transcribe", "-", "-", "--model", str(model_folder)]) == 2
    assert "- is given more than once; standard input can be read once" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert main(["transcribe", "-", "--model", str(model_folder)]) == 2
    assert "- is standard input, here a terminal" in capsys.readouterr().err


def test_bytes_and_file_objects_in_python(model_folder, say, words):
    path = say("a.wav", TEXT)
    recognizer = Recognizer(model_folder, {"search.threads": 1}, words=words)
    from_path = recognizer.transcribe(path)
    for audio in (path.read_bytes(), io.BytesIO(path.read_bytes())):
        made = recognizer.transcribe(audio)
        assert made.text == from_path.text and made.words == from_path.words and made.audio is None
    with Path(path).open("rb") as file:
        corrected = recognizer.correct(file, "president zelenskyy met the queen")
    assert corrected.text == "president Zelenskyy met the queen"
    good, bad = recognizer.transcribe_each([io.BytesIO(path.read_bytes()), b""])
    assert good.text == from_path.text and isinstance(bad, earmark.EarmarkError)
    with Path(path).open("rb") as file, pytest.raises(earmark.EarmarkError, match="a list of audios"):
        recognizer.transcribe_batch(file)
