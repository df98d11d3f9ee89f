"""Respellings as newspapers write them."""

import pytest
from english import symbols_of

from earmark.language.english.respelling import respell


def said(spelling: str) -> str:
    syllables = spelling.split("-")
    marked = any(s.isupper() for s in syllables)
    return " ".join(symbols_of(respell(s, s.isupper() or not marked)) for s in syllables)


@pytest.mark.parametrize(
    ("spelling", "phones"),
    [
        ("zuh-LEN-skee", "z ə l ɛ n s k i"),
        ("nuh-GWEE-en", "n ə g w i ɛ n"),
        ("kah-MAH-luh", "k ɑ m ɑ l ə"),
        ("EYE-lund", "aɪ l ə n d"),
        ("dah-VEED", "d ɑ v i d"),
        ("juh-ROHM", "d͡ʒ ə ɹ oʊ m"),
        ("fee-AHN-say", "f i ɑ n s eɪ"),
        ("MIKE", "m aɪ k"),  # a silent e
        ("SITE", "s aɪ t"),
        ("nye", "n aɪ"),
        ("YO-yo", "j oʊ j oʊ"),  # a y before a vowel is a consonant
        ("TSHY-koff", "t ʃ aɪ k ɑ f"),
        ("shivawn", "ʃ ɪ v ɔ n"),
        ("seersha", "s ɪ ɹ ʃ ə"),
        ("DHEER", "ð ɪ ɹ"),
        ("EE-rahn", "i ɹ ɑ n"),  # the r begins the next syllable, the h belongs to the vowel
        ("kerry", "k ɛ ɹ i"),  # er is no vowel of its own before another vowel
    ],
)
def test_spellings(spelling: str, phones: str) -> None:
    assert said(spelling) == phones


def test_capitals_and_doubled_letters_change_no_sound() -> None:
    assert respell("BETT") == respell("bet") == respell("b-e-t")
    assert respell("42") == respell("") == ()
