"""Limits: size, length, queue and time; what was accepted is finished."""

import asyncio
import io
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import numpy as np
import pytest
import soundfile
from serving import Serving

from earmark.audio import StoredAudio, load_audio
from earmark.serve.engine import Engine
from earmark.serve.errors import Busy
from earmark.serve.pool import Pool
from earmark.serve.rest.work import transcribe, transcribe_parts
from earmark.serve.settings import Limits, Settings

CLIP = "demo/audio/fremont.opus"


def clip():
    with open(CLIP, "rb") as file:
        return file.read()


def post(server, content, **fields):
    address = f"{server.http}/v1/audio/transcriptions"
    return httpx.post(address, files={"file": ("a.wav", content)}, data=fields, timeout=60)


@pytest.fixture(scope="module")
def strict(recognizer, tmp_path_factory):
    """A server with small limits."""
    limits = Limits(
        upload_bytes=1 << 20, audio_seconds=10, list_entries=100, list_bytes=1 << 14, form_fields=200
    )
    with Serving(tmp_path_factory.mktemp("strict"), recognizer, limits=limits) as running:
        yield running


def sound(seconds, format="FLAC"):
    file = io.BytesIO()
    soundfile.write(file, np.zeros(int(16_000 * seconds), np.int16), 16_000, format=format)
    return file.getvalue()


def test_a_request_that_is_too_large(strict):
    answer = post(strict, b"\0" * (1 << 21))
    assert answer.status_code == 413 and answer.json()["error"]["code"] == "request_too_large"


def test_a_request_of_unknown_size_that_is_too_large(strict):
    def parts():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'
        for _ in range(20):
            yield b"\0" * (1 << 17)

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = httpx.post(f"{strict.http}/v1/audio/transcriptions", content=parts(), headers=kind)
    assert answer.status_code == 413


def test_sound_that_is_too_long_however_small_its_file(strict):
    content = sound(3600 * 4)  # four hours of silence
    assert len(content) < 1 << 20
    begin = time.monotonic()
    answer = post(strict, content)
    assert answer.status_code == 413 and "longer than 10 seconds" in answer.json()["error"]["message"]
    assert time.monotonic() - begin < 5


def test_lists_that_are_too_long(strict):
    answer = post(strict, clip(), words="\n".join(f"town {n}" for n in range(101)))
    assert answer.status_code == 413 and answer.json()["error"]["code"] == "word_list_too_long"
    for content in (b'["' + b"x" * (1 << 15) + b'"]', b"[" * (1 << 15)):
        answer = httpx.post(
            f"{strict.http}/v1/word-lists", content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 413


def test_too_many_fields(strict):
    answer = post(strict, clip(), **{"keywords[]": [f"town {n}" for n in range(201)]})
    assert answer.status_code == 400 and "Too many fields" in answer.json()["error"]["message"]


def test_a_slow_client_is_answered(recognizer, tmp_path):
    with (
        Serving(tmp_path, recognizer, limits=Limits(body_seconds=0.5)) as server,
        socket.create_connection(("127.0.0.1", server.port)) as client,
    ):
        client.sendall(
            b"POST /v1/word-lists HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 100\r\n\r\nFre"
        )
        client.settimeout(60)
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 408") and b"nothing of the request came" in answer


def test_a_client_that_leaves(strict):
    with socket.create_connection(("127.0.0.1", strict.port)) as client:
        client.sendall(
            b"POST /v1/word-lists HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 100\r\n\r\nFre"
        )
    assert httpx.get(f"{strict.http}/readyz").status_code == 200


def test_temporary_files_are_removed(strict, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    large = sound(9.9, "WAV")
    assert post(strict, large).status_code == 200
    assert post(strict, large + b"\0").status_code == 200
    assert post(strict, sound(11, "WAV")).status_code == 413
    assert post(strict, b"x" * 300_000).status_code == 400
    until = time.monotonic() + 5
    while list(tmp_path.iterdir()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not list(tmp_path.iterdir())


def waiting(server, count):
    """Wait until so many requests are computed or wait."""
    until = time.monotonic() + 60
    while server.app.state.engine.waiting != count:
        assert time.monotonic() < until, server.app.state.engine.waiting
        time.sleep(0.01)


def test_a_full_queue_is_answered_with_the_time_to_come_again(recognizer, tmp_path, monkeypatch):
    go = threading.Event()

    def held(*arguments):
        go.wait()
        return transcribe(*arguments)

    monkeypatch.setattr("earmark.serve.rest.transcriptions.transcribe", held)
    limits = Limits(queue=1)
    with Serving(tmp_path, recognizer, workers=1, limits=limits) as server, ThreadPoolExecutor(2) as pool:
        accepted = [pool.submit(post, server, clip(), keywords=name) for name in ("Fremont", "Reykjavík")]
        waiting(server, 2)
        refused = post(server, clip())
        assert refused.status_code == 429 and int(refused.headers["retry-after"]) >= 1
        assert refused.json()["error"]["code"] == "server_busy"
        go.set()
        texts = [future.result().json()["text"] for future in accepted]
        assert "Fremont" in texts[0] and "Reykjavík" in texts[1]
        assert post(server, clip()).status_code == 200


def test_only_so_many_requests_are_open(recognizer, tmp_path):
    limits = Limits(requests=1)
    with (
        Serving(tmp_path, recognizer, limits=limits) as server,
        socket.create_connection(("127.0.0.1", server.port)) as slow,
    ):
        slow.sendall(b"POST /v1/word-lists HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nFre")
        until = time.monotonic() + 60
        while (answer := httpx.get(f"{server.http}/v1/word-lists")).status_code == 200:
            assert time.monotonic() < until
        assert answer.status_code == 429 and "1 requests are open" in answer.json()["error"]["message"]
        assert httpx.get(f"{server.http}/readyz").status_code == 200
        slow.close()
        while httpx.get(f"{server.http}/v1/word-lists").status_code == 429:
            assert time.monotonic() < until


def test_long_lists_keep_no_worker_from_transcribing(recognizer, tmp_path, monkeypatch):
    go, compiled = threading.Event(), []
    monkeypatch.setattr("earmark.serve.engine.LONG", 3)

    def held(words):
        compiled.append(words)
        go.wait()
        return compile(words)

    compile = recognizer.compile
    with Serving(tmp_path, recognizer, workers=1) as server, ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(recognizer, "compile", held, raising=False)
        long = pool.submit(post, server, clip(), keywords="Fremont, Albuquerque, Zanzibar, Timbuktu")
        waiting(server, 1)
        assert post(server, clip()).status_code == 200
        go.set()
        assert "Fremont" in long.result().json()["text"]
    assert len(compiled) == 1


def test_a_client_that_does_not_read_its_events_holds_up_nobody(recognizer, tmp_path):
    with Serving(tmp_path, recognizer, workers=1) as server:
        content = clip()
        body = (
            b'--x\r\nContent-Disposition: form-data; name="stream"\r\n\r\ntrue\r\n--x\r\n'
            b'Content-Disposition: form-data; name="file"; filename="a.opus"\r\n\r\n'
            + content
            + b"\r\n--x--\r\n"
        )
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(
                b"POST /v1/audio/transcriptions HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
                b"Content-Type: multipart/form-data; boundary=x\r\n\r\n" % len(body) + body
            )
            assert post(server, content).status_code == 200
            waiting(server, 0)


def test_the_rest_is_left_where_the_client_has_gone(recognizer):
    samples = np.concatenate([load_audio(CLIP).samples, np.zeros(16_000, np.float32)])
    file = io.BytesIO()
    soundfile.write(file, np.tile(samples, 8), 16_000, format="WAV")
    gone, parts = threading.Event(), []

    def put(part):
        parts.append(part)
        gone.set()

    audio = StoredAudio(file.getvalue(), "a.wav")
    done = transcribe_parts(recognizer, audio, None, 100.0, put, gone)
    assert 1 <= len(parts) < 8 and done.transcript.text == " ".join(part.text for part in parts)


def test_a_request_waits_only_so_long():
    async def work():
        pool, go, running = Pool("test", 1, 2, 0.2), threading.Event(), threading.Event()

        def hold():
            running.set()
            return go.wait()

        first, begun = asyncio.ensure_future(pool.run(hold)), []
        await asyncio.to_thread(running.wait)
        with pytest.raises(Busy, match=r"no worker was free for 0\.2 seconds"):
            await pool.run(begun.append, 1)
        go.set()
        assert await first
        await pool.close()
        assert not begun and pool.waiting == 0

    asyncio.run(work())


def test_the_work_of_a_client_that_left_is_not_done():
    async def work():
        pool, go, running, begun = Pool("test", 1, 2, 60), threading.Event(), threading.Event(), []

        def hold():
            running.set()
            return go.wait()

        first = asyncio.ensure_future(pool.run(hold))
        await asyncio.to_thread(running.wait)
        second = asyncio.ensure_future(pool.run(begun.append, 1))
        while pool.waiting < 2:
            await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        go.set()
        await first
        await pool.close()
        assert not begun and pool.waiting == 0

    asyncio.run(work())


def test_streams_are_counted(recognizer, tmp_path):
    engine = Engine(Settings(data=tmp_path, limits=Limits(streams=1)), recognizer)

    async def work():
        async with engine.stream():
            with pytest.raises(Busy, match="1 of 1 streams"):
                async with engine.stream():
                    pass
        async with engine.stream():
            assert engine.streams == 1
        assert engine.streams == 0

    asyncio.run(work())
