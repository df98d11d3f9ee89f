"""Names of the letters of English, in phones."""

from __future__ import annotations

import re

from earmark.language.english.phones import PHONE_SET
from earmark.language.phone_set import Phones

_NAMES = {
    "a": "eɪ", "b": "b i", "c": "s i", "d": "d i", "e": "i", "f": "ɛ f", "g": "d͡ʒ i", "h": "eɪ t͡ʃ",
    "i": "aɪ", "j": "d͡ʒ eɪ", "k": "k eɪ", "l": "ɛ l", "m": "ɛ m", "n": "ɛ n", "o": "oʊ", "p": "p i",
    "q": "k j u", "r": "ɑ ɹ", "s": "ɛ s", "t": "t i", "u": "j u", "v": "v i", "w": "d ʌ b ə l j u",
    "x": "ɛ k s", "y": "w aɪ", "z": "z i",
}  # fmt: skip
_LETTERS = {letter: PHONE_SET.from_ipa(name) for letter, name in _NAMES.items()}
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xz]{2,6}\Z")


def letter_names(word: str) -> Phones:
    """The names of the letters of ``word``, one after the other; other characters are silent."""
    return tuple(phone for letter in word for phone in _LETTERS.get(letter, ()))


def said_by_letters(word: str) -> bool:
    """Whether ``word`` has no vowel and two to six letters: it can only be said letter by letter."""
    return _NO_VOWEL.match(word) is not None
