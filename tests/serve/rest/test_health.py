"""Health and metrics."""

import httpx
from serving import Serving
from sqlalchemy.exc import OperationalError

CLIP = "demo/audio/fremont.opus"


def test_health(server):
    assert httpx.get(f"{server.http}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{server.http}/readyz").json() == {"status": "ok"}


def test_not_ready_while_it_stops_or_without_its_store(recognizer, tmp_path, monkeypatch):
    with Serving(tmp_path, recognizer) as server:

        async def broken():
            raise OperationalError("SELECT 1", {}, Exception("gone"))

        monkeypatch.setattr(server.app.state.store, "ping", broken)
        assert httpx.get(f"{server.http}/readyz").status_code == 503
        monkeypatch.undo()
        server.app.state.engine.drain()
        assert httpx.get(f"{server.http}/readyz").json() == {"status": "stopping"}
        with open(CLIP, "rb") as file:
            answer = httpx.post(f"{server.http}/v1/audio/transcriptions", files={"file": file})
        assert answer.status_code == 503 and answer.headers["retry-after"]


def test_a_store_that_fails_is_a_503(recognizer, tmp_path, monkeypatch, caplog):
    with Serving(tmp_path, recognizer) as server:

        async def broken(*_):
            raise OperationalError("INSERT Fremont", {}, Exception("gone"))

        monkeypatch.setattr(server.app.state.store, "add", broken)
        answer = httpx.post(f"{server.http}/v1/word-lists", json=["Fremont"])
        assert answer.status_code == 503 and answer.headers["retry-after"]
        assert "Fremont" not in caplog.text + answer.text


def test_metrics_count_and_hold_no_words(server):
    with open(CLIP, "rb") as file:
        address = f"{server.http}/v1/audio/transcriptions"
        assert httpx.post(address, files={"file": file}, data={"keywords": "Fremont"}).status_code == 200
    text = httpx.get(f"{server.http}/metrics").text
    assert 'earmark_requests_total{method="POST",route="/v1/audio/transcriptions",status="200"}' in text
    assert 'earmark_entries_total{status="used"}' in text and "earmark_cached_lists " in text
    assert "Fremont" not in text and "fremont" not in text


def test_paths_of_no_route_are_one_route_in_metrics(server):
    for number in range(3):
        answer = httpx.get(f"{server.http}/no/such/{number}")
        assert answer.status_code == 404 and "there is no GET /no/such" in answer.json()["error"]["message"]
    assert "/no/such" not in httpx.get(f"{server.http}/metrics").text


def test_answers_keep_browsers_from_guessing(server):
    headers = httpx.get(f"{server.http}/healthz").headers
    assert headers["x-content-type-options"] == "nosniff"
