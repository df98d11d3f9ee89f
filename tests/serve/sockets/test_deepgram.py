"""Deepgram's own client against ``/v1/listen``."""

import json
import threading

import pytest
import websockets.sync.client
from deepgram import DeepgramClient
from deepgram.core.events import EventType
from deepgram.environment import DeepgramClientEnvironment
from deepgram.listen.v1.types import ListenV1Configure

BLOCK = 6400  # bytes: 0.2 s
LINEAR = {"model": "nova-3", "encoding": "linear16", "sample_rate": 16_000}


@pytest.fixture
def client(server):
    place = DeepgramClientEnvironment(
        base=server.http, production=server.ws, agent=server.ws, agent_rest=server.http
    )
    return DeepgramClient(api_key="none", environment=place)


def converse(client, actions, **options):
    """Send what ``actions`` yields for a connection; return all messages."""
    messages = []
    with client.listen.v1.connect(**LINEAR | options) as connection:
        connection.on(EventType.MESSAGE, messages.append)
        failures = []
        connection.on(EventType.ERROR, failures.append)
        listening = threading.Thread(target=connection.start_listening, daemon=True)
        listening.start()
        actions(connection)
        connection.send_close_stream()
        listening.join(60)
        assert not listening.is_alive() and not failures
    return messages


def media(connection, pcm):
    for first in range(0, len(pcm), BLOCK):
        connection.send_media(pcm[first : first + BLOCK])


def of_kind(messages, kind):
    return [message for message in messages if message.type == kind]


def test_keyterms_are_written_and_interim_results_come_first(client, pcm):
    options = {"interim_results": "true", "vad_events": "true", "utterance_end_ms": "1000"}
    messages = converse(client, lambda c: media(c, pcm), keyterm=["Fremont", "Zelenskyy"], **options)
    results = of_kind(messages, "Results")
    finals = [result for result in results if result.is_final]
    texts = [final.channel.alternatives[0].transcript for final in finals]
    assert "Fremont" in texts[0] and "Zelenskyy" in texts[1] and len(finals) == 2
    assert not results[0].is_final and results[0].channel.alternatives[0].words
    word = finals[1].channel.alternatives[0].words[0]
    assert word.punctuated_word and 4.5 < word.start < word.end and 0 < word.confidence <= 1
    assert finals[0].start + finals[0].duration == pytest.approx(finals[1].start)
    assert len(of_kind(messages, "SpeechStarted")) == len(of_kind(messages, "UtteranceEnd")) == 2
    (metadata,) = of_kind(messages, "Metadata")
    assert metadata.duration == pytest.approx(len(pcm) / 32_000, abs=0.01)
    assert {item["entry"] for item in metadata.earmark["entries"]} == {"Fremont", "Zelenskyy"}


def test_configure_replaces_the_list_in_the_middle(client, pcm):
    half = 2 * round(4.4 * 16_000)  # bytes: in the pause between the clips

    def actions(connection):
        media(connection, pcm[:half])
        connection.send_configure(ListenV1Configure(keyterms=["Zelenskyy"]))
        connection.send_keep_alive()
        media(connection, pcm[half:])

    messages = converse(client, actions, keyterm="Fremont")
    (answer,) = of_kind(messages, "ConfigureSuccess")
    assert answer.keyterms == ["Zelenskyy"] and answer.earmark["entries"] == 1
    texts = [result.channel.alternatives[0].transcript for result in of_kind(messages, "Results")]
    assert "Fremont" in texts[0] and "Zelenskyy" in texts[1]


def test_configure_that_cannot_be_used_fails_and_the_list_stays(client, pcm):
    def actions(connection):
        connection.send_configure(
            ListenV1Configure(keyterms=["word"] * 2 + [f"word {i}" for i in range(100_001)])
        )
        media(connection, pcm[:128_000])

    messages = converse(client, actions, keyterm="Fremont")
    (failure,) = of_kind(messages, "ConfigureFailure")
    assert failure.code == "CONFIGURE_KEYTERM_LIMIT_EXCEEDED" and "100,000" in failure.description
    assert "Fremont" in of_kind(messages, "Results")[0].channel.alternatives[0].transcript


def test_finalize_ends_the_utterance(client, pcm):
    def actions(connection):
        media(connection, pcm[:64_000])
        connection.send_finalize()
        connection.send_finalize()  # nothing was said since: answered all the same

    results = of_kind(converse(client, actions), "Results")
    assert [result.from_finalize for result in results] == [True, True]
    assert results[0].channel.alternatives[0].transcript and not results[1].channel.alternatives[0].transcript


def test_old_keywords_with_weights(client, pcm):
    messages = converse(client, lambda c: media(c, pcm[:128_000]), keywords="Fremont:2")
    assert "Fremont" in of_kind(messages, "Results")[0].channel.alternatives[0].transcript


@pytest.mark.parametrize(
    "query, sentence",
    [
        ("", "encoding is missing"),
        ("encoding=opus", "expected one of"),
        ("encoding=linear16&sample_rate=1e9", "sample_rate"),
        ("encoding=linear16&callback=http://elsewhere", "callback is not offered"),
        ("encoding=linear16&interim_results=maybe", "expected true or false"),
        ("encoding=linear16&endpointing=soon", "endpointing"),
        ("encoding=linear16&word_boost=Fremont", "looks like a vocabulary"),
        ("encoding=linear16&keywords=Fremont:99", "weight"),
    ],
)
def test_a_bad_address_is_refused_with_a_sentence(server, query, sentence):
    with pytest.raises(websockets.exceptions.InvalidStatus) as refused:
        websockets.sync.client.connect(f"{server.ws}/v1/listen?{query}")
    assert refused.value.response.status_code == 400
    assert sentence in json.loads(refused.value.response.body)["error"]["message"]


@pytest.mark.parametrize(("option", "begins"), [({}, "we moved"), ({"smart_format": "true"}, "We moved")])
def test_capitals_and_punctuation_where_they_are_asked_for(client, pcm, option, begins):
    messages = converse(client, lambda c: media(c, pcm[:128_000]), **option)
    best = of_kind(messages, "Results")[0].channel.alternatives[0]
    assert best.transcript.startswith(begins)
    assert best.words[0].word == "we" and best.words[0].punctuated_word == "We"
