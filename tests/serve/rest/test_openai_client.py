"""OpenAI's own client against the server, unchanged."""

import openai
import pytest

CLIP = "demo/audio/fremont.opus"
SAID = "we moved from fremont to a small house near reykjavík last winter"


@pytest.fixture(scope="module")
def client(server):
    return openai.OpenAI(base_url=f"{server.http}/v1", api_key="none", max_retries=0)


def transcribe(client, **arguments):
    with open(CLIP, "rb") as file:
        return client.audio.transcriptions.create(file=file, model="whisper-1", **arguments)


def plain(text):
    return text.lower().replace(".", "").replace(",", "")


def test_json_with_keywords(client):
    done = transcribe(client, keywords=["Fremont", "Reykjavík"])
    assert plain(done.text) == SAID and "Fremont" in done.text
    assert done.usage.type == "duration" and done.usage.seconds == 4
    statuses = {item["entry"]: item["status"] for item in done.diagnostics}
    assert statuses == {"Fremont": "used", "Reykjavík": "used"}
    assert done.warnings == []


def test_without_a_list_there_are_no_diagnostics(client):
    done = transcribe(client)
    assert "Reykjavík" not in done.text
    assert done.diagnostics == [] and done.word_list is None


def test_verbose_json_with_words_and_segments(client):
    done = transcribe(
        client,
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
        keywords=["Fremont"],
    )
    assert done.duration == pytest.approx(3.6, abs=0.3) and done.language == "en"
    assert " ".join(word.word for word in done.words) == done.text
    assert all(0 <= word.start < word.end <= done.duration for word in done.words)
    assert " ".join(segment.text for segment in done.segments) == done.text
    assert done.segments[0].avg_logprob < 0


@pytest.mark.parametrize(("granularity", "absent"), [("word", "segments"), ("segment", "words")])
def test_granularities_are_as_asked_for(client, granularity, absent):
    done = transcribe(client, response_format="verbose_json", timestamp_granularities=[granularity])
    assert getattr(done, f"{granularity}s") and getattr(done, absent) is None


@pytest.mark.parametrize(
    ("format", "begin"), [("text", "we moved"), ("srt", "1\n00:00:00,"), ("vtt", "WEBVTT\n\n00:00:00.")]
)
def test_texts_and_subtitles(client, format, begin):
    assert transcribe(client, response_format=format).lower().startswith(begin.lower())


def test_a_prompt_that_is_a_list_counts(client):
    assert "Fremont" in transcribe(client, prompt="Fremont, Reykjavík").text


def test_a_prompt_that_is_a_text_is_reported(client):
    done = transcribe(client, prompt="We talked about Fremont. It was late.")
    assert "is a text and not a list" in done.warnings[0]


def test_streaming_has_the_official_events(client):
    events = list(transcribe(client, stream=True, keywords=["Fremont"]))
    assert {event.type for event in events[:-1]} == {"transcript.text.delta"}
    assert events[-1].type == "transcript.text.done"
    assert "".join(event.delta for event in events[:-1]) == events[-1].text
    assert "Fremont" in events[-1].text
    assert events[-1].diagnostics[0]["status"] == "used"


def test_errors_have_the_clients_shape(client):
    with pytest.raises(openai.BadRequestError) as raised:
        transcribe(client, response_format="diarized_json")
    assert raised.value.param == "response_format" and "give one of json" in raised.value.message


@pytest.mark.parametrize("name", ["vocabulary", "keyword", "word_boost", "phrases", "keywrods", "hot_words"])
def test_a_vocabulary_under_another_name_is_refused(client, name):
    with pytest.raises(openai.BadRequestError, match="looks like a vocabulary: send it as") as raised:
        transcribe(client, extra_body={name: "Fremont"})
    assert raised.value.code == "unknown_vocabulary_field"


def test_other_unknown_fields_are_reported(client):
    assert "'colour' is not known" in transcribe(client, extra_body={"colour": "red"}).warnings[0]


def test_a_stored_list_by_id(client, server):
    made = client.post("/word-lists", cast_to=dict, body={"name": "towns", "words": ["Fremont"]})
    done = transcribe(client, extra_body={"word_list": made["id"]})
    assert "Fremont" in done.text
    assert (done.word_list["id"], done.word_list["version"]) == (made["id"], 1)
    assert done.word_list["used"] == 1


def test_another_language_is_refused(client):
    with pytest.raises(openai.BadRequestError, match="transcribes 'en'"):
        transcribe(client, language="de")
    assert transcribe(client, language="en-US").text
