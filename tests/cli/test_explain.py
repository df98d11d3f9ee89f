"""earmark explain: the evidence as text and as JSON."""

import json
from pathlib import Path

import pytest

from earmark.cli.main import main

DEMO = Path(__file__).resolve().parents[2] / "demo"


def test_says_what_was_written_instead_of_what(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["explain", str(DEMO / "audio/fremont.opus"), "--words", str(DEMO / "words.csv")])
    out = capsys.readouterr().out
    assert code == 0
    assert "wrote 'Fremont'" in out and "without the list: acoustic" in out
    assert "considered" in out and "written" in out


def test_json_has_evidence_and_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(
        ["explain", str(DEMO / "audio/fremont.opus"), "--words", str(DEMO / "words.csv"), "--json", "--all"]
    )
    found = json.loads(capsys.readouterr().out)
    assert code == 0
    (audio,) = found["audio"]
    written = {entry["entry"]: entry for entry in audio["entries"]}
    assert written["Fremont"]["boost"] + written["Fremont"]["lm"] > 0
    assert written["Reykjavik"]["alternative"] is not None and "class" in written["Reykjavik"]["techniques"]
    uses = {use["entry"]: use for use in found["list"]}
    assert uses["Fremont"]["written"] == 1 and uses["Fremont"]["pronunciations"]
    assert any(use["considered"] == 0 and use["problem"] is None for use in uses.values())  # by --all


def test_a_bad_audio_is_told_and_the_others_go_on(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.wav")
    code = main(["explain", missing, str(DEMO / "audio/keys.opus"), "--words", str(DEMO / "words.csv")])
    out, err = capsys.readouterr()
    assert code == 2
    assert "missing.wav" in err and "Traceback" not in err
    assert "keys.opus" in out
