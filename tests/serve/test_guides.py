"""Snippets of guides that need a server run as they stand, but for its ports."""

import re
from pathlib import Path

import pytest
from serving import Serving

ROOT = Path(__file__).parents[2]
SERVER, WYOMING = "127.0.0.1:8765", "10300"
PAGES = [
    page for page in sorted((ROOT / "docs/guides").glob("*.md")) if SERVER in page.read_text(encoding="utf-8")
]


def snippets(page):
    return re.findall(
        r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )


@pytest.fixture(scope="module")
def ports(recognizer, tmp_path_factory):
    """The server's address and its port for Wyoming."""
    with Serving(tmp_path_factory.mktemp("serve"), recognizer, wyoming_port=0) as running:
        yield running.http.removeprefix("http://"), str(running.app.state.wyoming.port)


@pytest.mark.parametrize("page", [page for page in PAGES if snippets(page)], ids=lambda page: page.name)
def test_python_snippets_run_in_order(page, ports, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    names = {}
    for snippet in snippets(page):
        own = snippet.replace(SERVER, ports[0]).replace(WYOMING, ports[1])
        exec(compile(own, page.name, "exec"), names)
    assert "Fremont" in capsys.readouterr().out
