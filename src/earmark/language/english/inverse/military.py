"""Times of the military: ``oh six hundred hours`` is 0600 hours."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import DIGITS, NUMBER_WORDS, crowded, read_tens, two_figures
from earmark.language.english.inverse.nouns import counted
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_OHS = frozenset({"oh", "o"})
_BEFORE = word_set("at by until till from to before after since around")
_LAST_HOUR, _LAST_MINUTE = 24, 59


def write_military_time(words: Words, place: int) -> WrittenNumber | None:
    """Write four figures before ``hours``; those with a leading zero elsewhere, too."""
    if crowded(words, place):
        return None
    zero = words[place] == "zero" or words[place] in _OHS
    hour = read_tens(words, place + zero)
    if (
        hour is None
        or not hour.value
        or hour.value > (9 if zero else _LAST_HOUR)
        or (hour.value < 10) != zero
    ):
        return None
    minutes, end = _minutes(words, hour.end)
    if minutes is None or words[end] in NUMBER_WORDS:
        return None
    said = words[end] == "hours" and words[end + 1] != "of"
    lone = words[place] == "zero" or words[place - 1] in _BEFORE or words[hour.end] == "hundred"
    if not said and (not zero or not lone or counted(words, end)):
        return None
    return WrittenNumber(place, end, f"{hour.value:02d}{minutes:02d}")


def _minutes(words: Words, place: int) -> tuple[int | None, int]:
    """``hundred`` is the full hour; otherwise two figures."""
    if words[place] == "hundred":
        return 0, place + 1
    minutes = two_figures(words, place)
    if minutes is None or minutes.value > _LAST_MINUTE or words[place] in DIGITS:
        return None, place
    return minutes.value, minutes.end
