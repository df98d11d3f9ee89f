"""Numbers with a half or a quarter: ``three and a half million`` is 3.5 million."""

from __future__ import annotations

from earmark.language.english.inverse.amounts import Amount
from earmark.language.english.inverse.cardinals import SCALES, SMALL, crowded, read_cardinal
from earmark.language.english.inverse.spoken import Words
from earmark.language.written import WrittenNumber

_PARTS = {("a", "half"): 50, ("a", "quarter"): 25, ("one", "quarter"): 25, ("three", "quarters"): 75}
_LARGE = 10**6


def read_half(words: Words, place: int) -> Amount | None:
    """Read a number, ``and a half`` and perhaps a scale."""
    number = read_cardinal(words, place)
    if number is None or number.scale or words[place] == "a" or words[number.end] != "and":
        return None
    behind = number.end + 1
    part = _PARTS.get((words[behind], words[behind + 1]))
    if part is None:
        return None
    end = behind + 2
    size = SCALES.get(words[end], 1)
    if size >= _LARGE or size == 1:
        figures = f"{number.value:,}.{f'{part}'.rstrip('0')}"
        return Amount(f"{figures} {words[end]}" if size > 1 else figures, end + (size > 1))
    return Amount(f"{number.value * size + part * size // 100:,}", end + 1)


def write_half(words: Words, place: int) -> WrittenNumber | None:
    """Write a number of 10 and more, or one with a scale; ``two and a half`` stays."""
    amount = read_half(words, place)
    if amount is None or crowded(words, place):
        return None
    number = read_cardinal(words, place)
    small = number is not None and number.value < SMALL and words[amount.end - 1] not in SCALES
    return None if small else WrittenNumber(place, amount.end, amount.text)
