"""Other recognizers that requests name; what opens them stays on the server."""

import sys

import httpx
import pytest
from serving import Serving

from earmark.serve.engine import named

CLIP = "demo/audio/fremont.opus"
TEXT = "We moved from Freemont to a small house near Reykjavik last winter."


@pytest.fixture(scope="module")
def written(recognizer, tmp_path_factory):
    """A server with a transcriber that always writes the same."""
    folder = tmp_path_factory.mktemp("transcribers")
    (folder / "write.py").write_text(f"print({TEXT!r})")
    spec = f"house=command:{sys.executable} {folder / 'write.py'} {{audio}}"
    with Serving(folder / "data", recognizer, transcribers=(spec,)) as running:
        yield running


def transcribe(server, **fields):
    with open(CLIP, "rb") as file:
        return httpx.post(
            f"{server.http}/v1/audio/transcriptions", files={"file": file}, data=fields, timeout=60
        )


@pytest.mark.parametrize("stream", ["false", "true"])
def test_it_writes_the_sentences_and_the_list_its_names(written, stream):
    answer = transcribe(written, transcriber="house", keywords="Fremont, Reykjavík", stream=stream)
    assert "We moved from Fremont to a small house near Reykjavík last winter." in answer.text


@pytest.mark.parametrize("name", ["none", ""])
def test_the_search_writes_without_it(written, name):
    assert "Freemont" not in transcribe(written, transcriber=name).json()["text"]


def test_others_are_refused_without_a_word_on_how_it_is_opened(written):
    answer = transcribe(written, transcriber="magic")
    message = answer.json()["error"]["message"]
    assert answer.status_code == 400 and "give one of 'none', 'house'" in message
    assert "write.py" not in message


def test_names():
    assert named("moonshine") == ("moonshine", "moonshine")
    assert named("faster-whisper:base.en") == ("faster-whisper", "faster-whisper:base.en")
    assert named("a=openai:http://h/v1?model=b") == ("a", "openai:http://h/v1?model=b")
    assert named("openai:http://h/v1?model=b") == ("openai", "openai:http://h/v1?model=b")
