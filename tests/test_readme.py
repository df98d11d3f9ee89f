"""The README's snippets and command lines run as they stand, on the bundled model and the demo clips."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def command_blocks():
    """The earmark commands of every block that has some: later ones may use what earlier ones wrote."""
    found = [[x for x in block.splitlines() if x.startswith("earmark ")] for block in blocks("bash")]
    return [lines for lines in found if lines]


def test_bundled_model_is_there():
    assert (ROOT / "src/earmark/models/english/model.onnx").is_file()


def test_python_snippets_run_in_order(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    snippets = blocks("python")
    assert len(snippets) >= 3
    names = {}
    for snippet in snippets:
        exec(compile(snippet, "README.md", "exec"), names)
    assert "Fremont" in capsys.readouterr().out


@pytest.fixture
def beside_the_demo(tmp_path):
    """A folder in which the paths of the README hold, and nothing of what is written stays."""
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    return tmp_path


@pytest.mark.parametrize("lines", command_blocks(), ids=len)
def test_command_lines_run(lines, beside_the_demo):
    for line in lines:
        arguments = [
            found
            for word in shlex.split(line)[1:]
            for found in (sorted(map(str, ROOT.glob(word))) if "*" in word else [word])
        ]
        done = subprocess.run(
            [sys.executable, "-m", "earmark", *arguments],
            cwd=beside_the_demo, capture_output=True, text=True, timeout=100,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert done.stdout.strip()


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_links_lead_somewhere(target):
    assert (ROOT / target).exists()


def test_options_table_names_real_options():
    from earmark import DecodeOptions

    table = README.split("## Options")[1].split("##")[0]
    named = {
        name
        for row in re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE)
        for name in re.findall(r"`([\w.]+)`", row)
    }
    assert named and named <= DecodeOptions.fields().keys()
