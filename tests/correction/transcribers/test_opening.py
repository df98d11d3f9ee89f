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


@pytest.mark.parametrize("spec", ["openai:http://host/v1?hints=", "openai:http://host/v1?model=x&hints="])
@pytest.mark.parametrize("written", ["-1", "many", "1001", "2.0"])
def test_hints_are_a_number(spec, written):
    with pytest.raises(EarmarkError, match=f"hints={written} is not a whole number from 0 to 1000"):
        open_transcriber(spec + written)
    with pytest.raises(EarmarkError, match=f"hints={written} is not a whole number"):
        open_transcriber(f"faster-whisper:base?hints={written}")


def test_nobody_gets_hints_who_did_not_ask():
    assert open_transcriber("openai:http://host/v1").hint_limit() == 0
    assert open_transcriber("openai:http://host/v1?model=x&hints=20").hint_limit() == 20


def test_moonshine_writes_english_alone(tmp_path):
    with pytest.raises(EarmarkError, match="writes English, the language is 'de'"):
        open_transcriber("moonshine", language="de")


def test_moonshine_of_a_folder(tmp_path):
    with pytest.raises(EarmarkError, match="is not a folder of Moonshine"):
        open_transcriber(f"moonshine:{tmp_path}")


def test_a_missing_extra_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(
        EarmarkError, match=r"'faster_whisper', which is not installed: run pip install faster-whisper"
    ):
        open_transcriber("faster-whisper:base")


def test_nothing_heavy_is_imported_before_it_is_needed():
    opened = "open_transcriber('command:cat {audio}')"
    code = f"import sys, earmark.correction.transcribers as t; t.{opened}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "earmark.correction.transcribers.command" in loaded
    assert not {"faster_whisper", "earmark.correction.transcribers.moonshine"} & set(loaded)
