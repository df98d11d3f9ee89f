from pathlib import Path

from earmark.evaluation.confusion import Confusion, confusions
from earmark.evaluation.entities import Inventory
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import score_text


def pairs(*rows):
    """Of (reference, hypothesis, entities, further phrases) each."""
    utterances, scores, counted = [], [], []
    for text, hypothesis, entities, phrases in rows:
        utterances.append(Utterance("u", Path("u.wav"), text, 1, entities=tuple(entities)))
        counted.append(Inventory([*entities, *phrases]))
        scores.append(score_text(utterances[-1], hypothesis, 1.0, counted[-1]))
    return confusions(utterances, scores, counted)


def test_what_stood_in_place_of_a_missed_entity():
    row = ("we met saoirse ronan today", "we met sir sharon in today", ["Saoirse Ronan"], [])
    assert pairs(row, row) == [Confusion("missed", "saoirse ronan", "sir sharon in", 2)]


def test_nothing_stood_there():
    assert pairs(("in oslo", "in", ["Oslo"], [])) == [Confusion("missed", "oslo", "", 1)]


def test_what_was_said_where_an_entry_was_invented():
    found = pairs(("it was free for a month", "it was fremont", [], ["Fremont"]))
    assert found == [Confusion("invented", "free for a month", "fremont", 1)]


def test_right_entities_are_no_confusion():
    assert pairs(("in oslo", "in oslo", ["Oslo"], ["Rome"])) == []
