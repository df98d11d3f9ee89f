"""The study of the writer counts errors, speeds, stops and confidences."""

from pathlib import Path

import pytest
from benchmarks.studies.writer import cells, compare, reliability

from earmark.evaluation.manifest import Utterance

UTTERANCE = Utterance("a", Path("a.wav"), "it was ten miles to York", 1)


def written(*words, **segment):
    text = " ".join(word for word, _ in words)
    listed = [{"word": word, "probability": sure} for word, sure in words]
    return {"text": text, "segments": [{"text": text, "words": listed, **segment}]}


def test_errors_and_which_words_are_right():
    found = compare(
        UTTERANCE, written(("It", 0.9), ("was", 0.8), ("10", 0.7), ("miles,", 0.6), ("York.", 0.5)), 2.0, 0.1
    )
    assert (found.errors, found.words, found.guarded) == (1, 6, False)
    assert found.confidences == ((0.9, True), (0.8, True), (0.7, True), (0.6, True), (0.5, True))
    wrong = compare(UTTERANCE, written(("At", 0.4), ("was", 0.8), stop="limit"), 2.0, 0.1)
    assert wrong.guarded and wrong.confidences[0] == (0.4, False)


def test_a_row_of_the_table():
    one = compare(UTTERANCE, written(("It", 0.9), ("was", 0.8)), 3.0, 0.1)
    other = compare(UTTERANCE, written(("It", 0.9), stop="loop"), 1.0, 0.1)
    name, clips, rate, speed, guarded = cells("set", [one, other])
    assert (name, clips, speed, guarded) == ("set", 2, "20", 1)
    assert rate.startswith(f"{100 * 9 / 12:.1f} ")


def test_reliability_by_confidence():
    rows = dict(
        (cell, (words, right))
        for cell, words, right in reliability([(0.995, True), (0.992, False), (0.2, False)])
    )
    assert rows["0.99-1"] == (2, "50.0") and rows["0-0.3"] == (1, "0.0") and rows["0.5-0.7"] == (0, "-")


@pytest.mark.parametrize("own", [True, False])
def test_hints_hold_the_own_names_among_others_in_no_telling_order(own):
    from benchmarks.studies.hints import Way

    row = Utterance("b", Path("b.wav"), "Ann saw Siobhan", 1, entities=("Ann", "Siobhan"))
    others = [f"Name{n}" for n in range(100)]
    hints = Way(own, 20).hints(row, others)
    assert len(set(hints)) == (22 if own else 20) and {"Ann", "Siobhan"}.issubset(hints) == own
    assert hints == Way(own, 20).hints(row, others)
    assert Way(False, 0).hints(row, others) == [] and Way(True, 0).name == "its own names"
