"""Decimals: ``three point one four`` is 3.14, ``two point five million`` 2.5 million."""

from __future__ import annotations

from dataclasses import dataclass

from earmark.language.english.inverse.cardinals import DIGITS, SCALES, read_cardinal
from earmark.language.english.inverse.spoken import Words
from earmark.language.written import WrittenNumber

_FIGURES = {**{word: str(number) for word, number in DIGITS.items()}, "oh": "0", "o": "0"}


@dataclass(frozen=True)
class Amount:
    """A number that something is counted by."""

    text: str  # "3.5", "1,200", "2.5 million"
    end: int  # exclusive
    one: bool = False


def read_amount(words: Words, place: int) -> Amount | None:
    """Read a decimal or a cardinal, with ``minus`` before it where nothing is subtracted from."""
    if words[place] == "minus":
        amount = _unsigned(words, place + 1)
        return None if amount is None else Amount(f"-{amount.text}", amount.end)
    return _unsigned(words, place)


def _unsigned(words: Words, place: int) -> Amount | None:
    decimal = read_decimal(words, place)
    if decimal is not None:
        return decimal
    number = read_cardinal(words, place)
    return None if number is None else Amount(number.text, number.end, number.value == 1)


def read_decimal(words: Words, place: int) -> Amount | None:
    """Read ``three point one four``; figures behind the point are said one by one, or as ``twenty five``."""
    number = read_cardinal(words, place)
    if number is None or words[place] == "a" or words[number.end] != "point":
        return None
    figures, end = _behind_point(words, number.end + 1)
    if not figures:
        return None
    scale = words[end] if words[end] in SCALES and words[end] != "thousand" else ""
    return Amount(f"{number.value:,}.{figures}{f' {scale}' if scale else ''}", end + bool(scale))


def _behind_point(words: Words, place: int) -> tuple[str, int]:
    end = place
    while words[end] in _FIGURES:
        end += 1
    if end > place:
        return "".join(_FIGURES[words[k]] for k in range(place, end)), end
    number = read_cardinal(words, place)
    if number is None or number.value >= 100 or words[place] == "a":
        return "", place
    return str(number.value), number.end


def write_decimal(words: Words, place: int) -> WrittenNumber | None:
    """Write a decimal, a negative one too."""
    signed = words[place] == "minus" and words[place - 1] not in DIGITS
    amount = read_decimal(words, place + signed)
    return (
        None if amount is None else WrittenNumber(place, amount.end, f"{'-' if signed else ''}{amount.text}")
    )
