"""Dates: ``june fifth nineteen ninety nine`` is June 5, 1999."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import NUMBER_WORDS, Cardinal, read_cardinal
from earmark.language.english.inverse.nouns import FUNCTION, counted
from earmark.language.english.inverse.ordinals import ordinal_text, read_ordinal
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.english.inverse.years import read_year
from earmark.language.written import WrittenNumber

MONTHS = word_set("january february march april may june july august september october november december")
_ALSO_VERBS = frozenset({"may", "march"})
_BEFORE = word_set("on of by until till from to since before after last next this dated between and through")
_SINGLE_DIGITS = 10
_LAST_DAY = 31


def write_date(words: Words, place: int) -> WrittenNumber | None:
    """Write a day of a month, with its year; or a month with its year."""
    return _month_first(words, place) or _day_first(words, place)


def _month_first(words: Words, place: int) -> WrittenNumber | None:
    month = words[place]
    if month not in MONTHS:
        return None
    day = _day(words, place + 1 + (words[place + 1] == "the"), sure=month not in _ALSO_VERBS)
    year = read_year(words, place + 1 if day is None else day.end, sure=True)
    if day is None:
        return None if year is None else WrittenNumber(place, year.end, f"{month.capitalize()} {year.value}")
    if month in _ALSO_VERBS and year is None and not _is_date(words, place, day):
        return None
    end, tail = (day.end, "") if year is None else (year.end, f", {year.value}")
    return WrittenNumber(place, end, f"{month.capitalize()} {day.value}{tail}")


def _is_date(words: Words, place: int, day: Cardinal) -> bool:
    """Whether ``may`` and ``march`` before a day are months: ``may third parties`` is not a date."""
    if counted(words, day.end) or (words[place + 1] == "the" and words[day.end] in {"be", "have"}):
        return False
    return day.value >= _SINGLE_DIGITS or place == 0 or words[place - 1] in _BEFORE


def _day(words: Words, place: int, sure: bool) -> Cardinal | None:
    """An ordinal, or a cardinal that nothing is counted by: a year, the end or a function word follows it."""
    ordinal = read_ordinal(words, place)
    if ordinal is not None and 1 <= ordinal.value <= _LAST_DAY:
        return ordinal
    number = read_cardinal(words, place)
    if number is None or not 1 <= number.value <= _LAST_DAY or read_year(words, place, sure=True) is not None:
        return None
    if read_year(words, number.end, sure=True) or not words[number.end]:
        return number
    lone = words[number.end] in FUNCTION - NUMBER_WORDS - {"of", "a", "or", "minus", "plus", "times", "per"}
    return number if sure and lone and words[place - 2] not in {"in", "during"} else None


def _day_first(words: Words, place: int) -> WrittenNumber | None:
    """``the fifth of june two thousand and eight``."""
    day = read_ordinal(words, place)
    if (
        day is None
        or not 1 <= day.value <= _LAST_DAY
        or words[day.end] != "of"
        or words[day.end + 1] not in MONTHS
    ):
        return None
    end = day.end + 2
    year = read_year(words, end, sure=True)
    tail = "" if year is None else f" {year.value}"
    text = f"{ordinal_text(day.value)} of {words[day.end + 1].capitalize()}{tail}"
    return WrittenNumber(place, end if year is None else year.end, text)
