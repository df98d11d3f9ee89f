"""Corrections over HTTP."""

import json

import httpx
import pytest

CLIP = "demo/audio/fremont.opus"
TEXT = "We moved from Freemont to a small house near Reykjavik last winter."
SRT = f"1\n00:00:00,100 --> 00:00:03,500\n{TEXT}\n"


@pytest.fixture(scope="module")
def correct(server):
    """correct(transcript, file name or None, **fields) -> the answer."""

    def post(transcript, name=None, **fields):
        with open(CLIP, "rb") as audio:
            files = {"file": audio}
            if name is None:
                fields["transcript"] = transcript
            else:
                files["transcript"] = (name, transcript)
            return httpx.post(f"{server.http}/v1/corrections", files=files, data=fields, timeout=60)

    return post


def test_a_text(correct):
    body = correct(TEXT, keywords="Fremont, Reykjavík").json()
    assert body["text"] == body["transcript"] == TEXT.replace("Freemont", "Fremont").replace("javik", "javík")
    assert {item["before"] for item in body["replacements"]} == {"Freemont", "Reykjavik"}
    assert [item["status"] for item in body["diagnostics"]] == ["used", "used"]
    assert body["words"][3]["text"] == "Fremont" and body["words"][3]["entry"] == "Fremont"


@pytest.mark.parametrize("name", [None, "a.srt"])
def test_subtitles_keep_all_else(correct, name):
    answer = correct(SRT, name, keywords="Fremont", response_format="transcript")
    assert answer.text == SRT.replace("Freemont", "Fremont")
    assert json.loads(answer.headers["x-earmark-word-list"])["used"] == 1


def test_json_of_another_recognizer(correct):
    words = [{"word": word, "start": 0.3 * n, "end": 0.3 * n + 0.25} for n, word in enumerate(TEXT.split())]
    given = {"text": TEXT, "segments": [{"start": 0.0, "end": 3.6, "text": TEXT, "words": words}]}
    answer = correct(json.dumps(given), keywords="Fremont", response_format="transcript")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()["text"] == TEXT.replace("Freemont", "Fremont")


def test_the_format_is_found_or_asked_for(correct):
    assert correct(SRT, keywords="Fremont", format="text").json()["transcript"].startswith("1\n00:00:00,100")
    unknown = correct(TEXT, keywords="Fremont", format="doc")
    assert unknown.status_code == 400 and "the formats are" in unknown.json()["error"]["message"]


@pytest.mark.parametrize("text", ["/etc/passwd", "pyproject.toml", "docs/README.md", "notes.txt"])
def test_a_text_is_never_a_path(correct, text):
    body = correct(text, keywords="Fremont").json()
    assert body["transcript"] == text and "root:" not in json.dumps(body)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "a list is missing"),
        ({"keywords": "Fremont", "response_format": "srt"}, "give json or transcript"),
        ({"hot_words": "Fremont"}, "looks like a vocabulary"),
    ],
)
def test_what_is_missing_or_wrong(correct, fields, sentence):
    answer = correct(TEXT, **fields)
    assert answer.status_code == 400 and sentence in answer.json()["error"]["message"]


def test_no_transcript(correct):
    assert "transcript is missing" in correct("", keywords="Fremont").json()["error"]["message"]


@pytest.mark.parametrize(
    "content", [b"\0\1\2", b"\xff\xfe\0", b'{"a": ', b"[" * 100_000, b"{}", b"WEBVTT\n\n--> -->\n"]
)
def test_transcripts_that_are_none(correct, content):
    answer = correct(content, "a.json", keywords="Fremont")
    assert answer.status_code in (200, 400), answer.text
    assert answer.status_code == 200 or len(answer.json()["error"]["message"]) > 10
