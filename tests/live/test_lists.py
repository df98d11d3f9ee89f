"""Words of a stream are read with the list that was in force when they began."""

from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.live.lists import MEET, Lists, Read, parts
from earmark.transcript import TranscribedWord

RATE = 16_000
NAMES = ["adalimumab", "Albuquerque", "Fremont", "Reykjavik"]


def finals(stream, audio, changes=(), size=RATE // 20):
    """Finals of blocks of 50 ms, each change of the list before the block at its place."""
    changes, found = sorted(changes, key=lambda change: change[0]), []
    for at in range(0, len(audio), size):
        while changes and changes[0][0] * RATE <= at:
            stream.update_words(changes.pop(0)[1])
        stream.accept(audio[at : at + size])
        found += stream.take_final()
    return found + stream.finish()


def words_of(found):
    return [word for final in found for word in final.words]


@pytest.fixture(scope="module")
def plain(recognizer, audio):
    return finals(recognizer.stream([]), audio)


@pytest.fixture(scope="module")
def listed(recognizer, audio):
    return finals(recognizer.stream(NAMES), audio)


@settings(max_examples=5)
@given(tenths=st.integers(0, 140))
def test_a_list_counts_from_the_next_word_on(recognizer, audio, plain, listed, tenths):
    place = tenths / 10
    found = words_of(finals(recognizer.stream([]), audio, [(place, NAMES)]))
    before, after = words_of(plain), words_of(listed)
    assert [w for w in found if w.start < place] == [w for w in before if w.start < place]
    joins = max([place, *(w.end for w in found if w.start < place)]) + MEET
    assert [w for w in found if w.start >= joins] == [w for w in after if w.start >= joins]


@pytest.mark.parametrize("place", [0.9, 1.3])
def test_a_list_in_the_middle_of_an_utterance(recognizer, audio, place):
    audio = audio[: 5 * RATE]
    (final,) = finals(recognizer.stream([]), audio, [(place, ["adalimumab"])])
    assert [entry.entry for entry in final.entries] == ["adalimumab"]
    assert final.entries[0].start >= place
    assert final.considered == ("adalimumab",)
    (late,) = finals(recognizer.stream([]), audio, [(final.entries[0].start + 0.1, ["adalimumab"])])
    assert late.entries == ()
    assert late.text.split()[:4] == final.text.split()[:4]


def test_a_list_is_gone_from_the_next_word_on(recognizer, audio):
    audio = audio[: 5 * RATE]
    (final,) = finals(recognizer.stream(["uncle", "adalimumab", "knees"]), audio, [(1.0, [])])
    assert [entry.entry for entry in final.entries] == ["uncle"]
    assert all(word.entry is None for word in final.words if word.start >= 1.0)


def test_partials_follow_the_list(recognizer, audio):
    stream, found = recognizer.stream(["uncle"]), []
    for at in range(0, 4 * RATE, RATE // 10):
        if at == 9 * RATE // 10:
            stream.update_words(["adalimumab", "Albuquerque"])
        stream.accept(audio[at : at + RATE // 10])
        found.append(stream.partial())
    entries = {entry.entry: entry for partial in found for entry in partial.entries}
    assert set(entries) == {"uncle", "adalimumab"}
    texts = [partial.text for partial in found]
    assert texts[-1].startswith("my uncle was given adalimumab for his")
    again = recognizer.stream(["uncle"])  # the same, asked for once
    again.accept(audio[: 9 * RATE // 10])
    again.update_words(["adalimumab", "Albuquerque"])
    again.accept(audio[9 * RATE // 10 : 4 * RATE])
    assert again.partial() == found[-1]


@settings(max_examples=3)
@given(st.lists(st.integers(0, 140), min_size=1, max_size=30))
def test_an_equal_list_changes_nothing(recognizer, audio, listed, tenths):
    changes = [(tenth / 10, list(NAMES)) for tenth in tenths]
    assert finals(recognizer.stream(NAMES), audio, changes) == listed


def test_a_thousand_lists(recognizer, audio, plain):
    lists = [recognizer.compile([f"name{n}", "uncle" if n % 2 else "Fremont"]) for n in range(20)]
    changes = [(n * len(audio) / RATE / 1000, lists[n % 20]) for n in range(1000)]
    stream = recognizer.stream([])
    found = finals(stream, audio, changes, size=100)
    assert [word.text.lower() for word in words_of(found)] == [word.text.lower() for word in words_of(plain)]
    assert stream.words is lists[999 % 20]


def test_lists_of_what_is_read_are_forgotten():
    lists, kept = Lists(None), [object() for _ in range(1000)]
    for number, words in enumerate(kept):
        lists.change(number / 10, words, number / 10 - 1.05)
    assert lists.words is kept[-1]
    assert lists.between(0.0) == tuple((n / 10, kept[n]) for n in range(988, 1000))
    lists.change(99.9, None, 99.0)
    assert lists.between(99.9) == ((99.9, None),)


def reading(name, lengths, groups, shifts):
    """A reading of words 0, 1, ... that writes groups of them as one word, a frame off now and then."""
    starts = list(accumulate(lengths, initial=0.0))
    written, first = [], 0
    for number, group in enumerate(groups):
        last = min(first + group, len(lengths))
        if first == last:
            break
        start = starts[first] + shifts[number % len(shifts)] * 0.048
        text = " ".join(map(str, range(first, last)))
        written.append((TranscribedWord(text, start, starts[last] - 0.01, 1.0, name), True, None))
        first = last
    return Read(None, name, written)


GROUPS = st.lists(st.integers(1, 3), min_size=40, max_size=40)
SHIFTS = st.lists(st.sampled_from([0, 0, 1]), min_size=1, max_size=5)


@settings(max_examples=200)
@given(
    st.lists(st.floats(0.12, 0.6), min_size=1, max_size=40),
    st.lists(st.tuples(GROUPS, SHIFTS), min_size=4, max_size=4),
    st.lists(
        st.tuples(st.floats(0.01, 20), st.sampled_from("ABCD")),
        max_size=8,
        unique_by=lambda change: change[0],
    ),
)
def test_parts_lose_no_word_and_read_none_twice(lengths, layouts, changes):
    readings = {name: reading(name, lengths, *layout) for name, layout in zip("ABCD", layouts, strict=True)}
    changes = [(0.0, "A"), *sorted(changes)]
    asked = []
    found = parts(changes, lambda words: asked.append(words) or readings[words])
    assert len(asked) == len(set(asked)) <= 4
    words = [word for part in found for word, _, _ in part.written]
    assert " ".join(word.text for word in words) == " ".join(map(str, range(len(lengths))))
    for word in words:
        in_force = [name for seconds, name in changes if seconds <= word.start + MEET]
        assert word.entry in in_force
    ends = [place for part in found for place in (part.start, part.end)]
    assert ends == sorted(ends)


def test_a_short_word_is_not_taken_for_its_neighbour():
    """"1" of B begins 0.07 s before "2" of A, and has no counterpart there."""
    before = reading("B", [0.5, 0.12, 0.5, 0.5], [1, 1, 1, 1], [1])
    after = reading("A", [0.5, 0.12, 0.5, 0.5], [2, 1, 1], [0])
    found = parts([(0.0, "B"), (0.4, "A")], {"A": after, "B": before}.get)
    assert " ".join(word.text for part in found for word, _, _ in part.written) == "0 1 2 3"


def test_a_change_between_words_that_both_readings_have():
    before = reading("A", [0.5] * 6, [1] * 6, [0])
    after = reading("B", [0.5] * 6, [2, 1, 1, 1, 1], [0])
    found = parts([(0.0, "A"), (0.4, "B")], {"A": before, "B": after}.get)
    # "1" begins behind the change, but B has no word that begins there
    assert [word.entry for part in found for word, _, _ in part.written] == ["A", "A", "B", "B", "B", "B"]


def test_lists_are_forgotten_between_utterances(recognizer, audio):
    stream = recognizer.stream([])
    for at in range(0, len(audio), RATE // 10):
        stream.update_words(["uncle"] if at % (RATE // 5) else ["Fremont"])
        stream.accept(audio[at : at + RATE // 10])
    stream.accept(np.zeros(5 * RATE, np.float32))
    stream.update_words(["Fremont"])
    assert len(stream._utterances.lists.between(0.0)) <= 2
