"""Progress on a terminal after two seconds, nothing elsewhere or with --quiet."""

import sys

import pytest

from earmark.cli import main as cli
from earmark.cli import terminal
from earmark.cli.terminal import Progress, clock


@pytest.fixture
def seconds(monkeypatch):
    """A clock that the test moves."""
    now = [0.0]
    monkeypatch.setattr(terminal.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _: True)
    yield
    terminal.be_quiet(False)


def work(now):
    with Progress(2, 100.0) as progress:
        for _ in range(10):
            now[0] += 1.0
            progress.read(10.0)
        progress.done()
        progress.done()


def test_progress_and_a_summary_on_a_terminal(capsys, seconds, on_a_terminal):
    work(seconds)
    told = capsys.readouterr().err
    assert "0 of 2 files, 0:20 of 1:40 of audio, 20%, 0:02 so far" in told
    assert "10%" not in told  # within the first two seconds
    assert told.endswith("\r\x1b[Kearmark: 2 of 2 files, 100.0 s of audio in 10.0 s, RTF 0.100\n")


def test_nothing_where_there_is_no_terminal(capsys, seconds):
    work(seconds)
    assert capsys.readouterr().err == ""


def test_nothing_when_quiet(capsys, seconds, on_a_terminal):
    terminal.be_quiet(True)
    work(seconds)
    assert capsys.readouterr().err == ""


def test_an_audio_that_is_read_twice_counts_once(capsys, seconds, on_a_terminal):
    with Progress(1, 50.0, passes=2) as progress:
        seconds[0] = 3.0
        progress.read(50.0)
        assert "0:25 of 0:50 of audio, 50%" in capsys.readouterr().err


def test_commands_report_what_they_read(monkeypatch, model_folder, say, tmp_path):
    counted = []
    monkeypatch.setattr(Progress, "read", lambda self, seconds: counted.append(seconds))
    audio = str(say("a.wav", "a fog"))
    (tmp_path / "a.txt").write_text("a fog")
    (tmp_path / "words.txt").write_text("fog\n")
    assert cli.main(["transcribe", audio, audio, "--model", str(model_folder)]) == 0
    assert len(counted) == 2
    words = ["--words", str(tmp_path / "words.txt")]
    assert cli.main(["correct", audio, str(tmp_path / "a.txt"), "--model", str(model_folder), *words]) == 0
    assert len(counted) == 3


def test_quiet_leaves_warnings_out_and_errors_in(capsys, model_folder, say, tmp_path):
    words = tmp_path / "words.txt"
    words.write_text("fog\n日本\n", encoding="utf-8")
    arguments = ["transcribe", str(say("a.wav", "a fog")), str(tmp_path / "gone.wav"), "--words", str(words)]
    assert cli.main([*arguments, "--model", str(model_folder)]) == 2
    assert "earmark: warning: " in capsys.readouterr().err
    assert cli.main([*arguments, "--model", str(model_folder), "--quiet"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("earmark: audio file ") and told.count("\n") == 1


@pytest.mark.parametrize(("seconds_", "written"), [(0, "0:00"), (75.9, "1:15"), (3600, "1:00:00")])
def test_clock(seconds_, written):
    assert clock(seconds_) == written
