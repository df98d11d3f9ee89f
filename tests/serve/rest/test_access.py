"""Keys, scopes, rates, and a server without keys."""

import asyncio

import httpx
import pytest
from serving import Serving

from earmark.serve.errors import Busy
from earmark.serve.keys import METRICS, READ, TRANSCRIBE, USUAL_SCOPES, WRITE
from earmark.serve.limiter import RateLimiter

CLIP = "demo/audio/fremont.opus"


@pytest.fixture(scope="module")
def guarded(recognizer, tmp_path_factory):
    """A server with keys."""
    with Serving(tmp_path_factory.mktemp("guarded"), recognizer) as running:
        yield running


@pytest.fixture(scope="module")
def key(guarded):
    """key(owner, scopes, rate) -> a new key as text."""

    def make(owner, scopes=USUAL_SCOPES, rate=None):
        return str(asyncio.run(guarded.app.state.store.add_key("k", owner, scopes, rate)))

    make("somebody")  # the server is closed from here on
    return make


def headers(key):
    return {"Authorization": f"Bearer {key}"}


def transcribe(server, headers, **fields):
    with open(CLIP, "rb") as file:
        address = f"{server.http}/v1/audio/transcriptions"
        return httpx.post(address, files={"file": file}, data=fields, headers=headers, timeout=60)


@pytest.mark.parametrize("given", ["", "ek_", "ek_000000000000_" + "A" * 43, "Bearer", "🙂"])
def test_no_key_or_another_is_refused(guarded, key, given):
    headers = {b"Authorization": f"Bearer {given}".encode()} if given else {}
    answer = httpx.get(f"{guarded.http}/v1/word-lists", headers=headers)
    assert answer.status_code == 401 and answer.json()["error"]["type"] == "authentication_error"
    assert answer.headers["www-authenticate"] == "Bearer"


def test_every_route_but_health_asks_for_a_key(guarded, key):
    paths = httpx.get(f"{guarded.http}/openapi.json").json()["paths"]
    asked = [(path, method) for path, methods in paths.items() for method in methods]
    assert len(asked) >= 10
    for path, method in asked:
        answer = httpx.request(method, guarded.http + path.replace("{id}", "wl_x"))
        assert (answer.status_code == 401) == (path not in ("/healthz", "/readyz")), (method, path)


@pytest.mark.parametrize(
    "form", [lambda k: {"Authorization": f"Bearer {k}"}, lambda k: {"Authorization": f"Token {k}"},
             lambda k: {"X-Api-Key": k}],
)  # fmt: skip
def test_where_clients_put_a_key(guarded, key, form):
    assert httpx.get(f"{guarded.http}/v1/word-lists", headers=form(key("ann"))).status_code == 200


def test_keys_are_stored_as_hashes(guarded, key):
    secret = key("ann").rpartition("_")[2]
    (path,) = guarded.settings.data.glob("earmark.db")
    stored = b"".join(part.read_bytes() for part in path.parent.glob("earmark.db*"))
    assert secret.encode() not in stored


def test_a_revoked_key_is_useless_at_once(guarded, key):
    given = key("ann")
    assert httpx.get(f"{guarded.http}/v1/word-lists", headers=headers(given)).status_code == 200
    asyncio.run(guarded.app.state.store.revoke_key(given.split("_")[1]))
    assert httpx.get(f"{guarded.http}/v1/word-lists", headers=headers(given)).status_code == 401


def test_another_key_sees_no_list(guarded, key):
    ann, bob, laptop = headers(key("ann")), headers(key("bob")), headers(key("ann"))
    made = httpx.post(f"{guarded.http}/v1/word-lists", json=["Fremont"], headers=ann).json()
    address = f"{guarded.http}/v1/word-lists/{made['id']}"
    assert httpx.get(address, headers=laptop).status_code == 200  # a key of the same owner
    for method, path in [
        ("GET", ""),
        ("PUT", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("GET", "/versions"),
        ("GET", "/report"),
    ]:
        body = {"words": ["x"]} if method == "PUT" else {"add": ["x"]} if method == "PATCH" else None
        refused = httpx.request(method, address + path, headers=bob, json=body)
        assert refused.status_code == 404, (method, path)
        assert "Fremont" not in refused.text
    assert transcribe(guarded, bob, word_list=made["id"]).status_code == 404
    assert made["id"] not in httpx.get(f"{guarded.http}/v1/word-lists", headers=bob).text
    assert "Fremont" in transcribe(guarded, ann, word_list=made["id"]).json()["text"]


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (READ, {"GET /v1/word-lists"}),
        (WRITE, {"POST /v1/word-lists"}),
        (METRICS, {"GET /metrics"}),
        (TRANSCRIBE, {"POST /v1/audio/transcriptions"}),
    ],
)
def test_scopes(guarded, key, scope, allowed):
    given, passed = headers(key("ann", (scope,))), set()
    requests = ["GET /v1/word-lists", "POST /v1/word-lists", "GET /metrics", "POST /v1/audio/transcriptions"]
    for request in requests:
        method, path = request.split()
        answer = httpx.request(method, guarded.http + path, headers=given)
        if answer.status_code == 403:
            assert answer.json()["error"]["code"] == "missing_scope"
        else:
            passed.add(request)
    assert passed == allowed


def test_a_stored_list_needs_the_scope_to_read_it(guarded, key):
    assert transcribe(guarded, headers(key("ann", (TRANSCRIBE,))), word_list="wl_x").status_code == 403


def test_rate_of_a_key(guarded, key):
    given = headers(key("ann", rate=2))
    statuses = [httpx.get(f"{guarded.http}/v1/word-lists", headers=given) for _ in range(3)]
    assert [answer.status_code for answer in statuses] == [200, 200, 429]
    assert 0 < int(statuses[2].headers["retry-after"]) <= 30


def test_a_bucket_fills_with_time():
    now = [0.0]
    limiter = RateLimiter(lambda: now[0])
    for _ in range(60):
        limiter.take("k", 60)
    with pytest.raises(Busy, match="in 1 s"):
        limiter.take("k", 60)
    limiter.take("other", 60)
    now[0] += 2.0
    limiter.take("k", 60)
    limiter.take("k", 60)
    with pytest.raises(Busy):
        limiter.take("k", 60)


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Origin": "null"}]
)
def test_pages_of_other_sites_do_not_reach_a_server_without_keys(server, headers):
    answer = httpx.get(f"{server.http}/v1/word-lists", headers=headers)
    assert answer.status_code == 403 and answer.json()["error"]["code"] == "loopback_only"


def test_own_pages_do(server):
    headers = {"Origin": f"http://localhost:{server.port}"}
    assert httpx.get(f"{server.http}/v1/word-lists", headers=headers).status_code == 200
