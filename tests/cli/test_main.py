import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from earmark.cli import main as cli


def test_version_and_help(capsys):
    with pytest.raises(SystemExit) as done:
        cli.main(["--version"])
    assert done.value.code == 0 and capsys.readouterr().out.startswith("earmark ")
    with pytest.raises(SystemExit) as done:
        cli.main(["--help"])
    told = capsys.readouterr().out
    assert done.value.code == 0 and all(command in told for command in cli.COMMANDS)


def test_unknown_command_is_refused(capsys):
    with pytest.raises(SystemExit) as done:
        cli.main(["dance"])
    assert done.value.code == 2 and "invalid choice: 'dance'" in capsys.readouterr().err


def test_bad_input_is_one_sentence_without_a_traceback(capsys):
    assert cli.main(["transcribe", "x.wav", "--model", "klingon"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("earmark: there is no model 'klingon'") and told.count("\n") == 1


def lacking_torch(*_):
    raise ModuleNotFoundError("No module named 'torch'", name="torch")


def add_lazy_parser(subparsers):
    parser = subparsers.add_parser("train")
    parser.add_argument("--budget")
    parser.set_defaults(run=lacking_torch)


@pytest.mark.parametrize("module", [None, SimpleNamespace(add_parser=add_lazy_parser)])
def test_missing_extra_says_what_to_install(monkeypatch, capsys, module):
    """Whether the command imports its packages at once or only when it runs."""
    real = cli.importlib.import_module

    def load(name):
        return real(name) if name != "earmark.cli.train" else module or lacking_torch()

    monkeypatch.setattr(cli.importlib, "import_module", load)
    assert cli.main(["train", "--budget", "45m"]) == 2
    told = capsys.readouterr().err
    assert "needs the package 'torch', which is not installed: pip install " in told


def test_interrupt_ends_with_130(monkeypatch, capsys, model_folder, say):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("earmark.cli.transcribe.Recognizer", interrupt)
    assert cli.main(["transcribe", str(say("a.wav", "a fog")), "--model", str(model_folder)]) == 130
    assert capsys.readouterr().err == "earmark: interrupted\n"


def run(*arguments, **options):
    command = [sys.executable, "-m", "earmark", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full, which only Linux has")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_full_disk_is_told(model_folder, say, unbuffered):
    command = [sys.executable, "-m", "earmark", "transcribe", say("a.wav", "a fog"), "--model", model_folder]
    with open("/dev/full", "w") as full:
        environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
        done = subprocess.run(
            command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, env=environment
        )
    assert done.returncode == 2
    assert done.stderr == "earmark: No space left on device\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_reader_that_leaves_is_no_error(model_folder, say, unbuffered):
    audio = say("a.wav", "a fog")
    command = (
        f"{sys.executable} -m earmark transcribe {' '.join([str(audio)] * 20)} --model {model_folder} | true"
    )
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    )
    assert (done.returncode, done.stderr) == (0, "")
