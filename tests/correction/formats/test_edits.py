"""Edits of every format: other words in all places, everything else byte for byte."""

from __future__ import annotations

import json

import pytest
from correction.formats.agreement import key_of, renderings
from correction.formats.samples import SAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.correction.formats import read_transcript
from earmark.correction.given import Edit
from earmark.errors import TranscriptError

NAMES = st.sampled_from(
    ["Zelenskyy", "Škoda,", "O'Neil's", "x", '"Ann-Marie', "naïve.", "Ж", "日本", "42", "Lee?!"]
)
SIGNS = st.sampled_from(["—", "♪", "😀", "[MUSIC]", "A&B<c"])


@st.composite
def edits(draw: st.DrawFn, words: tuple[str, ...], new: st.SearchStrategy[str]) -> list[Edit]:
    found, first = [], 0
    while first < len(words):
        first += draw(st.integers(0, 3))
        last = first + draw(st.integers(0, 3))
        if last < len(words):
            found.append(Edit(first, last, tuple(draw(st.lists(new, max_size=4)))))
        first = last + 1
    return found


def edited(words: list[str], changes: list[Edit]) -> list[str]:
    for edit in reversed(changes):
        words = [*words[: edit.first], *edit.words, *words[edit.last + 1 :]]
    return words


def values_of(output: str) -> list[object]:
    """JSON values of an output, one or several in a row."""
    text, found, position = output.lstrip("\ufeff").strip(), [], 0
    while position < len(text):
        value, position = json.JSONDecoder().raw_decode(text, position)
        found.append(value)
        position += len(text[position:]) - len(text[position:].lstrip())
    return found


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_output_has_edited_words_and_nothing_else_changes(name: str, data: st.DataObject) -> None:
    transcript = read_transcript(SAMPLES[name])
    texts = [word.text for word in transcript.words]
    changes = data.draw(
        edits(tuple(texts), NAMES if name != "amazon" else NAMES.filter(lambda w: w[0] != '"'))
    )
    changed = transcript.with_edits(changes)
    assert [word.text for word in changed.words] == edited(texts, changes)
    if name not in ("vosk", "transformers"):  # their cues last from word to word, or may be taken for words
        assert changed.cues == transcript.cues
    again = read_transcript(changed.output(), format=transcript.format)
    assert again.words == changed.words
    assert again.output() == changed.output()


@pytest.mark.parametrize("name", [n for n in SAMPLES if n not in ("srt", "vtt", "ctm", "text")])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_all_renderings_agree(name: str, data: st.DataObject) -> None:
    """Edits of one channel, for what stands across channels is not said by anybody."""
    transcript = read_transcript(SAMPLES[name])
    channels = [word.channel for word in transcript.words]
    changes = data.draw(edits(tuple(word.text for word in transcript.words), NAMES))
    changes = [e for e in changes if channels[e.first] == channels[e.last]]
    values = values_of(transcript.with_edits(changes).output())
    found = renderings(values[0] if len(values) == 1 else values)
    assert len(found) >= 1
    assert len(set(found)) == 1
    if max(channels) == 0:
        assert found[0] == key_of("".join(w.text for w in transcript.with_edits(changes).words))


@pytest.mark.parametrize("name", [n for n in SAMPLES if n not in ("srt", "vtt", "ctm", "text")])
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_dictionaries_change_as_texts_do(name: str, data: st.DataObject) -> None:
    transcript = read_transcript(SAMPLES[name])
    values = values_of(SAMPLES[name])
    parsed = read_transcript(values[0] if len(values) == 1 else values)
    before = json.dumps(parsed.output())
    assert parsed.words == transcript.words
    changes = data.draw(edits(tuple(word.text for word in transcript.words), NAMES | SIGNS))
    changed = parsed.with_edits(changes).output()
    assert values_of(transcript.with_edits(changes).output()) == (changed if len(values) > 1 else [changed])
    assert json.dumps(parsed.output()) == before == json.dumps(values[0] if len(values) == 1 else values)


@pytest.mark.parametrize("name", SAMPLES)
def test_words_replaced_by_themselves_change_no_byte(name: str) -> None:
    transcript = read_transcript(SAMPLES[name])
    texts = [word.text for word in transcript.words]
    everything = [Edit(0, len(texts) - 1, tuple(texts))]
    assert transcript.with_edits(everything).output() == SAMPLES[name]
    assert (
        transcript.with_edits([Edit(k, k, (text,)) for k, text in enumerate(texts)]).output() == SAMPLES[name]
    )
    assert transcript.with_edits([]) is transcript


@pytest.mark.parametrize("name", SAMPLES)
def test_a_word_put_back_gives_the_words_back(name: str) -> None:
    transcript = read_transcript(SAMPLES[name])
    for k, word in enumerate(transcript.words):
        changed = transcript.with_edits([Edit(k, k, ("Qqqqq",))])
        assert changed.output() != SAMPLES[name]
        back = changed.with_edits([Edit(k, k, (word.text,))]).words
        assert [(w.text, w.start, w.end) for w in back] == [
            (w.text, w.start, w.end) for w in transcript.words
        ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ([Edit(0, 99, ("x",))], "outside the transcript's 2 words"),
        ([Edit(-1, 0, ("x",))], "outside"),
        ([Edit(1, 0, ("x",))], "outside"),
        ([Edit(0, 1, ("x",)), Edit(1, 1, ("y",))], "overlap or are out of order"),
        ([Edit(1, 1, ("x",)), Edit(0, 0, ("y",))], "out of order"),
        ([Edit(0, 0, ("New York",))], "one by one"),
        ([Edit(0, 0, ("",))], "without spaces"),
        ([Edit(0, 0, ("\ud800",))], "half a character"),
    ],
)
def test_edits_that_do_not_fit_are_refused(changes: list[Edit], sentence: str) -> None:
    with pytest.raises(TranscriptError, match=sentence):
        read_transcript("hello world\n").with_edits(changes)
