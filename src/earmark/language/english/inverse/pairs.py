"""Two numbers one after another that are read as one: ``seven forty seven`` as 747, ``twelve oh five``."""

from __future__ import annotations

from dataclasses import dataclass

from earmark.language.english.inverse.cardinals import NUMBER_WORDS, crowded, read_tens, two_figures
from earmark.language.english.inverse.nouns import counted
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_MAKES = word_set(
    "boeing airbus bmw mercedes porsche peugeot ferrari audi lexus nissan number code model series "
    "class box building area form pin zip studio"
)  # a number behind them names something
_PRICES = word_set("for only just cost costs costing price priced pay pays paid charge charges charged worth")
_UNITS = word_set(
    "percent point hundred dollar dollars euro euros cents pounds degrees inch watt volt mile year"
)
_LAST_MINUTE = 59


@dataclass(frozen=True)
class Pair:
    """Two numbers read from words up to ``end``, exclusive; the second has two figures."""

    first: int
    second: int
    end: int

    @property
    def text(self) -> str:
        """Both as one number: 747, 1205."""
        return f"{self.first}{self.second:02d}"


def read_pair(words: Words, place: int) -> Pair | None:
    """Read two numbers between which nothing stands, and beside which no other number stands."""
    first = None if crowded(words, place) else read_tens(words, place)
    if first is None or not first.value:
        return None
    second = two_figures(words, first.end)
    if second is None or words[second.end] in NUMBER_WORDS:
        return None
    return Pair(first.value, second.value, second.end)


def write_pair(words: Words, place: int) -> WrittenNumber | None:
    """Write the name of a thing, ``boeing seven forty seven``; three figures too that cannot be a time."""
    pair = read_pair(words, place)
    if pair is None:
        return None
    named = words[place - 1] in _MAKES
    if not named and (pair.first >= 10 or pair.second <= _LAST_MINUTE or words[place - 1] in _PRICES):
        return None
    if words[pair.end] in _UNITS or (not named and counted(words, pair.end)):
        return None
    return WrittenNumber(place, pair.end, pair.text)


def write_pressure(words: Words, place: int) -> WrittenNumber | None:
    """Write ``one twenty over eighty``, a pressure of the blood, as 120/80."""
    pair = read_pair(words, place)
    if pair is None or pair.first > 2 or words[pair.end] != "over":
        return None
    lower = read_tens(words, pair.end + 1)
    if lower is None or lower.value < 30 or words[lower.end] in NUMBER_WORDS:
        return None
    return WrittenNumber(place, lower.end, f"{pair.text}/{lower.value}")
