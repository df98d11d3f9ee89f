"""Snippets and command lines of README and guides run as they stand; links of all pages lead somewhere."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted([*(ROOT / "docs").glob("*.md"), *(ROOT / "docs/guides").glob("*.md")])]
LINKED = sorted(
    page
    for folder in (".", "docs", "recipes", "benchmarks", "demo", "src/earmark/models")
    for page in (ROOT / folder).glob("*.md" if folder == "." else "**/*.md")
)


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


SERVER = "127.0.0.1:8765"  # tests/serve/test_guides.py runs the snippets of pages that need one


def local_pages() -> list[Path]:
    """Pages with snippets of Python that need no server."""
    return [
        page for page in PAGES if blocks(page, "python") and SERVER not in page.read_text(encoding="utf-8")
    ]


def command_blocks():
    """(page, earmark commands) of every block that has some: later ones may use what earlier ones wrote."""
    for page in PAGES:
        for block in blocks(page, "bash"):
            lines = [line for line in block.splitlines() if line.startswith("earmark ")]
            if lines:
                yield pytest.param(lines, id=f"{page.name}-{len(lines)}")


def links():
    for page in LINKED:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            yield pytest.param(page, target, id=f"{page.relative_to(ROOT)}-{target}")


def test_bundled_model_is_there():
    assert (ROOT / "src/earmark/models/english/model.onnx").is_file()


@pytest.mark.parametrize("page", local_pages(), ids=lambda p: p.name)
def test_python_snippets_run_in_order(page, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(ROOT)
    if "from_pretrained" in page.read_text(encoding="utf-8"):
        from models.huggingface.tiny import local_hub

        monkeypatch.setattr("earmark.models.huggingface.hub.Hub.folder", local_hub(tmp_path))
    names = {}
    for snippet in blocks(page, "python"):
        exec(compile(snippet, page.name, "exec"), names)
    if page.name == "README.md":
        assert "Fremont" in capsys.readouterr().out


@pytest.fixture
def beside_the_demo(tmp_path):
    """A folder in which the paths of the pages hold, and nothing of what is written stays."""
    (tmp_path / "demo").symlink_to(ROOT / "demo")
    return tmp_path


@pytest.mark.parametrize("lines", list(command_blocks()))
def test_command_lines_run(lines, beside_the_demo):
    for line in lines:
        arguments = [
            path
            for word in shlex.split(line)[1:]
            for path in (sorted(map(str, ROOT.glob(word))) if "*" in word else [word])
        ]
        done = subprocess.run(
            [sys.executable, "-m", "earmark", *arguments],
            cwd=beside_the_demo, capture_output=True, text=True, timeout=100,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}: {done.stderr}"
        assert done.stdout.strip()


@pytest.mark.parametrize(("page", "target"), list(links()))
def test_links_lead_somewhere(page, target):
    assert (page.parent / target).exists()


def test_options_table_names_real_options():
    from earmark import DecodeOptions

    table = (ROOT / "docs/guides/options.md").read_text(encoding="utf-8")
    named = {
        name
        for row in re.findall(r"^\| (`.*?) \|", table, flags=re.MULTILINE)
        for name in re.findall(r"`([\w.]+)`", row)
    }
    assert named and named <= DecodeOptions.fields().keys()


def test_readme_lists_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.match(r"[\w-]+", requirement)[0] for requirement in project["dependencies"]]
    sentence = (ROOT / "README.md").read_text(encoding="utf-8").split("Dependencies: ")[1].split(";")[0]
    assert re.split(r", | and ", sentence) == names


def test_the_sites_menu_has_every_guide_and_reference():
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [*(ROOT / "docs/guides").glob("*.md"), *(ROOT / "docs/reference").glob("*.md")]
    assert [page for page in pages if f"{page.parent.name}/{page.name}\n" not in menu] == []
