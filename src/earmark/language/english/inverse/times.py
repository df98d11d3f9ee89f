"""Times of day: ``five thirty p m`` is 5:30 p.m."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import DIGITS, NUMBER_WORDS, TEENS, Cardinal, two_figures
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_HOURS = {**{word: n for word, n in DIGITS.items() if n}, **{word: n for word, n in TEENS.items() if n <= 12}}
_BEFORE = word_set("at by until till around before after since")
_OTHER_NUMBERS = frozenset({"in", "number"})  # before a year or another number
_USUAL_MINUTES = frozenset({15, 30, 45})
_HALVES = {"am": "a.m.", "pm": "p.m."}


def write_time(words: Words, place: int) -> WrittenNumber | None:
    """Write an hour with its minutes, with its half of the day, or with ``o'clock``."""
    hour = _HOURS.get(words[place])
    if hour is None or words[place - 1] in NUMBER_WORDS:
        return None
    minutes = _minutes(words, place + 1)
    end = place + 1 if minutes is None else minutes.end
    half, behind = _half(words, end)
    text = f"{hour}" if minutes is None else f"{hour}:{minutes.value:02d}"
    if half:
        return WrittenNumber(place, behind, f"{text} {half}")
    if minutes is None:
        return WrittenNumber(place, end + 1, f"{hour} o'clock") if words[end] == "o'clock" else None
    if words[end] in NUMBER_WORDS or words[end] in {"percent", "point", "dollars", "degrees"}:
        return None
    said = words[place - 1] in _BEFORE or _part_of_day(words, end) or _usual(words, place, minutes)
    return WrittenNumber(place, end, text) if said else None


def _usual(words: Words, place: int, minutes: Cardinal) -> bool:
    """Whether the minutes are a quarter, and nothing before says that it is another number."""
    return minutes.value in _USUAL_MINUTES and words[place - 1] not in {
        "in",
        "room",
        "flight",
        "number",
        "page",
    }


def _minutes(words: Words, place: int) -> Cardinal | None:
    minutes = two_figures(words, place)
    return minutes if minutes is not None and minutes.value < 60 else None


def _half(words: Words, place: int) -> tuple[str, int]:
    """``p m`` or ``pm``, and the place behind it."""
    if words[place] in _HALVES:
        return _HALVES[words[place]], place + 1
    if words[place] in {"a", "p"} and words[place + 1] == "m":
        return f"{words[place]}.m.", place + 2
    return "", place


def _part_of_day(words: Words, place: int) -> bool:
    return words.have(place, "in", "the") and words[place + 2] in {"morning", "afternoon", "evening"}
