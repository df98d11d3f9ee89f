"""Years: ``nineteen ninety eight`` is 1998, ``nineteen eighties`` 1980s."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import (
    NUMBER_WORDS,
    TEENS,
    TENS,
    Cardinal,
    read_cardinal,
    two_figures,
)
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_DECADES = {f"{word[:-1]}ies": number for word, number in TENS.items()}
_BEFORE = word_set(
    "in since until till by from before after around circa year spring summer autumn fall winter"
)
_CENTURIES = range(17, 21)  # that need nothing before them to be taken for years
_FIRST = range(10, 21)


def read_year(words: Words, place: int, sure: bool = False) -> Cardinal | None:
    """Read a year; ``sure`` where something before it says that one follows."""
    spoken = words[place]
    century = TEENS.get(spoken, 20 if spoken == "twenty" else 0)
    if century in _FIRST:
        year = _pair(words, place, century, sure)
        if year is not None:
            return year
    number = read_cardinal(words, place)
    thousands = number is not None and words.have(place, "two", "thousand") and 2000 <= number.value < 2100
    thousand = sure and number is not None and spoken == "one" and 1000 <= number.value < 2000
    return number if thousands or thousand else None


def _pair(words: Words, place: int, century: int, sure: bool) -> Cardinal | None:
    if words[place + 1] == "hundred":
        alone = words[place + 2] not in NUMBER_WORDS and words[place + 2] != "and"
        return Cardinal(100 * century, place + 2) if sure and alone else None
    rest = two_figures(words, place + 1)
    if rest is None or not (sure or century in _CENTURIES):
        return None
    counted = words[rest.end] in {"hundred", "thousand", "million", "billion", "point", "percent"}
    return None if counted else Cardinal(100 * century + rest.value, rest.end)


def write_year(words: Words, place: int) -> WrittenNumber | None:
    """Write a year or a decade of a named century."""
    decade = _decade(words, place)
    if decade is not None:
        return decade
    if words[place - 1] in NUMBER_WORDS:
        return None
    year = read_year(words, place, words[place - 1] in _BEFORE)
    if year is None or words[year.end] in NUMBER_WORDS:
        return None
    if words.have(place, "twenty", "twenty", "vision"):
        return WrittenNumber(place, place + 2, "20/20")
    return WrittenNumber(place, year.end, str(year.value))


def _decade(words: Words, place: int) -> WrittenNumber | None:
    """``nineteen eighties``, ``eighteen hundreds``, ``two thousands``."""
    century = TEENS.get(words[place], 20 if words[place] == "twenty" else 0)
    if century in _FIRST and words[place + 1] in _DECADES:
        return WrittenNumber(place, place + 2, f"{100 * century + _DECADES[words[place + 1]]}s")
    if century in _FIRST and words[place + 1] == "hundreds":
        return WrittenNumber(place, place + 2, f"{100 * century}s")
    return None
