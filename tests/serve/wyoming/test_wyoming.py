"""The client of the package wyoming against the server's port."""

import asyncio
import json
import socket
from contextlib import ExitStack, contextmanager
from dataclasses import replace

import pytest
from serving import Serving
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong

from earmark.serve.settings import Limits

BLOCK = 4096  # bytes
LAYOUT = {"rate": 16_000, "width": 2, "channels": 1}


@pytest.fixture(scope="module")
def port(recognizer, tmp_path_factory):
    with Serving(tmp_path_factory.mktemp("serve"), recognizer, wyoming_port=0) as running:
        yield running.app.state.wyoming.port


def ask(port, *events, until):
    """Send events; return all answers up to the first of the kind ``until``."""

    async def run():
        answers = []
        async with AsyncTcpClient("127.0.0.1", port) as client:
            for event in events:
                await client.write_event(event.event())
            while True:
                answer = await client.read_event()
                assert answer is not None, "the server closed"
                answers.append(answer)
                if until.is_type(answer.type):
                    return answers

    return asyncio.run(asyncio.wait_for(run(), 60))


def audio(pcm):
    chunks = [AudioChunk(**LAYOUT, audio=pcm[i : i + BLOCK]) for i in range(0, len(pcm), BLOCK)]
    return [AudioStart(**LAYOUT), *chunks, AudioStop()]


def test_info_says_that_lists_are_used(port):
    (answer,) = ask(port, Describe(), until=Info)
    (program,) = Info.from_event(answer).asr
    assert program.supports_transcript_streaming and program.installed and "en" in program.models[0].languages


def test_names_and_terms_are_written(port, pcm):
    asked = Transcribe(
        language="en-US", transcript_names=["Fremont"], transcript_terms=["Zelenskyy"], context={"a": 1}
    )
    answers = ask(port, asked, *audio(pcm), until=Transcript)
    transcript = Transcript.from_event(answers[-1])
    assert "Fremont" in transcript.text and "Zelenskyy" in transcript.text
    assert transcript.context == {"a": 1} and transcript.language == "en"
    assert [answer.type for answer in answers] == [
        "transcript-start",
        *["transcript-chunk"] * 2,
        "transcript",
    ]
    assert "".join(answer.data["text"] for answer in answers[1:-1]) == transcript.text
    used = {item["entry"]: item["status"] for item in answers[-1].data["earmark"]["entries"]}
    assert used == {"Fremont": "used", "Zelenskyy": "used"}


def test_without_names_they_are_not(port, pcm):
    transcript = Transcript.from_event(ask(port, Transcribe(), *audio(pcm), until=Transcript)[-1])
    assert transcript.text and "Zelenskyy" not in transcript.text


def test_a_name_that_cannot_be_used_is_reported_and_the_others_count(port, pcm):
    asked = Transcribe(transcript_names=["", "♫♫♫", "Fremont"])
    answer = ask(port, asked, *audio(pcm[:128_000]), until=Transcript)[-1]
    warnings = answer.data["earmark"]["warnings"]
    assert "Fremont" in answer.data["text"] and "empty" in warnings[0] and "♫" in warnings[1]


def test_one_connection_serves_several_requests(port, pcm):
    first = pcm[:128_000]

    async def run():
        texts = []
        async with AsyncTcpClient("127.0.0.1", port) as client:
            for names in (["Fremont"], None):
                for event in (Transcribe(transcript_names=names), *audio(first), Ping(text="then")):
                    await client.write_event(event.event())
                while (answer := await client.read_event()) and not Pong.is_type(answer.type):
                    texts += [answer.data["text"]] if Transcript.is_type(answer.type) else []
        return texts

    texts = asyncio.run(asyncio.wait_for(run(), 60))
    assert len(texts) == 2 and "Fremont" in texts[0]


@pytest.mark.parametrize(
    "event, sentence",
    [
        (Transcribe(language="de"), "language"),
        (Transcribe(transcript_names="Fremont"), "expected a list"),
        (Transcribe(transcript_terms=["term"] * 100_001), "100,000"),
        (AudioStart(rate=16_000, width=3, channels=1), "width"),
        (AudioStart(rate=1, width=2, channels=1), "rate"),
        (AudioStart(rate="x", width=2, channels=1), "rate"),
        (AudioStart(rate=16_000, width=2, channels=-1), "channels"),
    ],
)
def test_a_bad_event_is_answered_with_an_error(port, event, sentence):
    (answer,) = ask(port, event, until=Error)
    assert sentence in Error.from_event(answer).text


@contextmanager
def raw(port):
    with socket.create_connection(("127.0.0.1", port), 30) as connection:
        yield connection


@pytest.mark.parametrize(
    "sent",
    [
        b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\x00\xff\xfe\n",
        b"[1]\n",
        b'{"type": 3}\n',
        b'{"type": "transcribe", "data": [1]}\n',
        b'{"type": "transcribe", "data_length": -1}\n',
        b'{"type": "transcribe", "data_length": 1e300}\n',
        b'{"type": "transcribe", "data_length": 99999999999}\n',
        b'{"type": "transcribe", "data_length": 3}\n{{{',
        b'{"type": "audio-chunk", "payload_length": 99999999999}\n',
        b"[" * 100_000 + b"\n",
        b"x" * (2 << 20),
    ],
)
def test_bytes_that_are_no_event_end_in_a_sentence(port, sent):
    with raw(port) as connection:
        try:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # closed while it was sent
        received = b""
        try:
            while block := connection.recv(1 << 16):
                received += block
        except ConnectionResetError:
            pass
    assert received == b"" or json.loads(received.split(b"\n")[0])["type"] == "error"
    assert ask(port, Ping(), until=Pong)  # it lives


def test_a_silent_client_is_closed_with_a_sentence(recognizer, tmp_path):
    limits = replace(Limits(), idle_seconds=0.3)
    received = b""
    with ExitStack() as stack:
        running = stack.enter_context(Serving(tmp_path, recognizer, wyoming_port=0, limits=limits))
        connection = stack.enter_context(raw(running.app.state.wyoming.port))
        while block := connection.recv(1 << 16):
            received += block
    assert "no event came in time" in received.decode()


def test_a_server_that_stops_finishes_what_is_said(recognizer, pcm, tmp_path):
    async def talk(running, port):
        async with AsyncTcpClient("127.0.0.1", port) as client:
            for event in (Transcribe(transcript_names=["Fremont"]), *audio(pcm[:112_000])[:-1]):
                await client.write_event(event.event())
            assert (await client.read_event()).type == "transcript-start"
            running.stop()
            await asyncio.sleep(0.5)
            await client.write_event(AudioStop().event())
            while answer := await client.read_event():
                if Transcript.is_type(answer.type):
                    return Transcript.from_event(answer).text
            return None

    with Serving(tmp_path, recognizer, wyoming_port=0) as running:
        assert "Fremont" in asyncio.run(talk(running, running.app.state.wyoming.port))
