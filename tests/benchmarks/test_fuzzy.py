"""Fuzzy replacement in the text, as people script it."""

import pytest

pytest.importorskip("metaphone")

from benchmarks.peers.fuzzy import FuzzyReplacer, replaced  # noqa: E402

NAMES = ("Zelenskyy", "Agua Preta", "Kubernetes")


def corrected(text, threshold, common=()):
    return replaced(text, FuzzyReplacer(NAMES, common).matches(text), threshold)


def test_names_with_their_punctuation():
    text = '"President Zelinsky\'s" server, Cubernetes.'
    assert corrected(text, 0.8) == '"President Zelenskyy\'s" server, Kubernetes.'


def test_names_of_another_number_of_words():
    assert corrected("The Cooper Netties server", 0.7) == "The Kubernetes server"
    assert corrected("near Aguapreta now", 0.8) == "near Agua Preta now"


def test_the_threshold_and_common_words():
    assert corrected("President Zelinsky came", 0.99) == "President Zelinsky came"
    assert corrected("President Zelinsky came", 0.8, {"zelinsky"}) == "President Zelinsky came"


def test_what_stands_there_stays():
    text = "Zelenskyy came to Agua Preta."
    assert corrected(text, 0.5, {"came", "to"}).startswith("Zelenskyy")
