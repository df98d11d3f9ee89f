"""Snippets of guides that need a server run as they stand, but for its ports."""

import re
import subprocess
from pathlib import Path

import pytest
from serving import Serving

ROOT = Path(__file__).parents[2]
SERVER, WYOMING = "127.0.0.1:8765", "10300"
PAGES = [
    page for page in sorted((ROOT / "docs/guides").glob("*.md")) if SERVER in page.read_text(encoding="utf-8")
]


CURL = 'curl() { command curl -sS --fail-with-body "$@" || exit 1; }\nset -eo pipefail\n'


def snippets(page, language="python"):
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def curl_snippets(page):
    return [snippet for snippet in snippets(page, "bash") if "curl " in snippet]


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


@pytest.mark.parametrize("page", [page for page in PAGES if curl_snippets(page)], ids=lambda page: page.name)
def test_curl_snippets_run_in_order(page, ports):
    done = []
    for snippet in curl_snippets(page):
        script = CURL + snippet.replace(SERVER, ports[0])
        done.append(
            subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=100)
        )
        assert done[-1].returncode == 0, (snippet, done[-1].stdout[-500:], done[-1].stderr)
        assert done[-1].stdout.strip()
    written = "".join(one.stdout for one in done)
    assert "Zelenskyj" in written and "WEBVTT" in written and '"version":2' in written
