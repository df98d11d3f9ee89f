"""Figures said one by one: telephone numbers, rooms, flights, codes."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import DIGITS, SMALL, read_cardinal, two_figures
from earmark.language.english.inverse.decimals import read_decimal
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_ZEROS = frozenset({"oh", "o"})
_TIMES = {"double": 2, "triple": 3}
_FEWEST = 3  # figures one by one that are one number
_NUMBERED = word_set(
    "chapter page room gate flight route highway interstate channel section step figure table "
    "platform unit apartment suite line verse volume episode season level grade version phase "
    "article question exercise track bus lane extension building terminal type size aisle seat"
)

_ONE_THING = word_set("the a an this that my your his her its our their of each every")  # "the table" is not
# numbered: "on the table two glasses"


def write_figures(words: Words, place: int) -> WrittenNumber | None:
    """Write at least three figures said one by one; counting from one stays words."""
    plus = words[place] == "plus"
    figures, end = _figures(words, place + plus)
    if len(figures) < _FEWEST or figures in "123456789" or figures in "987654321":
        return None
    if end < len(words) and words[end] in {"hundred", "thousand", "million", "billion", "point", "percent"}:
        return None
    return WrittenNumber(place, end, f"+{figures}" if plus else _grouped(figures))


def _figures(words: Words, place: int) -> tuple[str, int]:
    """Figures from a place on, and the place behind them."""
    found, end = "", place
    while True:
        times = _TIMES.get(words[end], 1)
        word = words[end + (times > 1)]
        if words.have(end, "one", "eight", "hundred") and not found:
            found, end = "1800", end + 3
            continue
        if word not in DIGITS and (word not in _ZEROS or not (found or times > 1)):
            return found, end
        found += str(DIGITS.get(word, 0)) * times
        end += 1 + (times > 1)


def _grouped(figures: str) -> str:
    """Telephone numbers of North America in their groups; others in one piece."""
    if len(figures) == 7:
        return f"{figures[:3]}-{figures[3:]}"
    if len(figures) == 10:
        return f"{figures[:3]}-{figures[3:6]}-{figures[6:]}"
    if len(figures) == 11 and figures[0] == "1":
        return f"1-{figures[1:4]}-{figures[4:7]}-{figures[7:]}"
    return figures


def write_numbered(words: Words, place: int) -> WrittenNumber | None:
    """Write ``chapter five`` and ``room two fourteen`` in figures, small numbers too."""
    if words[place - 1] not in _NUMBERED or words[place - 2] in _ONE_THING:
        return None
    number = read_cardinal(words, place)
    if number is None or words[place] == "a":
        return None
    decimal = read_decimal(words, place)
    if decimal is not None:
        return WrittenNumber(place, decimal.end, decimal.text)
    figures, end = _figures(words, place)
    if len(figures) > 1:
        return WrittenNumber(place, end, figures)
    tail = two_figures(words, number.end) if number.value < 100 else None
    if tail is not None:
        return WrittenNumber(place, tail.end, f"{number.value}{tail.value:02d}")
    return WrittenNumber(place, number.end, str(number.value) if number.value < SMALL * 1000 else number.text)
