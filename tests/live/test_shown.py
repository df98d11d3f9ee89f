"""An entry that a partial has shown is in the final, or among its rejected entries with a reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.live.shown import NEAR, Shown
from earmark.transcript import TranscribedWord, Transcript, WrittenEntry

RATE = 16_000
ALIKE = [
    "ought",
    "knight",
    "Al",
    "Reach",
    "fore",
    "Albuquerque",
    "adalimumab",
    "give",
    "nee",
    "betta",
    "Fremont",
]


def evidence(entry, start, end, log_odds=None):
    return WrittenEntry(entry, entry, start, end, 0.5, 2.0, log_odds=log_odds, acoustic=3.0, alternative="x")


def final_of(*words, entries=(), rejected=(), considered=()):
    text = " ".join(word.text for word in words)
    return Transcript(text, words, 9.0, entries, rejected=rejected, considered=considered)


def test_an_entry_that_vanishes_is_rejected_with_a_reason():
    shown = Shown()
    shown.add([evidence("Fremont", 1.0, 1.5)])
    final = shown.complete(
        final_of(TranscribedWord("free", 1.0, 1.2, 0.9), TranscribedWord("month", 1.2, 1.5, 0.9)), 9.0
    )
    (entry,) = final.rejected
    assert (entry.entry, entry.start, entry.end, entry.boost) == ("Fremont", 1.0, 1.5, 2.0)
    assert (entry.alternative, entry.acoustic) == ("free month", None)
    assert (
        entry.reason
        == "a partial showed it before it was verified; the whole utterance has other words there"
    )
    assert entry.to_dict()["reason"] == entry.reason
    assert final.considered == ("Fremont",)


def test_a_verified_entry_says_that_it_was_taken_back():
    shown = Shown()
    shown.add([evidence("Fremont", 1.0, 1.5, log_odds=3.0)])
    (entry,) = shown.complete(final_of(), 9.0).rejected
    assert entry.reason == "a partial showed it; the whole utterance has other words there"
    assert (entry.log_odds, entry.alternative) == (3.0, "")


@pytest.mark.parametrize("kind", ["entries", "rejected"])
def test_entries_that_the_final_has_are_left_as_they_are(kind):
    shown = Shown()
    shown.add([evidence("Fremont", 1.0, 1.5)])
    final = final_of(**{kind: (evidence("Fremont", 1.5 + NEAR / 2, 2.0),)}, considered=("Fremont",))
    assert shown.complete(final, 9.0) is final
    assert getattr(final, kind)[0].to_dict()["reason"] is None


def test_a_second_place_is_another_entry():
    shown = Shown()
    shown.add([evidence("Fremont", 1.0, 1.5), evidence("Fremont", 4.0, 4.5)])
    final = shown.complete(final_of(entries=(evidence("Fremont", 1.0, 1.5),)), 9.0)
    assert [entry.start for entry in final.rejected] == [4.0]


def test_what_lies_behind_the_end_is_kept_for_the_next_utterance():
    shown = Shown()
    shown.add([evidence("Fremont", 5.0, 5.5), evidence("Reykjavik", 12.1, 12.5)])
    assert [entry.entry for entry in shown.complete(final_of(), 12.0).rejected] == ["Fremont"]
    assert [entry.entry for entry in shown.complete(final_of(), 20.0).rejected] == ["Reykjavik"]
    assert shown.complete(final_of(), 30.0).rejected == ()


def test_partials_that_repeat_an_entry_count_once():
    shown = Shown()
    for start in (1.0, 1.05, 1.1):
        shown.add([evidence("Fremont", start, 1.5)])
    (entry,) = shown.complete(final_of(), 9.0).rejected
    assert entry.start == 1.1


@settings(max_examples=6)
@given(st.lists(st.sampled_from(ALIKE), unique=True, min_size=1), st.integers(1, 12))
def test_no_listed_word_of_a_partial_vanishes(recognizer, audio, listed, every):
    audio, size = audio[: 9 * RATE], every * RATE // 10
    stream, shown, finals = recognizer.stream(listed), [], []
    for at in range(0, len(audio), size):
        stream.accept(audio[at : at + size])
        finals += stream.take_final()
        partial = stream.partial()
        assert [word.entry for word in partial.words if word.entry] == [e.entry for e in partial.entries]
        shown += partial.entries
    finals += stream.finish()
    known = [entry for final in finals for entry in (*final.entries, *final.rejected)]
    for entry in shown:
        near = [e for e in known if e.start < entry.end + NEAR and entry.start < e.end + NEAR]
        assert entry.entry in {e.entry for e in near}
    for final in finals:
        assert {entry.entry for entry in (*final.entries, *final.rejected)} <= set(final.considered)
    silent = recognizer.stream(listed)
    silent.accept(audio)
    assert [final.text for final in silent.finish()] == [final.text for final in finals if final.text]
