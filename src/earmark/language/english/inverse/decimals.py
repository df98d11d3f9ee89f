"""Decimals: ``three point one four`` is 3.14, ``two point five million`` 2.5 million."""

from __future__ import annotations

from earmark.language.english.inverse.amounts import Amount
from earmark.language.english.inverse.cardinals import (
    DIGITS,
    NUMBER_WORDS,
    SCALES,
    SMALL,
    crowded,
    read_cardinal,
)
from earmark.language.english.inverse.halves import read_half
from earmark.language.english.inverse.nouns import PERSONS
from earmark.language.english.inverse.spoken import Words
from earmark.language.written import WrittenNumber

_FIGURES = {**{word: str(number) for word, number in DIGITS.items()}, "oh": "0", "o": "0"}


def read_amount(words: Words, place: int) -> Amount | None:
    """Read a decimal or a cardinal, with ``minus`` before it where nothing is subtracted from."""
    if words[place] == "minus":
        amount = _unsigned(words, place + 1)
        return None if amount is None else Amount(f"-{amount.text}", amount.end)
    return _unsigned(words, place)


def _unsigned(words: Words, place: int) -> Amount | None:
    part = read_decimal(words, place) or read_half(words, place)
    if part is not None:
        return part
    number = read_cardinal(words, place)
    return None if number is None else Amount(number.text, number.end, number.value == 1)


def read_decimal(words: Words, place: int) -> Amount | None:
    """Read ``three point one four``; figures behind the point are said one by one, or as ``twenty five``."""
    number = read_cardinal(words, place)
    if number is None or words[place] == "a" or words[number.end] != "point":
        return None
    figures, end = _behind_point(words, number.end + 1)
    moment = words.have(place - 1, "at", "one") and words[end] in PERSONS  # "at one point twenty people came"
    if not figures or moment:
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
    """Write a decimal, and a negative number of 10 and more."""
    if crowded(words, place):
        return None
    signed = words[place] == "minus" and words[place - 1] not in NUMBER_WORDS
    amount = read_decimal(words, place + signed)
    if amount is None and signed:
        number = read_cardinal(words, place + 1)
        amount = None if number is None or number.value < SMALL else Amount(number.text, number.end)
    return (
        None if amount is None else WrittenNumber(place, amount.end, f"{'-' if signed else ''}{amount.text}")
    )
