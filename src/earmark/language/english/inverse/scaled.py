"""Ranges that share a scale: ``ten to fifteen thousand`` is 10,000 to 15,000."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import (
    SCALES,
    SMALL,
    Cardinal,
    crowded,
    read_cardinal,
)
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_MULTIPLES = {"hundred": 100, **SCALES}
_COUNTED = word_set(
    "dollars euros percent yen rupees"
)  # "two or three hundred dollars": the right one is in figures
_LARGE = 10**6
_LARGEST = 1000


def _range(words: Words, place: int, end: int) -> bool:
    return words[end] in {"to", "or"} or (words[end] == "and" and words[place - 1] == "between")


def write_scaled(words: Words, place: int) -> WrittenNumber | None:
    """Write the left number of such a range; below ten, where the right one is written in figures."""
    if words[place] == "a" or crowded(words, place):
        return None
    left = read_cardinal(words, place)
    if left is None or left.scale or left.value >= _LARGEST or not _range(words, place, left.end):
        return None
    right = read_cardinal(words, left.end + 1)
    size = 0 if right is None else _MULTIPLES.get(words[right.end - 1], 0)
    if right is None or not size or left.value >= right.value // size or not left.value:
        return None
    if left.value < SMALL and words[right.end] not in _COUNTED:
        return None
    scaled = Cardinal(left.value * size, left.end, words[right.end - 1] if size >= _LARGE else "")
    return WrittenNumber(place, left.end, scaled.text)
