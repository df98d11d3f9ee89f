"""Written words as they are said."""

from earmark.correction.given import GivenWord
from earmark.correction.spoken import spoken_parts
from earmark.language import DEFAULT


def said(text: str) -> list[tuple[int, str, str]]:
    """Word, text and plain form of each part."""
    parts = spoken_parts([GivenWord(word) for word in text.split()], DEFAULT)
    return [(part.word, part.text, " ".join(part.forms[0])) for part in parts]


def test_punctuation_belongs_to_no_part():
    assert said('"Hello," (world)... don\'t!') == [
        (0, "Hello", "hello"), (1, "world", "world"), (2, "don't", "don't"),
    ]  # fmt: skip


def test_hyphens_and_slashes_separate_parts():
    assert [(word, text) for word, text, _ in said("half-witted and/or COVID-19")] == [
        (0, "half"), (0, "witted"), (1, "and"), (1, "or"), (2, "COVID"), (2, "19"),
    ]  # fmt: skip


def test_places_of_parts_are_characters_of_their_words():
    (part,) = spoken_parts([GivenWord("“Zelenskyy’s”,")], DEFAULT)
    assert "“Zelenskyy’s”,"[part.begin : part.end] == part.text == "Zelenskyy’s"


def test_numbers_have_several_forms():
    (part,) = spoken_parts([GivenWord("1984,")], DEFAULT)
    assert ("nineteen", "eighty", "four") in part.forms


def test_abbreviations_keep_their_stops():
    assert said("the U.S. team.") == [(0, "the", "the"), (1, "U.S.", "u s"), (2, "team", "team")]


def test_what_is_not_said_has_no_part():
    assert said("♪ [MUSIC] - ... 😀 *laughs*") == []


def test_other_scripts_and_directions_do_no_harm():
    assert all(form for _, _, form in said("שלום مرحبا 你好 Ωmega"))
