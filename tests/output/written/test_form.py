"""The written form, by a tagger that is a table: what it says of each word stands in the test."""

import numpy as np
import pytest

from earmark.language import DEFAULT
from earmark.output.written import WrittenForm
from earmark.output.written.tagger import Tags
from earmark.transcript import TranscribedWord, Transcript

MARKS = {",": 1, ".": 2, "?": 3}


class Table:
    """Tags words as a written text has them."""

    def __init__(self, text: str):
        self.tokens = [(w.rstrip(",.?"), MARKS.get(w[-1], 0)) for w in text.split()]

    def tag(self, words):
        assert len(words) == len(self.tokens), (words, self.tokens)
        marks, cases = np.zeros((len(words), 4), np.float32), np.zeros((len(words), 3), np.float32)
        for row, (token, mark) in enumerate(self.tokens):
            stem = token.removesuffix("'s")
            marks[row, mark] = 9
            cases[row, 0 if token.islower() else 2 if stem.isupper() else 1] = 1
        return Tags(marks, cases)


def word(text, place, entry=None):
    return TranscribedWord(text, float(place), place + 0.9, 0.9 - place / 100, entry, 0.8)


def form(said, tags, listed=()):
    """The written form of words; those of ``listed`` are entries, with spaces for underscores."""
    words = tuple(
        word(text.replace("_", " "), place, text if text in listed else None)
        for place, text in enumerate(said.split())
    )
    transcript = Transcript(" ".join(w.text for w in words), words, 99.0)
    return transcript, WrittenForm(Table(tags), DEFAULT).write(transcript)


@pytest.mark.parametrize(
    ("said", "tags", "expected"),
    [
        ("hello anna how are you", "Hello Anna, how are you?", "Hello Anna, how are you?"),
        ("we left he stayed", "we left. he stayed.", "We left. He stayed."),
        ("the f b i came", "The F B I came.", "The FBI came."),
        ("the f b i's man and i", "The F B I's man and I", "The FBI's man and I"),
        ("i saw it", "I saw it.", "I saw it."),
        ("we met mister smith", "We met Mister Smith.", "We met Mr. Smith."),
        ("the mister and doctor smith", "The mister and Doctor Smith", "The mister and Dr. Smith"),
        ("old mcdonald and o'brien", "Old Mcdonald and O'brien", "Old McDonald and O'Brien"),
        ("twenty one men came on june fifth", "Twenty one men came on June fifth.", "21 men came on June 5."),
        ("at five p m he left", "At five P M. he left.", "At 5 p.m. He left."),
        ("i saw twenty five came", "I saw twenty. five came.", "I saw 20. Five came."),
        ("nasa's rocket", "NASA's rocket", "NASA's rocket"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_text(said, tags, expected):
    spoken, written = form(said, tags)
    assert written.text == expected
    assert written.spoken == spoken.text


def test_entries_stay_in_their_display_form():
    tags = "ask Iphone about San francisco, twenty five times."
    _, written = form("ask iPhone about San_Francisco twenty five times", tags, ("iPhone", "San_Francisco"))
    assert written.text == "Ask iPhone about San Francisco, 25 times."
    assert [w.entry for w in written.words] == [None, "iPhone", None, "San_Francisco", None, None]


def test_an_entry_that_ends_with_a_stop_gets_no_second():
    _, written = form("he works at Acme_Inc.", "he works at Acme Inc.", ("Acme_Inc.",))
    assert written.text == "He works at Acme Inc."


def test_numbers_do_not_reach_over_entries_and_sentences():
    _, written = form("twenty Seven times", "twenty Seven times", ("Seven",))
    assert written.text == "20 Seven times"


def test_joined_words_have_the_times_of_all_and_the_least_confidence():
    spoken, written = form("on june fifth we met", "on June fifth we met.")
    date = written.words[1]
    assert (date.text, date.spoken, date.start, date.end) == ("June 5", "june fifth", 1.0, 2.9)
    assert date.confidence == pytest.approx(spoken.words[2].confidence)
    assert [w.spoken for w in written.words] == ["on", "june fifth", "we", "met"]


def test_alternatives_are_written_too():
    words = (word("hello", 0),)
    transcript = Transcript("hello", words, 1.0, nbest=("hello", "hallo"))
    written = WrittenForm(Table("hello."), DEFAULT).write(transcript)
    assert written.nbest == ("Hello.", "Hallo.") and written.nbest[0] == written.text


def test_a_pause_speaks_for_a_mark():
    scores = np.array([[1.0, 0.0, 0.5, 0.0]] * 5, np.float32)
    tags = Tags(scores, np.zeros((5, 3), np.float32))
    assert tags.best_marks([0.0, 0.3, 0.32, 0.5, 9.0])[0].tolist() == [2, 2, 2, 2, 2]
    tags = Tags(scores + np.array([1.0, 0, 0, 0], np.float32), np.zeros((5, 3), np.float32))
    assert tags.best_marks([0.0, 0.3, 0.32, 0.6, 9.0])[0].tolist() == [0, 0, 0, 2, 2]
    assert tags.best_marks()[0].tolist() == [0] * 5
