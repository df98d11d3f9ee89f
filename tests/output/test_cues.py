import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from output.words import spoken

from earmark.correction import read_transcript
from earmark.output import cues_of, write
from earmark.transcript import TranscribedWord, Transcript

MARKS = ["", "", "", "", ",", ".", "?", ";", "!"]


def speech(seed, count, entries=True):
    """Words and entries as people say them, 0.05 to 1 s long, with pauses of all lengths between them."""
    draw = random.Random(seed)
    words, time = [], draw.uniform(0, 2)
    for _ in range(count):
        time += draw.choice([0.0, 0.0, 0.0, 0.1, 0.3, 0.6, 2.0, 9.0])
        parts = ["".join(draw.choices("abcdefgé'", k=draw.randint(1, 14)))
                 for _ in range(draw.choice([1] * 9 + [3, 9] * entries))]  # fmt: skip
        end = time + draw.uniform(0.05, 1.0)
        text = " ".join(parts) + draw.choice(MARKS)
        words.append(TranscribedWord(text, round(time, 3), round(end, 3), None))
        time = end
    return Transcript(" ".join(word.text for word in words), tuple(words), time)


def transcripts():
    """Transcripts that shrink to few words."""
    return st.builds(speech, st.integers(0, 10_000), st.integers(0, 60))


@given(transcripts())
def test_rules_hold_for_any_speech(transcript):
    cues = cues_of(transcript)
    for cue in cues:
        assert 1 <= len(cue.lines) <= 2 and all(0 < len(line) <= 42 for line in cue.lines)
        assert 0 < cue.end - cue.start <= 7.0005
    for cue, following in pairwise(cues):
        assert cue.end <= following.start
        assert cue.end - cue.start >= 0.999 or cue.end == following.start  # short only without room
    assert " ".join(line for cue in cues for line in cue.lines) == transcript.text


@given(st.integers(0, 10_000), st.integers(0, 60))
def test_cues_stand_while_their_words_are_said(seed, count):
    """From the first word; to the last, or as long as reading takes, never until the next cue begins."""
    transcript = speech(seed, count, entries=False)
    starts = {word.start for word in transcript.words}
    for cue in cues_of(transcript):
        assert cue.start in starts
        said = [word for word in transcript.words if cue.start <= word.start < cue.end]
        reading = max(1.0, sum(map(len, cue.lines)) / 20)
        assert cue.end <= max(said[-1].end, cue.start + reading) + 0.001


@given(transcripts(), st.sampled_from(["srt", "vtt"]))
def test_other_readers_find_the_same_words(transcript, format):
    text = write(transcript, format)
    if transcript.words:
        assert [word.text for word in read_transcript(text, format).words] == transcript.text.split()


@given(st.lists(st.floats(0, 20), min_size=1, max_size=40), st.integers(1, 60))
def test_times_of_any_kind_make_cues_in_order(times, length):
    """Recognizers give words the same time, or times that run backwards."""
    words = tuple(TranscribedWord("x" * length, t, t - 1 + random.Random(k).random() * 3, None)
                  for k, t in enumerate(times))  # fmt: skip
    cues = cues_of(Transcript(" ".join(w.text for w in words), words, 20.0))
    assert all(cue.start < cue.end <= following.start for cue, following in pairwise(cues))
    assert sum(len("".join(cue.lines).replace(" ", "")) for cue in cues) == length * len(times)


def lines(transcript):
    return [cue.lines for cue in cues_of(transcript)]


def test_breaks_are_at_clauses_and_lines_are_balanced():
    found = lines(spoken(
        "President Zelenskyy thanked the volunteers after the long meeting, and the crowd, which had waited "
        "for hours in the rain, cheered."
    ))  # fmt: skip
    assert found == [
        ("President Zelenskyy thanked the", "volunteers after the long meeting,"),
        ("and the crowd, which had waited", "for hours in the rain, cheered."),
    ]


def test_without_punctuation_breaks_are_at_pauses():
    text = "she walked into the old house by the river and nobody was there to greet her at the door"
    assert [" ".join(cue) for cue in lines(spoken(text, pauses={9: 0.6}))] == [
        "she walked into the old house by the river",
        "and nobody was there to greet her at the door",
    ]


def test_a_title_stays_with_its_name():
    text = "We were waiting in the long corridor for news of him. Dr. Smith came out of the theatre at last."
    assert lines(spoken(text))[1][0].startswith("Dr. Smith")


def test_a_long_silence_ends_a_cue_with_its_last_word():
    first, second = cues_of(spoken("one moment please thank you", pauses={3: 20.0}))
    assert first.lines == ("one moment please",) and second.lines == ("thank you",)
    assert first.end == pytest.approx(1.2, abs=0.01) and second.start > 21


def test_a_short_word_stands_for_a_second_and_fast_speech_longer():
    assert [c.end - c.start for c in cues_of(spoken("Yes."))] == [1.0]
    text = "that was said far too fast to be read along"
    (cue,) = cues_of(spoken(text, rate=40.0))
    assert cue.end - cue.start == pytest.approx((len(text) - 1) / 20, abs=0.06)


def test_an_entry_of_several_words_stays_on_a_line():
    made = spoken("we flew from the islands all the way to X tonight")
    words = tuple(
        TranscribedWord("New York City", w.start, w.end, 0.9, "New York City") if w.text == "X" else w
        for w in made.words
    )
    text = " ".join(w.text for w in words)
    (cue,) = cues_of(Transcript(text, words, 9.0))
    assert any("New York City" in line for line in cue.lines) and " ".join(cue.lines) == text


def test_languages_without_spaces_get_none():
    words = tuple(TranscribedWord(sign, k / 5, k / 5 + 0.2, None) for k, sign in enumerate("今日は天気"))
    assert lines(Transcript("今日は天気", words, 1.0)) == [("今日は天気",)]
