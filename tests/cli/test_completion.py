import shutil
import subprocess

import pytest

from earmark.cli import main as cli


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_of_each_shell_names_commands_and_options(capsys, shell):
    assert cli.main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "transcribe" in script and "output-dir" in script and "evaluate compare" not in script


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes(capsys):
    cli.main(["completion", "bash"])
    script = capsys.readouterr().out
    ask = "COMP_WORDS=(earmark transcribe --wo) COMP_CWORD=2; _shtab_earmark; echo ${COMPREPLY[@]}"
    done = subprocess.run(["bash"], input=f"{script}\n{ask}\n", capture_output=True, text=True, timeout=20)
    assert done.stdout.split() == ["--words"]
