"""SRT and WebVTT: times and tags stay, lines are broken anew where they must be."""

from __future__ import annotations

import pytest
from correction.formats.samples import SRT, VTT

from earmark.correction.formats import read_transcript
from earmark.correction.given import Cue, Edit


def changed(source: str, *edits: Edit, format: str | None = None) -> str:
    return str(read_transcript(source, format).with_edits(edits).output())


def cue(text: str) -> str:
    return f"1\n00:00:01,000 --> 00:00:04,000\n{text}\n\n2\n00:00:04,000 --> 00:00:05,000\nThe end.\n"


def test_srt_is_read() -> None:
    transcript = read_transcript(SRT)
    assert transcript.cues == (Cue(0.0, 2.0), Cue(2.0, 1.0), Cue(3602.5, 3604.25), Cue(9.0, 10.0))
    assert [(w.text, w.cue) for w in transcript.words if w.cue] == [
        ("42", 2), ("still", 2), ("in", 2), ("3", 2), ("♪", 3), ("[MUSIC]", 3), ("♪", 3)
    ]  # fmt: skip
    assert transcript.text.startswith("Hello, Zelenski - and &amp; Nawojka! 42")


def test_srt_changes_in_the_cue_alone() -> None:
    new = changed(SRT, Edit(1, 1, ("Zelenskyy",)), Edit(5, 5, ("Nawojko!",)))
    assert new == SRT.replace("Zelenski", "Zelenskyy").replace("<b>Nawoj</b>ka!", "<b>Nawojko!</b>")


def test_vtt_is_read() -> None:
    transcript = read_transcript(VTT)
    assert [w.text for w in transcript.words] == [
        "Hello",
        "Zelenski,",
        "AT&T",
        "man",
        "never",
        "drink",
        "Fanta",
    ]
    assert [(w.start, w.end) for w in transcript.words[4:]] == [(2.0, 2.5), (2.5, 3.0), (3.0, 4.0)]
    assert transcript.cues[2] == Cue(4.0, 5.0)


def test_vtt_keeps_tags_and_escapes() -> None:
    new = changed(VTT, Edit(1, 1, ("Zelenskyy,",)), Edit(2, 3, ("A<B",)), Edit(4, 5, ("Neverdrink",)))
    expected = VTT.replace("<c.name>Zelenski</c>,", "<c.name>Zelenskyy,</c>").replace(
        "AT&amp;T&nbsp;man", "A&lt;B"
    )
    assert new == expected.replace("never<00:02.500><c> drink</c>", "Neverdrink<00:02.500><c></c>")


def test_vtt_without_hours_in_windows_lines() -> None:
    source = "WEBVTT\r\n\r\n00:01.000 --> 00:02.000 line:0\r\n- Hi, Ann\r\n- Bye\r\n"
    assert changed(source, Edit(2, 2, ("Anne",))) == source.replace("Ann", "Anne")


def test_lines_stay_where_they_fit() -> None:
    text = "and then Zelenski said\nthat it was fine"
    assert changed(cue(text), Edit(2, 2, ("Wolodymyr", "Zelenskyy"))) == cue(
        "and then Wolodymyr Zelenskyy said\nthat it was fine"
    )


def test_a_line_that_became_too_long_is_shared_with_the_others() -> None:
    text = "and then Mr Zelenski said to his people\nthat it was fine"
    assert changed(cue(text), Edit(3, 3, ("Wolodymyr", "Zelenskyy"))) == cue(
        "and then Mr Wolodymyr Zelenskyy\nsaid to his people that it was fine"
    )


def test_a_line_more_where_the_text_does_not_fit() -> None:
    text = "and then Mr Zelenski said to his people"
    assert changed(cue(text), Edit(3, 3, ("Wolodymyr", "Zelenskyy"))) == cue(
        "and then Mr Wolodymyr\nZelenskyy said to his people"
    )


def test_longer_lines_than_usual_set_the_limit() -> None:
    text = "and then Mr Zelenski said to his people that it was all fine"
    assert changed(cue(text), Edit(3, 3, ("Zelensky",))) == cue(text.replace("Zelenski", "Zelensky"))


def test_speakers_are_not_joined() -> None:
    text = "- and then Mr Zelenski said to his people\n- No!"
    assert changed(cue(text), Edit(4, 4, ("Wolodymyr", "Zelenskyy"))) == cue(
        "- and then Mr Wolodymyr\nZelenskyy said to his people\n- No!"
    )


def test_tags_stay_with_their_words() -> None:
    text = "<i>and then Mr <b>Zelenski</b> said to his people</i>\n<i>that it was</i> fine"
    assert changed(cue(text), Edit(3, 3, ("Wolodymyr", "Zelenskyy"))) == cue(
        "<i>and then Mr <b>Wolodymyr Zelenskyy</b>\nsaid to his people</i> <i>that it was</i> fine"
    )


@pytest.mark.parametrize("first", [0, 2, 4])
def test_no_empty_line_ends_a_cue(first: int) -> None:
    """Of WebVTT and of many players' SRT an empty line ends the cue, and what follows would be lost."""
    source = cue("one two\nthree four\nfive six")
    new = changed(source, Edit(first, first + 1, ()))
    assert new.count("\n\n") == source.count("\n\n")
    assert [w.cue for w in read_transcript(new).words] == [0, 0, 0, 0, 1, 1]


def test_an_emptied_cue_stays() -> None:
    for source in (cue("Hello."), "WEBVTT\n\n" + cue("Hello.").replace(",", ".")):
        transcript = read_transcript(source).with_edits([Edit(0, 0, ())])
        assert transcript.output() == source.replace("Hello.", "")
        assert transcript.cues == (Cue(1.0, 4.0), Cue(4.0, 5.0))
        assert [w.cue for w in transcript.words] == [1, 1]


def test_cues_without_empty_lines_and_numbers_between() -> None:
    source = "00:00:01,0 --> 00:00:02,0\n12\n00:00:02,0 --> 00:00:03,0\n13\n"
    assert [w.text for w in read_transcript(source).words] == ["13"]  # 12 may be the number of the second cue
    source = "1\n00:00:01,0 --> 00:00:02,0\nHello\n2\n00:00:02,0 --> 00:00:03,0\nA --> B\n"
    assert [w.text for w in read_transcript(source).words] == ["Hello", "A", "-->", "B"]
