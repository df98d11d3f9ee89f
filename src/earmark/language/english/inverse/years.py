"""Years: ``nineteen ninety eight`` is 1998, ``nineteen eighties`` 1980s."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import (
    NUMBER_WORDS,
    TEENS,
    TENS,
    Cardinal,
    crowded,
    read_cardinal,
    two_figures,
)
from earmark.language.english.inverse.nouns import PERSONS, counted
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_DECADES = {f"{word[:-1]}ies": number for word, number in TENS.items()} | {"tens": 10}
_BEFORE = word_set(
    "in since until till by from before after around circa year spring summer autumn fall winter agenda "
    "windows"
)
_CENTURIES = range(17, 21)  # that need nothing before them to be taken for years
_FIRST = range(10, 21)
_UNITS = word_set("hundred thousand million billion point percent dollars hours")


def read_year(words: Words, place: int, sure: bool = False) -> Cardinal | None:
    """Read a year; ``sure`` where something before it says that one follows."""
    spoken = words[place]
    century = TEENS.get(spoken, 20 if spoken == "twenty" else 0)
    if century in _FIRST:
        year = _pair(words, place, century, sure)
        if year is not None:
            return year
    number = read_cardinal(words, place)
    if number is None or words[number.end] in _UNITS or _counting(words, place, number, sure):
        return None
    thousands = words.have(place, "two", "thousand") and 2000 + (not sure) <= number.value < 2100
    thousand = sure and spoken == "one" and 1000 < number.value < 2000 and number.value % 100 > 0
    return number if thousands or thousand else None


def _counting(words: Words, place: int, number: Cardinal, sure: bool) -> bool:
    """Whether it counts: ``two thousand employees``, but not ``the two thousand and four elections``."""
    if words[number.end] in PERSONS and not sure:
        return True
    named = sure or words[place - 1] == "the" or place == 0  # "two thousand fourteen holds the record"
    return counted(words, number.end) and (number.value == 2000 or not named)


def _pair(words: Words, place: int, century: int, sure: bool) -> Cardinal | None:
    if words[place + 1] == "hundred":
        alone = words[place + 2] not in NUMBER_WORDS | {"and", "hours"} and not counted(words, place + 2)
        return Cardinal(100 * century, place + 2) if sure and alone else None
    rest = two_figures(words, place + 1)
    if rest is None or not (sure or (century in _CENTURIES and not _counting_pair(words, place, rest.end))):
        return None
    return None if words[rest.end] in _UNITS else Cardinal(100 * century + rest.value, rest.end)


def _counting_pair(words: Words, place: int, end: int) -> bool:
    """Whether it counts: ``nineteen twenty people``, but not ``the nineteen ninety six olympics``."""
    return counted(words, end) and (words[place - 1] != "the" or words[end] in PERSONS)


def write_year(words: Words, place: int) -> WrittenNumber | None:
    """Write a year or a decade of a named century."""
    decade = _decade(words, place)
    if decade is not None:
        return decade
    sure = words[place - 1] in _BEFORE
    year = None if crowded(words, place) else read_year(words, place, sure)
    if year is None or (words[year.end] in NUMBER_WORDS and not _separate(words, year.end, sure)):
        return None
    return WrittenNumber(place, year.end, str(year.value))


def _separate(words: Words, place: int, sure: bool) -> bool:
    """Whether another year follows, or a number that counts: ``in twenty twenty one twenty one people``."""
    year = read_year(words, place)
    if year is not None and words[year.end] not in NUMBER_WORDS:
        return True
    number = read_cardinal(words, place) if sure else None
    return number is not None and (counted(words, number.end) or words[number.end] == "per")


def _decade(words: Words, place: int) -> WrittenNumber | None:
    """``nineteen eighties``, ``eighteen hundreds``, ``twenty tens``."""
    century = TEENS.get(words[place], 20 if words[place] == "twenty" else 0)
    if century in _FIRST and words[place + 1] in _DECADES:
        return WrittenNumber(place, place + 2, f"{100 * century + _DECADES[words[place + 1]]}s")
    if words.have(place, "two", "thousands") and words[place - 1] in {"the", "early", "mid", "late"}:
        return WrittenNumber(place, place + 2, "2000s")
    if century in _FIRST and words[place + 1] == "hundreds":
        return WrittenNumber(place, place + 2, f"{100 * century}s")
    return None
