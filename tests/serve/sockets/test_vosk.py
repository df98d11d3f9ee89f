"""A client of vosk-server, written from its protocol: one answer to each message of audio."""

import json

import pytest
import websockets
from websockets.sync.client import connect

BLOCK = 6400  # bytes: 0.2 s


def converse(url, pcm, config):
    """What the test client of vosk-server does; return its answers."""
    answers = []
    with connect(url) as ws:
        ws.send(json.dumps({"config": {"sample_rate": 16_000, **config}}))
        for first in range(0, len(pcm), BLOCK):
            ws.send(pcm[first : first + BLOCK])
            answers.append(json.loads(ws.recv(30)))
        ws.send('{"eof" : 1}')
        answers.append(json.loads(ws.recv(30)))
        with pytest.raises(websockets.ConnectionClosedOK):
            ws.recv(30)
    return answers


@pytest.mark.parametrize("path", ["", "/v1/vosk"])
def test_one_answer_for_each_block_and_the_phrases_are_written(server, pcm, path):
    answers = converse(server.ws + path, pcm, {"phrase_list": ["Fremont", "Zelenskyy", "[unk]"]})
    finals = [answer for answer in answers if "text" in answer]
    assert any(answer.get("partial") for answer in answers)
    text = " ".join(final["text"] for final in finals)
    assert "Fremont" in text and "Zelenskyy" in text
    word = finals[0]["result"][0]
    assert word["word"] == "we" and "." not in text
    assert word.keys() == {"conf", "start", "end", "word"} and 0 <= word["start"] < word["end"]
    assert answers[0]["earmark"]["words"]["entries"] == 2


def test_without_words_and_with_alternatives(server, pcm):
    finals = [a for a in converse(server.ws, pcm, {"words": False}) if "text" in a]
    assert finals and "result" not in finals[0]
    finals = [a for a in converse(server.ws, pcm, {"max_alternatives": 3}) if "alternatives" in a]
    assert finals[0]["alternatives"][0]["text"] and 0 < finals[0]["alternatives"][0]["confidence"] <= 1


@pytest.mark.parametrize(
    "message, sentence",
    [
        ("{", "not JSON"),
        ('{"begin": 1}', "has no 'config', 'eof' or 'reset'"),
        ('{"config": 3}', "expected an object"),
        ('{"config": {"sample_rate": "high"}}', "sample_rate"),
        ('{"config": {"sample_rate": 1e400}}', "sample_rate"),
        ('{"config": {"phrase_list": "Fremont"}}', "expected a list"),
        ('{"config": {"hotphrases": ["Fremont"]}}', "looks like a vocabulary"),
        ('{"config": {"max_alternatives": "three"}}', "max_alternatives"),
    ],
)
def test_a_bad_message_closes_with_a_sentence(server, message, sentence):
    with connect(server.ws) as ws:
        ws.send(message)
        with pytest.raises(websockets.ConnectionClosedError) as closed:
            ws.recv(30)
    assert closed.value.rcvd.code in (1003, 1008) and sentence in closed.value.rcvd.reason
