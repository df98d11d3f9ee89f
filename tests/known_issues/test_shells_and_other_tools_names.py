"""Closed outputs and other locales ended in tracebacks; other tools' names were refused without advice."""

import os
import signal
import subprocess
import sys

import pytest

from earmark.cli.main import main
from earmark.output import FORMATS

CLIP = os.path.abspath("demo/audio/fremont.opus")


def shell(command, **options):
    return subprocess.run(
        ["bash", "-c", command.replace("earmark ", f"{sys.executable} -m earmark ", 1)],
        capture_output=True, text=True, timeout=120, **options,
    )  # fmt: skip


def test_a_closed_output_is_one_sentence():
    ran = shell(f"earmark transcribe {CLIP} >&-")
    assert ran.returncode == 2
    assert ran.stderr == "earmark: standard output is closed: leave out `>&-`, or give > FILE\n"


def test_closed_messages_change_nothing():
    ran = shell(f"earmark transcribe {CLIP} 2>&-")
    assert (ran.returncode, ran.stdout.split()[:2]) == (0, ["We", "moved"])


def test_names_of_files_that_the_locale_lacks(tmp_path):
    name = tmp_path / "ünï 日本.opus"
    name.symlink_to(CLIP)
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    ran = shell(f"earmark transcribe '{name}' --format all --output-dir out", cwd=tmp_path, env=environment)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(list((tmp_path / "out").iterdir())) == len(FORMATS)
    assert str(name) in (tmp_path / "out" / "ünï 日本.json").read_text(encoding="utf-8")


def test_an_early_interrupt_is_one_sentence(tmp_path):
    """As if Ctrl-C were pressed while the commands are imported."""
    (tmp_path / "soundfile.py").write_text("raise KeyboardInterrupt")
    ran = shell(
        "earmark --version",
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}"},
    )
    assert (ran.returncode, ran.stdout) == (128 + signal.SIGINT, "")
    assert ran.stderr == "earmark: interrupted\n"


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        ("--output x", "give --output-dir DIR"),
        ("-o x", "give --output-dir DIR"),
        ("-f srt", "give --format"),
        ("--diarize", "give --channels separate"),
        ("--max_line_width 42", "at most 42 characters"),
        ("--boost 3", "there is no option --boost: did you mean --boosting?"),
        ("--format strt", "did you mean 'srt'?"),
        ("--model large-v3", "--transcriber faster-whisper:large-v3"),
        ("--model base.en", "--transcriber faster-whisper:base.en"),
        ("--transcriber fast-whisper:base", "did you mean 'faster-whisper'?"),
    ],
)
def test_names_of_other_tools(arguments, advice, capsys):
    try:
        code = main(["transcribe", CLIP, *arguments.split()])
    except SystemExit as ended:
        code = ended.code
    said = capsys.readouterr()
    assert code == 2 and said.out == ""
    assert advice in said.err and said.err.count("\n") == 1 and said.err.startswith("earmark")


@pytest.mark.parametrize("words", [["help"], ["help", "transcribe"], ["version"]])
def test_help_and_version_are_commands_too(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 0 and capsys.readouterr().out.startswith(("usage: earmark", "earmark "))


def test_advice_on_file_objects_is_for_those_alone(capsys):
    ran = shell("earmark transcribe - < /dev/null")
    assert (ran.returncode, ran.stderr) == (2, "earmark: standard input has no bytes to read\n")
