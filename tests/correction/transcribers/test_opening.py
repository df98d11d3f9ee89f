"""A transcriber is opened by its text; others are refused in a sentence."""

import subprocess
import sys

import pytest

from earmark import EarmarkError
from earmark.correction.transcribers import open_transcriber


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "whisper",
        "none",
        "faster-whisper",
        "faster-whisper:",
        "openai",
        "openai:",
        "command:",
        "vosk:x",
        5,
    ],
)
def test_what_is_no_transcriber_is_refused(spec):
    with pytest.raises(EarmarkError, match=r"'openai:URL' or 'command:PROGRAM ARGUMENTS {audio}'"):
        open_transcriber(spec)


def test_moonshine_writes_english_alone(tmp_path):
    with pytest.raises(EarmarkError, match="writes English, the language is 'de'"):
        open_transcriber("moonshine", language="de")


def test_moonshine_of_a_folder(tmp_path):
    with pytest.raises(EarmarkError, match="is not a folder of Moonshine"):
        open_transcriber(f"moonshine:{tmp_path}")


def test_a_missing_extra_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(
        EarmarkError, match=r"'faster_whisper', which is not installed: run pip install 'earmark\[whisper\]'"
    ):
        open_transcriber("faster-whisper:base")


def test_nothing_heavy_is_imported_before_it_is_needed():
    opened = "open_transcriber('command:cat {audio}')"
    code = f"import sys, earmark.correction.transcribers as t; t.{opened}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "earmark.correction.transcribers.command" in loaded
    assert not {"faster_whisper", "earmark.correction.transcribers.moonshine"} & set(loaded)
