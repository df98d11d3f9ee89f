"""A server that stops finishes the streams that it accepted."""

import json
from contextlib import ExitStack

import pytest
import websockets
from serving import Serving
from websockets.sync.client import connect


def rest(ws):
    """Messages up to the close, and the close."""
    messages = []
    with pytest.raises(websockets.ConnectionClosed) as closed:
        while True:
            messages.append(json.loads(ws.recv(30)))
    return messages, closed.value.rcvd


def test_streams_get_their_transcripts_before_the_server_ends(recognizer, pcm, tmp_path):
    clip = pcm[: 2 * 56_000]  # the first sentence, not ended
    listen = "/v1/listen?encoding=linear16&sample_rate=16000&keyterm=Fremont"
    with ExitStack() as stack:
        running = stack.enter_context(Serving(tmp_path, recognizer))
        paths = ("/v1/stream?keyterm=Fremont&partials=false", listen, "/")
        own, deepgram, vosk = (stack.enter_context(connect(running.ws + path)) for path in paths)
        vosk.send('{"config": {"sample_rate": 16000, "phrase_list": ["Fremont"]}}')
        for ws in (own, deepgram, vosk):
            ws.send(clip)
        assert json.loads(own.recv(10))["type"] == "configured" and "partial" in json.loads(vosk.recv(30))
        own.send('{"type": "configure"}')
        assert json.loads(own.recv(30))["seconds"] == 3.5  # the audio has been taken
        deepgram.send('{"type": "Configure", "keyterms": ["Fremont"]}')
        assert json.loads(deepgram.recv(30))["type"] == "ConfigureSuccess"
        running.stop()
        messages, close = rest(own)
        assert [message["type"] for message in messages] == ["final", "done"]
        assert "Fremont" in messages[0]["text"]
        assert close.code == 1012 and "the server stops" in close.reason
        messages, close = rest(deepgram)
        assert [message["type"] for message in messages] == ["Results", "Metadata"] and close.code == 1012
        messages, close = rest(vosk)
        assert "Fremont" in messages[0]["text"] and close.code == 1012
