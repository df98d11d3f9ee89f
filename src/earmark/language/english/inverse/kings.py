"""Roman numbers of kings, popes and wars: ``henry the eighth`` is Henry VIII."""

from __future__ import annotations

from earmark.language.english.inverse.nouns import FUNCTION
from earmark.language.english.inverse.ordinals import read_ordinal
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_NAMES = word_set(
    "henry louis george edward richard charles james william elizabeth philip frederick napoleon "
    "alexander ivan nicholas leopold alfonso gustav christian ferdinand francis benedict pius clement "
    "innocent gregory urban leo paul wilhelm ramses haakon albert"
)
_WARS = {"one": "I", "two": "II", "three": "III"}
_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
_SURE = 5  # from the fifth on no noun is looked for: "i told henry the second time"
_LAST = 29


def write_king(words: Words, place: int) -> WrittenNumber | None:
    """Write the ordinal behind the name of a king, and the number of a world war."""
    if words.have(place - 2, "world", "war") and words[place] in _WARS:
        return WrittenNumber(place, place + 1, _WARS[words[place]])
    if words[place] != "the" or words[place - 1] not in _NAMES:
        return None
    number = read_ordinal(words, place + 1)
    if number is None or number.value > _LAST:
        return None
    after = words[number.end]
    if number.value < _SURE and after and after not in FUNCTION:
        return None
    return WrittenNumber(place, number.end, roman(number.value))


def roman(value: int) -> str:
    """``14`` to ``XIV``."""
    text = ""
    for sign, size in _ROMAN:
        text += sign * (value // size)
        value %= size
    return text
