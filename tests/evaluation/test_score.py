from pathlib import Path

import pytest

from earmark.biasing import WordList
from earmark.errors import OptionsError
from earmark.evaluation.entities import UNTYPED, EntityCounts, Inventory
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import Scoring, score_text, type_table


def utterance(text, entities=(), types=(), **more):
    return Utterance(
        "u",
        Path("u.wav"),
        text,
        1,
        entities=tuple(entities),
        types=tuple(types) or (None,) * len(entities),
        **more,
    )


def scored(row, hypothesis, inventory=(), scoring=None, listed=None):
    counted = Inventory([*(row.entities or ()), *inventory])
    return score_text(row, hypothesis, 3600.0, counted, scoring, listed)


def test_character_errors_are_counted_over_the_spoken_forms():
    found = scored(utterance("We moved to Łódź."), "we moved to lods")
    assert found.characters.edits == 1 and found.characters.characters == len("we moved to lodz")


def test_words_that_the_language_model_does_not_know():
    known = {"we", "took", "a", "day"}.__contains__
    found = scored(
        utterance("we took arbekacin and elmiron"), "we took arbekacin an a day", scoring=Scoring(known=known)
    )
    assert found.unknown == (1, 3)  # arbekacin right; and, elmiron wrong
    assert scored(utterance("we took it"), "we took it").unknown == (0, 0)  # no language model, none unknown


def test_types_have_counts_of_their_own():
    row = utterance("took arbekacin in oslo", ["arbekacin", "Oslo"], ["drug", "place"])
    other = utterance("bergen", ["Bergen"], ["place"])
    scoring = Scoring(types=type_table([row, other]))
    found = scored(row, "took arbekacin in bergen or york", ["Bergen", "York"], scoring)
    assert found.by_type == {
        "drug": EntityCounts(found=1),
        "place": EntityCounts(missed=1, invented=1),
        UNTYPED: EntityCounts(invented=1),
    }
    assert sum(found.by_type.values(), EntityCounts()) == found.entities


def test_without_types_there_is_nothing_by_type():
    row = utterance("in oslo", ["Oslo"])
    assert type_table([row]) == {} and scored(row, "in oslo", scoring=Scoring(types={})).by_type == {}


def test_protocols_differ_in_costs_and_in_what_is_biased():
    row = utterance("met ronan today", rare=("ronan",))
    listed = WordList.of(["Ronan", "Fremont"])

    def b_errors(protocol, hypothesis):
        return scored(row, hypothesis, scoring=Scoring(protocol), listed=listed).biased.errors

    # A distractor that is inserted counts to B-WER only where the whole list is biased.
    assert [b_errors(p, "met ronan today fremont") for p in ("usual", "le2021", "list")] == [0, 0, 1]
    # Entities are counted the same whatever the protocol.
    found = [
        scored(row, "ronan today fremont", ["Fremont"], Scoring(p)).entities for p in ("usual", "le2021")
    ]
    assert found[0] == found[1] == EntityCounts(invented=1)


def test_an_unknown_protocol_is_refused():
    with pytest.raises(OptionsError, match="protocol is 'mine', expected one of usual, le2021, list"):
        Scoring("mine")  # type: ignore[arg-type]


def test_group_is_a_field_of_the_row():
    row = utterance("in oslo", fields={"domain": "name"})
    assert scored(row, "in oslo", scoring=Scoring(group="domain")).group == "name"
    with pytest.raises(OptionsError, match="line 1 .* has no 'age' to group by"):
        scored(row, "in oslo", scoring=Scoring(group="age"))
