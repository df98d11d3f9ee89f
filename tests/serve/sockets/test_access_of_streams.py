"""Keys of streams: whose lists they may use, and what they may do."""

import json

import pytest
import websockets
from serving import Serving
from websockets.sync.client import connect

from earmark.biasing import WordList
from earmark.serve.store import key_table, list_table

SCOPES = ("transcribe", "lists:read", "lists:write")


@pytest.fixture(scope="module")
def guarded(recognizer, tmp_path_factory):
    """A server with keys, the keys by name, and the id of a list of "first"."""
    with Serving(tmp_path_factory.mktemp("serve"), recognizer) as running:
        with running.app.state.store.database.writing() as connection:
            keys = {
                name: str(key_table.add_key(connection, name, name, scopes, None))
                for name, scopes in (("first", SCOPES), ("second", SCOPES), ("reader", ("lists:read",)))
            }
            head = list_table.add_list(connection, "first", "names", WordList.of(["Fremont"]), 10)
        yield running, keys, head.id


def configured(running, list_id, **options):
    with connect(f"{running.ws}/v1/stream?word_list={list_id}", **options) as ws:
        return json.loads(ws.recv(10))


def bearer(key):
    return {"additional_headers": {"Authorization": f"Bearer {key}"}}


@pytest.mark.parametrize("place", ["header", "token", "subprotocol", "query"])
def test_a_key_uses_its_own_list(guarded, place):
    running, keys, list_id = guarded
    options = {
        "header": bearer(keys["first"]),
        "token": {"additional_headers": {"Authorization": f"Token {keys['first']}"}},
        "subprotocol": {"subprotocols": ["bearer", keys["first"]]},
        "query": {},
    }[place]
    asked = f"{list_id}&api_key={keys['first']}" if place == "query" else list_id
    answer = configured(running, asked, **options)
    assert answer["type"] == "configured" and answer["words"]["entries"] == 1 and not answer["warnings"]


@pytest.mark.parametrize("guess", [None, "0", "../first", "'%20OR%201=1%20--", "%00", "wl_" + "0" * 24])
def test_another_key_s_list_is_as_one_that_is_not_there(guarded, guess):
    running, keys, list_id = guarded
    answer = configured(running, guess or list_id, **bearer(keys["second"]))
    assert answer["type"] == "error" and answer["error"]["message"].startswith("there is no word list")


@pytest.mark.parametrize(
    "path", ["/v1/stream", "/v1/realtime", "/v1/listen?encoding=linear16", "/", "/v1/vosk"]
)
@pytest.mark.parametrize(("name", "status"), [(None, 401), ("wrong", 401), ("reader", 403)])
def test_without_a_key_that_may_transcribe_the_handshake_is_refused(guarded, path, name, status):
    running, keys, _ = guarded
    options = {} if name is None else bearer(keys.get(name, "ek_wrong"))
    with pytest.raises(websockets.InvalidStatus) as refused:
        connect(running.ws + path, **options)
    assert refused.value.response.status_code == status
    assert json.loads(refused.value.response.body)["error"]["message"]
