"""Lists in places that are not read were left out in silence."""

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import websockets.sync.client

from earmark.serve.access import _forwarded
from earmark.serve.errors import RequestError
from earmark.serve.sockets.realtime_settings import RealtimeSettings
from earmark.serve.vocabulary import read_vocabulary

CLIP = "demo/audio/fremont.opus"


@pytest.fixture(scope="module")
def http(server):
    with httpx.Client(base_url=server.http, timeout=60) as client:
        yield client


@pytest.mark.parametrize("path", ["/v1/audio/transcriptions", "/v1/corrections"])
@pytest.mark.parametrize("query", ["keywords=Fremont", "vocabulary=x", "word_list=nope"])
def test_addresses_of_forms(http, path, query):
    with open(CLIP, "rb") as file:
        answer = http.post(f"{path}?{query}", files={"file": file})
    assert answer.status_code == 400
    assert "in the address is not read: send fields in the form" in answer.json()["error"]["message"]


def test_fields_beside_a_list_that_is_sent(http):
    file = {"file": ("a.txt", b"Fremont")}
    assert http.post("/v1/word-lists", files=file, data={"vocabulary": "x"}).status_code == 400
    text = {"content": b"Foo", "headers": {"Content-Type": "text/plain"}}
    assert http.post("/v1/word-lists?nme=x", **text).status_code == 400
    made = http.post("/v1/word-lists?name=x", **text).json()
    assert made["name"] == "x"
    assert http.get(f"/v1/word-lists/{made['id']}/report?problms=true").status_code == 400


@pytest.mark.parametrize("name", ["names", "terms", "entities", "contacts", "spelling", "list"])
def test_names_of_other_services(name):
    with pytest.raises(RequestError, match="looks like a vocabulary"):
        read_vocabulary({name: ["Fremont"]})


def test_weights_behind_entries():
    found = read_vocabulary({"keywords": ["Fremont:2", "10:30"]})
    assert found.words is not None
    assert [(word.text, word.weight) for word in found.words] == [("Fremont", 2.0), ("10:30", 1.0)]
    assert found.warnings == ("keywords 'Fremont:2' is read as 'Fremont' with the weight 2",)


@pytest.mark.parametrize("fields", [{"keyterm": ["x"]}, {"keywords": ["x"]}, {"phrases": ["x"]}])
def test_configure_of_deepgram(server, fields):
    address = f"{server.ws}/v1/listen?encoding=linear16&sample_rate=16000"
    with websockets.sync.client.connect(address) as ws:
        ws.send(json.dumps({"type": "Configure"} | fields))
        answer = json.loads(ws.recv(10))
    assert answer["type"] == "ConfigureFailure" and "give the whole list as keyterms" in answer["description"]


@pytest.mark.parametrize(
    "session",
    [{"keywords": ["x"]}, {"audio": {"keywords": ["x"]}}, {"audio": {"input": {"vocabulary": ["x"]}}}],
)
def test_settings_of_realtime(session):
    with pytest.raises(RequestError, match="give keywords in session.audio.input.transcription"):
        RealtimeSettings().updated(session)


def test_an_address_of_realtime(server):
    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        websockets.sync.client.connect(f"{server.ws}/v1/realtime?intent=transcription&vocabulary=x")
    assert refused.value.response.status_code == 400


def test_additions_at_the_same_time(http):
    made = http.post("/v1/word-lists", json={"words": ["Oslo"]}).json()
    path = f"/v1/word-lists/{made['id']}"
    with ThreadPoolExecutor(8) as pool:
        done = pool.map(lambda n: http.patch(path, json={"add": [f"Zork{n}"]}).status_code, range(8))
    assert set(done) == {200} and len(http.get(path).json()["words"]) == 9


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({"x-forwarded-for": "203.0.113.5"}, True),
        ({"x-real-ip": "203.0.113.5"}, True),
        ({"forwarded": 'for="[2001:db8::1]:80";proto=http'}, True),
        ({"x-forwarded-for": "127.0.0.1, 203.0.113.5"}, True),
        ({"x-forwarded-for": "127.0.0.1"}, False),
        ({"forwarded": "for=127.0.0.1"}, False),
        ({}, False),
    ],
)
def test_requests_of_other_machines_through_a_proxy(headers, foreign):
    assert _forwarded(headers) == foreign


def test_a_table_comes_back_as_it_was(http):
    words = [{"phrase": "Kasa", "display_as": "=1+1"}, {"phrase": "plus one", "display_as": "+1"}]
    made = http.post("/v1/word-lists", json={"words": words}).json()
    path = f"/v1/word-lists/{made['id']}"
    table = http.get(f"{path}?format=csv").content
    assert b"'=1+1" in table
    http.put(path, content=table, headers={"Content-Type": "text/csv"})
    assert [word["display_as"] for word in http.get(path).json()["words"]] == ["=1+1", "+1"]
