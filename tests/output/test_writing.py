import json

import pytest
from output.words import spoken

from earmark.correction import read_transcript
from earmark.errors import OptionsError
from earmark.output import FORMATS, merge_channels, write
from earmark.transcript import TranscribedWord, Transcript

SAID = Transcript(
    "Ask AT&T <now>",
    (TranscribedWord("Ask", 0.1, 0.3, 0.98765), TranscribedWord("AT&T <now>", 0.5, 1.6, None, "AT&T")),
    2.0,
    audio="calls/my call.wav",
)


def test_text_and_json():
    assert write(SAID, "text") == "Ask AT&T <now>\n"
    text = write(SAID, "json")
    assert text.count("\n") == 1 and json.loads(text) == SAID.to_dict()
    assert SAID.to_dict()["words"][0]["confidence"] == 0.9877


def test_srt():
    assert write(SAID, "srt") == "1\n00:00:00,100 --> 00:00:01,600\nAsk AT&T <now>\n"
    made = write(spoken("yes no", pauses={1: 3700.0}), "srt")
    assert made.startswith("1\n00:00:00,000 --> 00:00:01,000\nyes\n\n2\n01:01:40,267 --> 01:01:41,267\nno\n")


def test_vtt_escapes_signs():
    assert write(SAID, "vtt") == ("WEBVTT\n\n00:00:00.100 --> 00:00:01.600\nAsk AT&amp;T &lt;now&gt;\n")


def test_tsv():
    assert write(SAID, "tsv") == "start\tend\ttext\n100\t1600\tAsk AT&T <now>\n"


def test_ctm():
    assert write(SAID, "ctm") == (
        "my_call 1 0.100 0.200 Ask 0.988\nmy_call 1 0.500 0.489 AT&T NA\nmy_call 1 0.989 0.611 <now> NA\n"
    )
    assert [w.text for w in read_transcript(write(SAID, "ctm")).words] == ["Ask", "AT&T", "<now>"]


def test_textgrid():
    words = (*SAID.words, TranscribedWord('"so"', 1.5, 1.5, None))  # overlaps, and has no length
    lines = [line.strip() for line in write(Transcript("", words, 2.0), "textgrid").splitlines()]
    assert lines[:8] == [
        'File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0", "xmax = 2.000",
        "tiers? <exists>", "size = 1", "item []:",
    ]  # fmt: skip
    rows = [(a[7:], b[7:], c[7:]) for a, b, c in zip(lines[15::4], lines[16::4], lines[17::4], strict=True)]
    assert rows == [
        ("0.000", "0.100", '""'), ("0.100", "0.300", '"Ask"'), ("0.300", "0.500", '""'),
        ("0.500", "1.500", '"AT&T <now>"'), ("1.500", "1.501", '"""so"""'), ("1.501", "2.000", '""'),
    ]  # fmt: skip


def test_nothing_said():
    nothing = Transcript("", (), 3.0)
    assert {name: write(nothing, name) for name in ("text", "srt", "vtt", "tsv", "ctm")} == {
        "text": "\n", "srt": "", "vtt": "WEBVTT\n", "tsv": "start\tend\ttext\n", "ctm": "",
    }  # fmt: skip
    assert "intervals: size = 1" in write(nothing, "textgrid")


def test_an_unknown_format_is_refused():
    with pytest.raises(OptionsError, match="format is 'docx', expected one of text, json, srt, vtt, tsv"):
        write(SAID, "docx")


@pytest.fixture
def call():
    """Two people: one asks and goes on, the other says yes in between."""
    return merge_channels([
        spoken("Is that the hospital? I need Dr. Zelenskyy please.", pauses={4: 2.0}),
        spoken("Yes. Who is calling?", start=2.0, pauses={1: 4.0}),
    ])  # fmt: skip


def test_channels_are_merged_by_turns(call):
    assert call.text == (
        "1: Is that the hospital?\n2: Yes.\n1: I need Dr. Zelenskyy please.\n2: Who is calling?"
    )
    assert [word.channel for word in call.words] == [1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 2, 2, 2]
    assert call.to_dict()["words"][4]["channel"] == 2 and "channel" not in SAID.to_dict()["words"][0]


def test_channels_in_every_format(call):
    vtt, srt = write(call, "vtt"), write(call, "srt")
    assert "<v 1>Is that the hospital?\n" in vtt and "<v 2>Yes.\n" in vtt
    assert "\n1: Is that the hospital?\n" in srt and "\n2: Yes.\n" in srt
    assert " ".join(w.text for w in read_transcript(vtt).words) == (
        "Is that the hospital? Yes. I need Dr. Zelenskyy please. Who is calling?"
    )
    assert [line.split()[1] for line in write(call, "ctm").splitlines()] == ["1"] * 9 + ["2"] * 4
    grid = write(call, "textgrid")
    assert 'name = "words 1"' in grid and 'name = "words 2"' in grid
    assert "\t1: Is that the hospital?\n" in write(call, "tsv") and set(FORMATS) >= {"tsv", "ctm"}


def test_one_speaker_in_a_row_is_one_turn():
    made = merge_channels([spoken("Hello. I called before."), Transcript("", (), 2.0)])
    assert made.text == "1: Hello. I called before."
