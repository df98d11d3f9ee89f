from pathlib import Path

import pytest

from earmark.evaluation.damage import damage_of
from earmark.evaluation.entities import Inventory
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import score
from earmark.evaluation.spoken import place_words, spoken_hypothesis
from earmark.language import DEFAULT
from earmark.transcript import TranscribedWord, Transcript


def transcript(*words):
    """Plain words as strings, entries as (displayed, text)."""
    made = []
    for word in words:
        shown, entry = word if isinstance(word, tuple) else (word, None)
        made += [TranscribedWord(w, 0.0, 0.0, 1.0, entry) for w in ([shown] if entry else shown.split())]
    return Transcript(" ".join(w.text for w in made), tuple(made), 3600.0)


def utterance(text, entities=None, rare=None):
    return Utterance("u", Path("u.wav"), text, 1, entities=entities, rare=rare)


def damage(text, written, without, **row):
    return damage_of(utterance(text, **row), transcript(*written), without)


def test_an_entry_in_place_of_another_word_is_wrong_and_makes_the_clip_worse():
    found = damage("a good man", ["a", ("Goode", "Goode"), ("Mann", "Mann")], "a good man")
    assert found.wrong == ("Goode", "Mann") and (found.errors_without, found.errors) == (0, 2)
    assert found.worse and not found.better and found.capitals == ()


def test_an_entry_that_was_said_makes_the_clip_better():
    found = damage("Mister Goode called", ["mister", ("Goode", "Goode"), "called"], "mister good called")
    assert found.better and not found.worse and found.wrong == found.capitals == ()


def test_display_forms_are_not_errors():
    found = damage("it costs one hundred", ["it costs", ("$100", "one hundred")], "it costs one hundred")
    assert found.errors == 0 and found.wrong == () and found.capitals == ()


def test_an_entry_that_replaces_a_wrong_word_wrongly_is_no_worse_but_wrong():
    found = damage("a good man", ["a good", ("Mann", "Mann")], "a good mad")
    assert found.wrong == ("Mann",) and not found.worse and not found.better


@pytest.mark.parametrize(
    ("text", "row", "changed"),
    [
        ("I will go.", {}, True),  # the reference's own capitals
        ("I saw Will go.", {}, False),
        ("I saw Will go, and Rose will, too.", {}, False),
        ("i will go", {}, False),  # does not say which words are names
        ("I WILL GO", {}, False),
        ("I WILL GO", {"entities": ()}, True),
        ("I WILL GO", {"entities": ("WILL",)}, False),
        ("I WILL GO", {"rare": ("will",)}, False),
        ("I WILL GO", {"rare": ("go",)}, True),
        ("I will go to Will.", {"entities": ("Will",)}, False),  # entities are taken by words
    ],
)
def test_capitals_of_ordinary_words(text, row, changed):
    words = DEFAULT.normalize(text).split()
    place = words.index("will")
    written = [*words[:place], ("Will", "Will"), *words[place + 1 :]]
    found = damage(text, written, " ".join(words), **row)
    assert found.capitals == (("Will",) if changed else ()) and found.wrong == () and found.errors == 0


def test_capitals_of_several_words_and_of_marks():
    found = damage("so may june be", ["so", ("May June", "may june"), "be"], "so may june be", entities=())
    assert found.capitals == ("May June",)
    found = damage("Is it US?", ["is it", ("U.S.", "us")], "is it us")
    assert found.capitals == ()  # as the reference writes it, but for marks
    found = damage("Give it to us.", ["give it to", ("U.S.", "us")], "give it to us")
    assert found.capitals == ("U.S.",)


def test_words_are_placed_in_the_spoken_form():
    written = transcript("call", ("K8s", "kubernetes two"), "20", "-", "now")
    said, placed = place_words(written, DEFAULT)
    assert said == ["call", "kubernetes", "two", "twenty", "now"]
    found = [(word.text, first, count) for word, first, count in placed]
    assert found == [("call", 0, 1), ("K8s", 1, 2), ("20", 3, 1), ("now", 4, 1)]
    assert spoken_hypothesis(written) == "call kubernetes two twenty now"


def test_counts_of_a_score():
    row = utterance("a good man will", entities=())
    written = transcript("a", ("Goode", "Goode"), "man", ("Will", "Will"))
    found = score(row, written, Inventory(()), without="a good man will")
    assert found.damage is not None
    counts = found.counts()
    given = {"compared": 1, "worse": 1, "better": 0, "wrong_entries": 1, "capitals_changed": 1}
    assert given.items() <= counts.items() and counts["compared_hours"] == pytest.approx(1.0)
    alone = score(row, written, Inventory(()))
    assert alone.damage is None and alone.counts()["compared"] == alone.counts()["compared_hours"] == 0


def with_ending(text, entry, ending):
    return Transcript(text, (TranscribedWord(text, 0.0, 0.0, 1.0, entry, ending=ending),), 1.0)


def test_the_spoken_form_has_the_ending():
    assert spoken_hypothesis(with_ending("Siobhán's", "Siobhan", "'s")) == "siobhan's"
    assert spoken_hypothesis(with_ending("CEOs", "CEO", "s")) == DEFAULT.normalize("CEOs")


def test_a_wrong_ending_is_a_word_error_and_no_wrong_entry():
    found = damage_of(utterance("Goode's"), with_ending("Goode", "Goode", ""), "goods")
    assert found.wrong == () and (found.errors_without, found.errors) == (1, 1)
    found = damage_of(utterance("goods"), with_ending("Goode's", "Goode", "'s"), "goods")
    assert found.wrong == ("Goode's",)
