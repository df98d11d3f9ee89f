import pytest

from earmark.output.units import ends_clause, ends_sentence


@pytest.mark.parametrize("word", ["door.", "No.", "Oh!", "why?", '"yes."', "3.5.", "he.)", "well…", "です。"])
def test_ends_of_sentences(word):
    assert ends_sentence(word) and ends_clause(word)


@pytest.mark.parametrize("word", ["Dr.", "Mrs.", "Mr.", "J.", "U.S.", "e.g.", "George W."])
def test_abbreviations_end_nothing(word):
    assert not ends_sentence(word) and not ends_clause(word)


@pytest.mark.parametrize("word", ["rain,", "hospital;", "so:", "it —"])
def test_ends_of_clauses(word):
    assert ends_clause(word) and not ends_sentence(word)


def test_other_words():
    assert not any(ends_clause(word) for word in ["door", "it's", "3.5", "", "..x"])
