"""Times of day: ``five thirty p m`` is 5:30 p.m."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import (
    DIGITS,
    NUMBER_WORDS,
    TEENS,
    Cardinal,
    crowded,
    two_figures,
)
from earmark.language.english.inverse.nouns import counted
from earmark.language.english.inverse.pairs import read_pair
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_HOURS = {**{word: n for word, n in DIGITS.items() if n}, **{word: n for word, n in TEENS.items() if n <= 12}}
_BEFORE = word_set("at by until till around before after since")
_OTHERS = word_set("in room flight number page for of")  # before a year, a price or another number
_USUAL_MINUTES = frozenset({15, 30, 45})
_UNITS = word_set("percent point dollars degrees")
_HALVES = {"am": "a.m.", "pm": "p.m."}
_LAST_HOUR, _LAST_MINUTE = 23, 59


def write_time(words: Words, place: int) -> WrittenNumber | None:
    """Write an hour with its minutes, with its half of the day, or with ``o'clock``."""
    hour = _HOURS.get(words[place])
    if hour is None or crowded(words, place):
        return _of_twenty_four(words, place)
    minutes = _minutes(words, place + 1)
    end = place + 1 if minutes is None else minutes.end
    half, behind = _half(words, end)
    text = f"{hour}" if minutes is None else f"{hour}:{minutes.value:02d}"
    if half:
        return WrittenNumber(place, behind, f"{text} {half}")
    if minutes is None:
        return WrittenNumber(place, end + 1, f"{hour} o'clock") if words[end] == "o'clock" else None
    if words[end] in NUMBER_WORDS or words[end] in _UNITS:
        return None
    return WrittenNumber(place, end, text) if _said(words, place, minutes) else None


def _said(words: Words, place: int, minutes: Cardinal) -> bool:
    """Whether something says that it is a time, or the minutes are a quarter of an hour."""
    if _part_of_day(words, minutes.end):
        return True
    if counted(words, minutes.end) and (words[place - 1] != "at" or minutes.value not in _USUAL_MINUTES):
        return False
    if words[place - 1] in {"oh", "o"}:  # "oh six thirty" may be 0630
        return False
    usual = minutes.value in _USUAL_MINUTES and words[place - 1] not in _OTHERS
    return usual or words[place - 1] in _BEFORE


def _of_twenty_four(words: Words, place: int) -> WrittenNumber | None:
    """``at fourteen thirty``; a year follows ``in`` or ``since``."""
    pair = read_pair(words, place) if words[place - 1] == "at" else None
    if pair is None or not 12 < pair.first <= _LAST_HOUR or pair.second > _LAST_MINUTE:
        return None
    if words[pair.end] in _UNITS or counted(words, pair.end):
        return None
    return WrittenNumber(place, pair.end, f"{pair.first}:{pair.second:02d}")


def _minutes(words: Words, place: int) -> Cardinal | None:
    minutes = two_figures(words, place)
    return minutes if minutes is not None and minutes.value <= _LAST_MINUTE else None


def _half(words: Words, place: int) -> tuple[str, int]:
    """``p m`` or ``pm``, and the place behind it."""
    if words[place] in _HALVES:
        return _HALVES[words[place]], place + 1
    if words[place] in {"a", "p"} and words[place + 1] == "m":
        return f"{words[place]}.m.", place + 2
    return "", place


def _part_of_day(words: Words, place: int) -> bool:
    return words.have(place, "in", "the") and words[place + 2] in {"morning", "afternoon", "evening"}
