"""``earmark transcribe`` with formats, files and channels."""

import json

import numpy as np
import pytest
import soundfile

import earmark
from earmark.cli.main import main
from earmark.correction import read_transcript

TEXT = "president zelenskyy met the queen"


@pytest.fixture
def transcribe(model_folder, capsys):
    def run(*arguments):
        code = main(["transcribe", *map(str, arguments), "--model", str(model_folder), "--threads", "1"])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.mark.parametrize("format", ["srt", "vtt", "ctm"])
def test_one_format_is_printed(transcribe, say, format):
    code, out, err = transcribe(say("a.wav", TEXT), "--format", format)
    assert (code, err) == (0, "")
    assert read_transcript(out).format == format
    assert [word.text for word in read_transcript(out).words] == TEXT.split()


def test_json_is_the_dictionary(transcribe, say, model_folder):
    audio = say("a.wav", TEXT)
    out = transcribe(audio, "--format", "json")[1]
    assert out == transcribe(audio, "--json")[1]
    recognizer = earmark.Recognizer(model_folder, {"search.threads": 1})
    assert json.loads(out) == recognizer.transcribe(audio).to_dict()
    assert transcribe(audio, "--format", "text")[1] == transcribe(audio)[1] == TEXT + "\n"


def test_files_in_a_folder(transcribe, say, tmp_path):
    first, second = say("one.wav", TEXT), say("two.flac", "the old radio")
    folder = tmp_path / "made" / "here"
    code, out, err = transcribe(
        first, second, "--format", "text,SRT", "--format", "textgrid", "--json", "--output-dir", folder
    )
    assert (code, out, err) == (0, "", "")
    assert sorted(path.name for path in folder.iterdir()) == [
        "one.TextGrid", "one.json", "one.srt", "one.txt", "two.TextGrid", "two.json", "two.srt", "two.txt",
    ]  # fmt: skip
    assert (folder / "one.txt").read_text(encoding="utf-8") == TEXT + "\n"
    assert json.loads((folder / "two.json").read_text(encoding="utf-8"))["audio"] == str(second)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.wav", "--format", "docx"], "--format 'docx' is unknown, expected all or one of text, json"),
        (["a.wav", "--format", "srt,vtt"], "2 formats (srt, vtt) cannot be printed together: give"),
        (["a.wav", "b.wav", "--format", "srt"], "srt of 2 audios cannot be printed together: give"),
        (["a.wav", "x/a.mp3", "--output-dir", "."], "a.wav and x/a.mp3 would be written to the same files"),
        (["a.wav", "--channels", "separate", "--nbest", "2"], "--nbest and --channels separate exclude each"),
    ],
)
def test_bad_arguments_are_told(transcribe, arguments, message):
    code, out, err = transcribe(*arguments)
    assert (code, out) == (2, "") and message in err


@pytest.fixture
def call(speak, tmp_path):
    """A stereo file: one side speaks after the other."""
    left, right = speak(TEXT), speak("the old radio")
    silence = np.zeros(len(left) + 16_000, np.float32)
    longest = len(silence) + len(right)
    sides = [np.pad(left, (0, longest - len(left))), np.concatenate([silence, right])]
    path = tmp_path / "call.wav"
    soundfile.write(path, np.stack(sides, axis=1), 16_000)
    return path


def test_channels_by_themselves(transcribe, call):
    text = f"1: {TEXT}\n2: the old radio\n"
    assert transcribe(call, "--channels", "separate") == (0, text, "")
    vtt = transcribe(call, "--channels", "separate", "--format", "vtt")[1]
    assert f"<v 1>{TEXT}" in vtt and "<v 2>the old radio" in vtt
    found = json.loads(transcribe(call, "--channels", "separate", "--json")[1])
    assert found["audio"] == str(call) and [word["channel"] for word in found["words"]] == [1] * 5 + [2] * 3


def test_one_channel_has_no_number(transcribe, say, tmp_path):
    assert transcribe(say("a.wav", TEXT), "--channels", "separate")[1] == TEXT + "\n"
    code, _, err = transcribe(tmp_path / "none.wav", "--channels", "separate")
    assert code == 2 and "none.wav does not exist" in err


def test_names_with_points_stay_whole(transcribe, say, tmp_path):
    assert transcribe(say("call.2026.wav", TEXT), "--format", "ctm", "--output-dir", tmp_path / "o")[0] == 0
    assert (tmp_path / "o" / "call.2026.ctm").read_text(encoding="utf-8").startswith("call.2026 1 ")
