"""Malformed conversations, slow and silent clients: an answer in a sentence, and the server lives."""

import asyncio
import json
import random
from contextlib import ExitStack, suppress
from dataclasses import replace

import httpx
import pytest
import websockets
from serving import Serving
from websockets.sync.client import connect

from earmark.serve.settings import Limits

PATHS = ("/v1/stream", "/v1/realtime", "/v1/listen?encoding=linear16", "/v1/vosk")
SCRAPS = (
    "", "{", "null", "0", "[]", '"text"', "{}", "\x00",
    "{\"type\": null}", "{\"type\": []}", "{\"type\": {}}",
    '{"type": "configure", "words": ' + "[" * 5000, '{"type": "configure", "rate": 1e999}',
    '{"type": "configure", "word_list": "../../etc/passwd"}', '{"type": "configure", "words": {"a": "b"}}',
    '{"type": "Configure", "keyterms": "Fremont"}', '{"type": "Configure", "keyterms": [1]}',
    '{"type": "Configure", "keyterms": [""]}', '{"type": "Configure", "features": 3}',
    '{"type": "session.update"}', '{"type": "session.update", "session": {"audio": []}}',
    '{"type": "session.update", "session": {"audio": {"input": {"format": {"rate": NaN}}}}}',
    '{"type": "session.update", "session": {"audio": {"input": {"turn_detection": {"type": []}}}}}',
    '{"type": "session.update", "session": {"audio": {"input": {"transcription": {"keywords": {"a": 1}}}}}}',
    '{"type": "input_audio_buffer.append", "audio": "AAA"}',
    '{"type": "input_audio_buffer.append", "audio": [0]}',
    '{"config": null}', '{"config": {"sample_rate": null}}', '{"config": {"phrase_list": [null]}}',
    '{"config": {"max_alternatives": -1, "words": "no"}}', '{"config": {"words": {}}}',
    b"", b"\x00", b"\xff" * 3, b"RIFF" + bytes(40), bytes(range(256)) * 20,
)  # fmt: skip


def scraps(seed):
    chosen = random.Random(seed)
    return [chosen.choice(SCRAPS) for _ in range(chosen.randint(1, 4))]


async def converse(url, steps):
    """Send ``steps``; return the answers and the close, or the status of a refused handshake."""
    try:
        async with websockets.connect(url) as ws:
            answers = []
            with suppress(websockets.ConnectionClosed, TimeoutError):
                for step in steps:
                    await ws.send(step)
                while True:
                    answers.append(json.loads(await asyncio.wait_for(ws.recv(), 0.15)))
            return answers, ws.close_code, ws.close_reason
    except websockets.InvalidStatus as refused:
        return [json.loads(refused.response.body)], refused.response.status_code, ""


def test_a_hundred_malformed_conversations(server):
    async def all_of_them():
        for first in range(0, 100, 10):
            seeds = range(first, first + 10)
            yield await asyncio.gather(*(converse(server.ws + PATHS[s % 4], scraps(s)) for s in seeds))

    async def check():
        count = 0
        async for several in all_of_them():
            for answers, code, reason in several:
                count += 1
                assert code in (None, 1000, 1003, 1008, 1009) or 400 <= code < 500, (answers, code, reason)
                assert code in (None, 1000) or reason or answers
                for error in (answer["error"] for answer in answers if "error" in answer):
                    assert "failed" not in error["message"]
        return count

    assert asyncio.run(check()) == 100
    assert httpx.get(f"{server.http}/healthz").status_code == 200
    with connect(f"{server.ws}/v1/stream") as ws:
        assert json.loads(ws.recv(10))["type"] == "configured"


@pytest.fixture(scope="module")
def small(recognizer, tmp_path_factory):
    """A server with two streams, which waits half a second."""
    limits = replace(Limits(), streams=2, idle_seconds=0.5, list_bytes=10_000)
    with Serving(tmp_path_factory.mktemp("serve"), recognizer, limits=limits) as running:
        yield running


def test_a_silent_client_is_closed_and_its_stream_is_free_again(small):
    for path in PATHS:
        with connect(small.ws + path) as ws, pytest.raises(websockets.ConnectionClosedError) as closed:
            while True:
                ws.recv(10)
        assert closed.value.rcvd.code == 1008 and "no message came" in closed.value.rcvd.reason
    assert small.app.state.engine.streams == 0


def test_more_streams_than_may_be_open(recognizer, tmp_path):
    with ExitStack() as stack:
        running = stack.enter_context(Serving(tmp_path, recognizer, limits=replace(Limits(), streams=2)))
        with connect(f"{running.ws}/v1/vosk"), connect(f"{running.ws}/v1/vosk"):
            with pytest.raises(websockets.InvalidStatus) as refused:
                connect(f"{running.ws}/v1/listen?encoding=linear16")
            answer = refused.value.response
            assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0
            with connect(f"{running.ws}/v1/stream") as ws:
                assert "streams are open" in json.loads(ws.recv(10))["error"]["message"]
                with pytest.raises(websockets.ConnectionClosedError) as closed:
                    ws.recv(10)
                assert closed.value.rcvd.code == 1013


@pytest.mark.parametrize("message", ["x" * 10_001, bytes((4 << 20) + 1)])
def test_messages_that_are_too_long(small, message):
    with connect(f"{small.ws}/v1/stream") as ws:
        ws.recv(10)
        ws.send(message)
        with pytest.raises(websockets.ConnectionClosedError) as closed:
            while True:
                ws.recv(10)
    assert closed.value.rcvd.code == 1009


def test_pages_of_other_sites_are_refused(server):
    with pytest.raises(websockets.InvalidStatus) as refused:
        connect(f"{server.ws}/v1/stream", origin="https://elsewhere.example")
    assert refused.value.response.status_code == 403


def test_a_client_that_does_not_read_is_closed(small, monkeypatch):
    """Its messages fill the buffers; the server gives up sending and goes on with others."""
    monkeypatch.setattr("earmark.serve.sockets.conversation.SEND_SECONDS", 0.3)

    scrap = b"{" * 120
    frame = bytes([0x81, 0x80 | len(scrap), 0, 0, 0, 0]) + scrap  # a text that is not JSON, masked by zeros
    lines = [
        "GET /v1/stream HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13", "", "",
    ]  # fmt: skip
    engine = small.app.state.engine

    async def until(streams):
        for _ in range(200):
            if engine.streams == streams:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"{engine.streams} streams are open")

    async def run():
        _, writer = await asyncio.open_connection("127.0.0.1", small.port)
        writer.transport.pause_reading()
        writer.write("\r\n".join(lines).encode())
        await until(1)
        with suppress(TimeoutError, ConnectionError):
            while True:
                writer.write(frame * 1000)
                await asyncio.wait_for(writer.drain(), 2)
        await until(0)

    asyncio.run(asyncio.wait_for(run(), 60))
    with connect(f"{small.ws}/v1/stream") as ws:
        assert json.loads(ws.recv(10))["type"] == "configured"
