"""``earmark correct`` and its evidence, with the bundled model and speech of the demo."""

import json
import os
from pathlib import Path

import pytest

from earmark.cli.main import main

DEMO = Path(__file__).parents[2] / "demo"
AUDIO = DEMO / "audio"
WRONG = "We moved from Free Mont to a small house near Raykjavik last winter."
RIGHT = "We moved from Fremont to a small house near Reykjavík last winter."
SRT = f"1\r\n00:00:00,200 --> 00:00:03,600\r\n{WRONG}\r\n"


@pytest.fixture
def correct(capsys):
    def run(*arguments):
        code = main(["correct", *map(str, arguments), "--words", str(DEMO / "words.csv")])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def fremont(tmp_path) -> tuple[Path, Path]:
    path = tmp_path / "talk.srt"
    path.write_bytes(SRT.encode())
    return AUDIO / "fremont.opus", path


def test_the_transcript_is_printed_in_its_format(correct, fremont):
    code, out, err = correct(*fremont)
    assert (code, err) == (0, "")
    assert out.replace("\r\n", "\n") == SRT.replace(WRONG, RIGHT).replace("\r\n", "\n")


def test_a_file_is_written_byte_for_byte(correct, fremont, tmp_path):
    target = tmp_path / "fixed.srt"
    assert correct(*fremont, "-o", target) == (0, "", "")
    assert target.read_bytes() == SRT.replace(WRONG, RIGHT).encode()
    assert fremont[1].read_bytes() == SRT.encode()


def test_diff_says_what_changed_when_and_why(correct, fremont):
    code, out, _ = correct(*fremont, "--diff")
    lines = out.splitlines()
    assert code == 0 and "2 changes" in lines[0]
    assert "- Free Mont" in lines[1] and "+ Fremont" in lines[2]
    assert "log-odds +" in lines[2]
    assert lines[1].split()[0].startswith("0.") or lines[1].split()[0].startswith("1.")  # seconds
    assert "\x1b" not in out  # not a terminal


def test_evidence_as_json(correct, fremont, tmp_path):
    evidence = tmp_path / "evidence.jsonl"
    assert correct(*fremont, "--json", evidence)[0] == 0
    (row,) = [json.loads(line) for line in evidence.read_text(encoding="utf-8").splitlines()]
    assert row["transcript"] == str(fremont[1]) and row["text"] == RIGHT
    assert [item["before"] for item in row["replacements"]] == ["Free Mont", "Raykjavik"]
    assert row["replacements"][0]["evidence"]["log_odds"] > 0
    assert {"confirmed", "rejected", "unsaid", "diagnostics"} <= set(row)


def test_several_pairs_go_into_a_folder(correct, fremont, tmp_path):
    plain = tmp_path / "other.txt"
    plain.write_text("President Zelinski thanked the volunteers.", encoding="utf-8")
    folder = tmp_path / "fixed"
    code, out, _ = correct(*fremont, AUDIO / "zelenskyy.opus", plain, "-o", folder)
    assert (code, out) == (0, "")
    assert (folder / "talk.srt").read_bytes() == SRT.replace(WRONG, RIGHT).encode()
    assert (folder / "other.txt").read_text() == "President Zelenskyy thanked the volunteers."


def test_a_bad_pair_does_not_stop_the_others(correct, fremont, tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text('{"text": ', encoding="utf-8")
    code, out, err = correct(AUDIO / "keys.opus", broken, *fremont)
    assert code == 2
    assert RIGHT in out and "broken.json" in err and "line 1" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (["a.wav"], "has no partner"),
        (["a.wav", "b.srt", "c.wav"], "c.wav"),
        ([AUDIO / "keys.opus", "none.srt"], "none.srt"),
    ],
)
def test_bad_arguments_are_one_sentence(correct, files, message):
    code, out, err = correct(*files)
    assert code == 2 and out == ""
    assert message in err and err.count("\n") == 1


def test_two_files_of_one_name_are_refused(correct, fremont, tmp_path):
    other = tmp_path / "more" / "talk.srt"
    os.makedirs(other.parent)
    other.write_bytes(SRT.encode())
    code, _, err = correct(*fremont, fremont[0], other, "-o", tmp_path / "fixed")
    assert code == 2 and "talk.srt" in err


def test_unsaid_text_is_named(correct, tmp_path):
    path = tmp_path / "loop.txt"
    path.write_text("I left the keys on the table next to the old radio." + " Thank you for watching." * 20)
    code, out, err = correct(AUDIO / "keys.opus", path)
    assert code == 0 and out.strip() == path.read_text()
    assert "is not in the audio" in err


def test_explain_understands_a_correction(capsys, fremont):
    words = str(DEMO / "words.csv")
    audio, transcript = map(str, fremont)
    assert main(["explain", audio, "--transcript", transcript, "--words", words]) == 0
    out = capsys.readouterr().out
    assert "wrote 'Fremont'" in out and "considered 2, written 2" in out
    assert main(["explain", audio, audio, "--transcript", transcript, "--words", words]) == 2
    assert "--transcript was given 1 times for 2 audios" in capsys.readouterr().err
