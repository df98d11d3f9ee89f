"""Servers with OpenAI's interface are called as its own client calls them."""

import email
import email.policy
import io
import json
import threading
import warnings
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
import soundfile

from earmark import EarmarkError
from earmark.correction.transcribers import endpoint, open_transcriber, parts, request

SAMPLES = np.linspace(-0.5, 0.5, 8000, dtype=np.float32)
VERBOSE = {
    "task": "transcribe", "language": "english", "duration": 0.5, "text": "Hello, Ann.",
    "segments": [{
        "id": 0, "seek": 0, "start": 0.0, "end": 0.5, "text": " Hello, Ann.", "tokens": [1],
        "temperature": 0.0, "avg_logprob": -0.1, "compression_ratio": 1.0, "no_speech_prob": 0.01,
    }],
    "words": [{"word": "Hello", "start": 0.0, "end": 0.2}, {"word": "Ann", "start": 0.2, "end": 0.5}],
}  # fmt: skip


@dataclass
class Call:
    """A request that the server got."""

    path: str
    headers: dict
    fields: list  # (name, text) in order
    file: tuple  # name, content type, content

    def all(self, name):
        return [value for key, value in self.fields if key == name]


@dataclass
class Server:
    """Answers with what ``answer`` makes of a call: status and body."""

    url: str
    calls: list = field(default_factory=list)
    answer: object = lambda call: (200, VERBOSE)


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            call = parse(self.path, self.headers, self.rfile.read(int(self.headers["Content-Length"])))
            found.calls.append(call)
            status, body = found.answer(call)
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.handle_error = lambda *_: None  # a client that does not wait
    found = Server(f"http://127.0.0.1:{running.server_port}/v1")
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield found
    running.shutdown()
    running.server_close()


def parse(path, headers, body):
    """A form by the standard library's reader of MIME messages."""
    head = f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    fields, file = [], ()
    for part in message.iter_parts():
        name, filename = part.get_param("name", header="content-disposition"), part.get_filename()
        content = part.get_payload(decode=True)
        if filename:
            file = (filename, part.get_content_type(), content)
        else:
            fields.append((name, content.decode()))
    return Call(path, dict(headers), fields, file)


@pytest.fixture(autouse=True)
def no_key(monkeypatch):
    monkeypatch.delenv(endpoint.KEY, raising=False)


def transcribe(server, rest="", hints=(), **options):
    return open_transcriber(f"openai:{server.url}{rest}", **options).transcribe(SAMPLES, hints)


def test_the_request(server, monkeypatch):
    monkeypatch.setenv(endpoint.KEY, "sk-1")
    assert transcribe(server, "?model=large", ["Siobhán", "Ann"], language="ga") == VERBOSE
    (call,) = server.calls
    assert call.path == "/v1/audio/transcriptions" and call.headers["Authorization"] == "Bearer sk-1"
    assert call.all("model") == ["large"] and call.all("language") == ["ga"]
    assert call.all("response_format") == ["verbose_json"]
    assert call.all("timestamp_granularities[]") == ["word", "segment"]
    assert call.all("prompt") == ["Siobhán, Ann"]
    name, kind, content = call.file
    read, rate = soundfile.read(io.BytesIO(content), dtype="float32")
    assert (name, kind, rate) == ("audio.wav", "audio/wav", 16000)
    np.testing.assert_allclose(read, SAMPLES, atol=1e-4)


def test_without_key_and_hints_nothing_is_sent_of_them(server):
    transcribe(server)
    (call,) = server.calls
    assert "Authorization" not in call.headers and call.all("prompt") == []
    assert call.all("model") == ["whisper-1"]


@pytest.mark.parametrize("rest", ["/", "/audio/transcriptions", "/audio/transcriptions/?model=x"])
def test_other_ways_to_write_the_address(server, rest):
    transcribe(server, rest)
    assert server.calls[0].path == "/v1/audio/transcriptions"


def test_other_parameters_stay_in_the_address(server):
    transcribe(server, "?api-version=2026-06&model=x")
    assert server.calls[0].path == "/v1/audio/transcriptions?api-version=2026-06"


def test_openais_own_client_sends_the_same_form_and_reads_the_same_answer(server):
    openai = pytest.importorskip("openai", reason="pip install -e '.[dev]'")
    ours = transcribe(server, "?model=large", ["Ann"])
    client = openai.OpenAI(base_url=server.url, api_key="sk-1", max_retries=0)
    theirs = client.audio.transcriptions.create(
        file=("audio.wav", server.calls[0].file[2], "audio/wav"), model="large", language="en", prompt="Ann",
        response_format="verbose_json", timestamp_granularities=["word", "segment"],
    )  # fmt: skip
    one, other = server.calls
    assert sorted(one.fields) == sorted(other.fields)
    assert (one.path, one.file) == (other.path, other.file)
    assert [word.word for word in theirs.words] == [word["word"] for word in ours["words"]]
    assert (
        theirs.text == ours["text"] and theirs.segments[0].avg_logprob == ours["segments"][0]["avg_logprob"]
    )


def no_verbose(call):
    if call.all("response_format") == ["verbose_json"]:
        message = "response_format 'verbose_json' is not compatible with model 'gpt-4o-transcribe'."
        return 400, {
            "error": {"message": message, "type": "invalid_request_error", "param": "response_format"}
        }
    return 200, {"text": "Hello, Ann."}


def test_a_server_without_verbose_json_is_asked_for_json_and_a_warning_says_so(server):
    server.answer = no_verbose
    transcriber = open_transcriber(f"openai:{server.url}")
    with pytest.warns(UserWarning, match="refuses verbose_json .*not compatible.*have no times"):
        assert transcriber.transcribe(SAMPLES) == {"text": "Hello, Ann."}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        transcriber.transcribe(SAMPLES)  # the server is not asked again for what it does not have
    forms = [call.all("response_format") for call in server.calls]
    assert forms == [["verbose_json"], ["json"], ["json"]]
    assert server.calls[1].all("timestamp_granularities[]") == []


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (
            401,
            {"error": {"message": "Incorrect API key provided."}},
            r"status 401 \(Incorrect API key provided\): set",
        ),
        (404, {"detail": "Not Found"}, r"status 404 \(Not Found\): give the address up to its version"),
        (413, b"too big", r"status 413 \(too big\): the audio is too large"),
        (500, b"", r"status 500 \(Internal Server Error\): its log says more"),
        (400, {"error": {"message": "no model 'x'"}}, r"status 400 \(no model 'x'\): change what it names"),
        (200, b"<html>", "answered '<html>', expected JSON"),
        (200, {"results": []}, "answered without a text"),
        (200, ["text"], "answered without a text"),
    ],
)
def test_what_goes_wrong_is_one_sentence(server, status, body, sentence):
    server.answer = lambda call: (status, body)
    with pytest.raises(EarmarkError, match=sentence):
        transcribe(server)


def test_a_server_that_is_not_there():
    with pytest.raises(EarmarkError, match=r"cannot be reached \(Connection refused\)"):
        open_transcriber("openai:http://127.0.0.1:9/v1").transcribe(SAMPLES)


def test_a_server_that_does_not_answer(server, monkeypatch):
    monkeypatch.setattr(request, "TIMEOUT", 0.3)
    gate = threading.Event()
    server.answer = lambda call: (200, VERBOSE) if gate.wait(5) else (500, b"")
    with pytest.raises(EarmarkError, match="did not answer within 0.3 seconds"):
        transcribe(server)
    gate.set()


@pytest.mark.parametrize("url", ["api.openai.com/v1", "file:///etc/passwd", "http://", "ftp://host/v1"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(EarmarkError, match="is not the address of a server"):
        open_transcriber(f"openai:{url}")


def test_long_audio_goes_in_parts_and_comes_back_in_one(server, monkeypatch):
    monkeypatch.setattr(parts, "LONGEST", 2.0)
    monkeypatch.setattr(parts, "SEARCHED", 1.0)
    samples = np.random.default_rng(0).normal(0, 0.1, 5 * 16000).astype(np.float32)
    samples[28000:32000] = 0.0  # quiet from 1.75 s on
    found = open_transcriber(f"openai:{server.url}").transcribe(samples)
    lengths = [len(soundfile.read(io.BytesIO(call.file[2]))[0]) for call in server.calls]
    assert sum(lengths) == len(samples) and len(lengths) >= 3 and 28000 <= lengths[0] <= 32000
    assert found["text"] == " ".join(["Hello, Ann."] * len(lengths))
    starts = np.cumsum([0, *lengths[:-1]]) / 16000
    assert [s["start"] for s in found["segments"]] == pytest.approx(starts.tolist())
    assert [s["id"] for s in found["segments"]] == list(range(len(lengths)))
    assert [w["start"] for w in found["words"]] == pytest.approx([s + w for s in starts for w in (0, 0.2)])
    assert found["duration"] == pytest.approx(starts[-1] + 0.5)


def test_times_that_a_part_alone_has_are_left_out():
    joined = parts.join_parts(
        [(0.0, {"text": "a", "words": [{"word": "a", "start": 0, "end": 1}]}), (9.0, {"text": ""})]
    )
    assert joined == {"text": "a"}
