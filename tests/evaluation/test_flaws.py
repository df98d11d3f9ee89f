import random

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from earmark import Word
from earmark.errors import OptionsError
from earmark.evaluation.flaws import Flaws, misspell

NAMES = [Word(f"Saoirse Ronan {chr(97 + i)}{chr(97 + j)}") for i in range(20) for j in range(20)]


def test_no_flaw_by_default():
    assert Flaws().of(NAMES) == tuple(NAMES)


def test_so_many_are_misspelt_by_one_letter():
    found = Flaws(typos=0.1).of(NAMES)
    wrong = [(a.text, b.text) for a, b in zip(NAMES, found, strict=True) if a.text != b.text]
    assert len(found) == len(NAMES) and 20 <= len(wrong) <= 60
    assert all(DamerauLevenshtein.distance(a, b) == 1 for a, b in wrong)


def test_so_many_are_missing():
    assert 170 <= len(Flaws(missing=0.5).of(NAMES)) <= 230
    assert Flaws(missing=1.0).of(NAMES) == ()


def test_an_entry_has_its_flaw_in_every_list():
    flaws = Flaws(typos=0.5, missing=0.3)
    assert flaws.of(NAMES) == flaws.of(NAMES)
    whole = set(flaws.of(NAMES))
    assert set(flaws.of(NAMES[100:200])) <= whole
    assert Flaws(typos=0.5, seed=4).of(NAMES) != Flaws(typos=0.5, seed=5).of(NAMES)


def test_a_misspelt_entry_has_no_pronunciation_to_save_it():
    word = Word("Siobhan", display_as="Siobhán", sounds_like=("shivawn",), weight=2)
    (wrong,) = Flaws(typos=1.0).of([word])
    assert wrong.text != "Siobhan" and wrong.sounds_like == () and wrong.weight == 2
    assert wrong.display_as == "Siobhán"


def test_short_texts_stay():
    assert misspell("5 x", random.Random(1)) == "5 x"
    assert misspell("aa", random.Random(1)) != "aa"


def test_a_share_is_a_share():
    with pytest.raises(OptionsError, match="share of typos is 10, expected a number from 0 to 1"):
        Flaws(typos=10)
