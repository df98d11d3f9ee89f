"""Files of the page: their headers, and names that are none of theirs."""

import re
from importlib.resources import files

import httpx
import pytest

STATIC = files("earmark.serve.page") / "static"


def test_every_file_is_served_with_a_policy_that_runs_nothing_else(server):
    for name in ("", *(f"page/{item.name}" for item in STATIC.iterdir())):
        answer = httpx.get(f"{server.http}/{name}")
        policy = answer.headers["content-security-policy"]
        assert answer.status_code == 200 and "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        "..%2froutes.py",
        "%2e%2e/routes.py",
        "..%5croutes.py",
        "app.js%00",
        "static",
        "",
        "%2fetc%2fpasswd",
        "App.js",
    ],
)
def test_other_names_are_not_found(server, name):
    assert httpx.get(f"{server.http}/page/{name}").status_code == 404


def test_no_address_of_another_server_and_no_markup_is_in_the_files():
    for item in STATIC.iterdir():
        text = item.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(
            r"https?://|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|style=", text
        ), item
        assert len(text.splitlines()) < 300


def test_the_page_s_own_requests_need_a_key_and_good_input(server, pcm):
    for path in ("pronunciation", "attention"):
        answer = httpx.post(
            f"{server.http}/page/{path}", files={"file": ("a.wav", b"RIFF")}, data={"phrase": "x"}
        )
        assert answer.status_code == 400 and answer.json()["error"]["message"]
        foreign = httpx.post(f"{server.http}/page/{path}", headers={"Origin": "https://elsewhere.example"})
        assert foreign.status_code == 403
