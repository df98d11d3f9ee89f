"""Money: ``twenty five dollars and fifty cents`` is $25.50."""

from __future__ import annotations

from earmark.language.english.inverse.amounts import Amount
from earmark.language.english.inverse.cardinals import SCALES, crowded, read_cardinal
from earmark.language.english.inverse.decimals import read_amount
from earmark.language.english.inverse.nouns import counted
from earmark.language.english.inverse.spoken import Words
from earmark.language.written import WrittenNumber

_SIGNS = {"dollar": "$", "dollars": "$", "euro": "€", "euros": "€", "yen": "¥", "rupees": "₹", "rupee": "₹"}
_STERLING = ("pounds", "sterling")
_SINGULAR = frozenset({"dollar", "euro"})
_ROUND = frozenset({"hundred", *SCALES})
_CENTS = frozenset({"cent", "cents", "pence"})


def write_money(words: Words, place: int) -> WrittenNumber | None:
    """Write an amount before a currency; ``pounds`` alone may be a weight and stays."""
    amount = _amount(words, place)
    if amount is None:
        return None
    if words.have(amount.end, *_STERLING):
        return WrittenNumber(place, amount.end + 2, f"£{amount.text}")
    sign = _SIGNS.get(words[amount.end])
    if sign is None:
        return _cents(words, place, amount.text, amount.end)
    end, text = amount.end + 1, _with_cents(amount.text)
    if text.startswith("-"):
        sign, text = f"-{sign}", text[1:]
    cents = _and_cents(words, end)
    if cents is not None and "." not in text and " " not in text:
        return WrittenNumber(place, cents.end, f"{sign}{text}{cents.text}")
    return WrittenNumber(place, end, f"{sign}{text}")


def _amount(words: Words, place: int) -> Amount | None:
    """The amount of money; ``a`` before one in the singular is not part of it: ``a $100 bill``."""
    if words[place] == "a" and words[place + 1] in _ROUND and words[place + 2] in _SINGULAR:
        return None
    if words[place - 1] == "a" and words[place] in _ROUND and words[place + 1] in _SINGULAR:
        return read_amount(words, place - 1)
    amount = read_amount(words, place)
    several = amount is not None and crowded(words, place) and counted(words, amount.end)
    return None if several else amount  # "five twenty dollar bills" are five


def _with_cents(text: str) -> str:
    """``2.5`` as 2.50; ``2.5 million`` as it is."""
    return f"{text}0" if text[-2:-1] == "." else text


def _cents(words: Words, place: int, text: str, end: int) -> WrittenNumber | None:
    return (
        WrittenNumber(place, end + 1, f"{text} {words[end]}")
        if words[end] in _CENTS and words[place] != "a"
        else None
    )


def _and_cents(words: Words, place: int) -> WrittenNumber | None:
    """``and fifty cents``, ``fifty cents``, or ``fifty`` at the end, as ``.50``."""
    first = place + (words[place] == "and")
    number = read_cardinal(words, first)
    if number is None or not 1 <= number.value < 100 or words[first] == "a":
        return None
    return (
        WrittenNumber(place, number.end + 1, f".{number.value:02d}") if words[number.end] in _CENTS else None
    )
