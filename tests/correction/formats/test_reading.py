"""What is given, in which format it is, and sentences for what is not a transcript."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from correction.formats.samples import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.correction.formats import FORMATS, read_transcript
from earmark.correction.given import Edit
from earmark.errors import EarmarkError, TranscriptError


@pytest.mark.parametrize("name", SAMPLES)
def test_formats_are_recognized(name: str) -> None:
    expected = name.split()[0]
    assert read_transcript(SAMPLES[name]).format == expected
    assert expected in FORMATS


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_come_out_byte_for_byte(name: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "talk"  # no suffix: the content tells the format
    path.write_bytes(SAMPLES[name].lstrip("\ufeff").encode(encoding))
    transcript = read_transcript(path)
    assert transcript.format == name.split()[0]
    assert transcript.output().encode(transcript.encoding) == path.read_bytes()
    assert read_transcript(str(path)).words == transcript.words


def test_a_str_is_a_path_where_it_looks_like_one(tmp_path: Path) -> None:
    assert read_transcript("hello there").words[1].text == "there"
    assert read_transcript("hello.txt\n").words[0].text == "hello.txt"
    with pytest.raises(TranscriptError, match=r"missing\.srt: the file cannot be read \(No such file"):
        read_transcript("missing.srt")
    with pytest.raises(TranscriptError, match="cannot be read"):
        read_transcript(tmp_path)
    with pytest.raises(TranscriptError, match="cannot be read"):
        read_transcript(Path("talk without a suffix"))
    assert read_transcript("x" * 5000).words[0].text == "x" * 5000


@pytest.mark.parametrize(
    "empty", ["", " \n", "\ufeff", "{}", "[]", "WEBVTT\n", '{"text": ""}', '{"segments": [], "text": ""}']
)
def test_empty_transcripts_are_fine(empty: str) -> None:
    if empty == "{}":
        with pytest.raises(TranscriptError, match="no known format"):
            read_transcript(empty)
        return
    transcript = read_transcript(empty)
    assert transcript.words == ()
    assert transcript.with_edits([]).output() == empty


@pytest.mark.parametrize("name", ["talk.srt", "talk.vtt", "talk.ctm", "talk.txt"])
def test_empty_files_are_of_the_format_of_their_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("")
    transcript = read_transcript(tmp_path / name)
    assert (transcript.words, transcript.output()) == ((), "")


@pytest.mark.parametrize(
    ("source", "format", "sentence"),
    [
        ("hello", "docx", "there is no format 'docx'; the formats are amazon, assemblyai, ctm, deepgram"),
        ({"hello": 1, "there": 2}, None, "with the fields hello, there is of no known format"),
        ([{"text": "a", "segments": []}], None, "this JSON is of no known format"),
        ({"text": 3}, "whisper", "text is the number 3; a string is expected there"),
        ({"segments": {"a": 1}}, None, "segments is an object; an array is expected"),
        ({"segments": [1]}, None, r"segments\[0\] is the number 1; an object is expected"),
        ({"segments": [{"text": ["x"]}]}, None, r"segments\[0\].text is an array; a string is expected"),
        (
            {"segments": [{"text": "a", "start": "soon"}]},
            None,
            r"start is the string 'soon'; a time is expected",
        ),
        (
            {"segments": [{"text": "a", "words": [{"word": "a", "start": True}]}]},
            None,
            r"words\[0\].start is true",
        ),
        ({"segments": [{"text": "a", "words": [{"word": 7}]}]}, None, r"words\[0\].word is the number 7"),
        ({"results": {"channels": [{"alternatives": 1}]}}, None, "alternatives is the number 1; an array"),
        ({"results": {"items": 0}}, None, "results.items is the number 0; an array"),
        ({"transcription": [None]}, None, r"transcription\[0\] is null; an object"),
        ({"text": "a"}, "srt", "the transcript is JSON, and the format srt is not"),
        (7, None, "a path, a text, or a parsed JSON; this is a int"),
        ("1\n00:00:01,000 --> 00:00:xx,000\nhello\n", "srt", "line 2 has no times that can be read"),
        (
            "WEBVTT\n\n00:01 -> 00:02\n\nlater --> now\nhello\n",
            None,
            "line 5 has no times .* 'later --> now'",
        ),
        ("rec 1 0.0 0.5 hello\nrec 1 x 0.5 there\n", None, "line 2 of the CTM has the start 'x'"),
        ("rec 1 0.0 0.5\n", "ctm", "line 1 of the CTM has 4 columns; a line is <recording> <channel>"),
        ("a 1 0.0 0.5 hello\nb 1 0.0 0.5 hello\n", None, r"words of 2 recordings \(a, b ...\)"),
        ('{"text": "hello"', None, "line 1, column 17"),
        ("RIFF\0\0\0\n", None, "character 4 is NUL"),
    ],
)
def test_bad_input_has_a_sentence(source: object, format: str | None, sentence: str, tmp_path: Path) -> None:
    if format == "srt" and isinstance(source, str) or isinstance(source, str) and "CTM" in sentence:
        with pytest.raises(TranscriptError, match=sentence):
            read_transcript(source, format or "ctm")
        return
    with pytest.raises(TranscriptError, match=sentence):
        read_transcript(source, format)  # type: ignore[arg-type]


def test_other_encodings_have_a_sentence_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "latin.srt"
    path.write_bytes("1\n00:00:00,000 --> 00:00:01,000\ncafé\n".encode("latin-1"))
    with pytest.raises(
        TranscriptError, match=r"latin\.srt: byte 35 is not UTF-8; save the transcript as UTF-8"
    ):
        read_transcript(path)


def test_brackets_alone_do_not_make_json() -> None:
    for text in ("[MUSIC] hello\n", "{laughs} hello\n", "- hello\n"):
        assert read_transcript(text).format == "text"


def test_half_characters_are_marked_and_stay() -> None:
    transcript = read_transcript('{"text": "a \\ud83d b"}')
    assert [w.text for w in transcript.words] == ["a", "\N{REPLACEMENT CHARACTER}", "b"]
    assert transcript.with_edits([Edit(2, 2, ("c",))]).output() == '{"text": "a \\ud83d c"}'


def test_line_breaks_and_tabs_within_strings_as_whisper_cpp_writes_them() -> None:
    transcript = read_transcript('{"transcription": [{"text": " a\tb", "offsets": {"from": 0, "to": 10}}]}')
    assert transcript.with_edits([Edit(1, 1, ("c",))]).output().count(' a\tc"') == 1


@given(
    st.text()
    | st.sampled_from(list(SAMPLES.values())).flatmap(lambda s: st.integers(0, len(s)).map(lambda k: s[:k]))
)
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        transcript = read_transcript(text + "\n")
    except EarmarkError as e:
        assert len(str(e)) > 20
        return
    assert transcript.output() == text + "\n"


KEYS = (
    "text segments words word start end results channels alternatives transcript transcripts items type id",
    "content chunks timestamp",
    "utterances transcription tokens offsets timestamps from to result conf chars monologues speaker_labels",
    "channel_labels channel_label audio_segments paragraphs sentences num_words channel start_time end_time",
)
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(" ".join(KEYS).split()), inner, max_size=4)
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(JSONS, st.sampled_from([name for name in FORMATS if name not in ("text", "srt", "vtt", "ctm")]))
def test_any_json_is_read_or_refused_with_a_sentence(value: object, name: str) -> None:
    if not isinstance(value, dict | list):
        return
    try:
        transcript = read_transcript(value, name)
        if transcript.words:
            transcript.with_edits([Edit(0, len(transcript.words) - 1, ("x",))])
    except EarmarkError as e:
        assert len(str(e)) > 20


def test_a_document_that_changes_afterwards_changes_no_transcript() -> None:
    value = {"text": "hello"}
    transcript = read_transcript(value)
    value["text"] = "bye"
    output = transcript.output()
    assert output == {"text": "hello"}
    output["text"] = "bye"
    assert transcript.output() == {"text": "hello"}


def test_ten_thousand_cues_take_less_than_a_second() -> None:
    stamps = [f"{k // 3600:02}:{k // 60 % 60:02}:{k % 60:02},000" for k in range(10_001)]
    cue = "and then Zelenski said\nthat it was fine"
    source = "".join(f"{k + 1}\n{stamps[k]} --> {stamps[k + 1]}\n{cue}\n\n" for k in range(10_000))
    edits = [Edit(80 * k + 2, 80 * k + 3, ("Zelenskyy", "has", "said")) for k in range(1000)]
    start = time.process_time()
    changed = str(read_transcript(source).with_edits(edits).output())
    assert time.process_time() - start < 2.0  # an idle core takes a quarter of it
    assert changed.count("Zelenskyy") == 1000


def test_an_hour_of_json_takes_less_than_a_second() -> None:
    words = [{"word": f" w{k}", "start": 0.0, "end": 0.5, "probability": 0.5} for k in range(8)]
    text = "".join(str(word["word"]) for word in words)
    segments = [{"start": k, "end": k + 1, "text": text, "words": words} for k in range(1200)]
    source = json.dumps({"text": text * 1200, "segments": segments})
    edits = [Edit(8 * k + 2, 8 * k + 3, ("Zelenskyy", "has", "said")) for k in range(1000)]
    start = time.process_time()
    changed = str(read_transcript(source).with_edits(edits).output())
    assert time.process_time() - start < 2.0  # an idle core takes a quarter of it
    assert changed.count("Zelenskyy") == 3000
