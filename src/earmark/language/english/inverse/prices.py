"""Prices without a unit for their cents: ``two dollars fifty``, ``it costs nineteen ninety nine``."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import NUMBER_WORDS, crowded, read_tens
from earmark.language.english.inverse.decimals import read_amount
from earmark.language.english.inverse.nouns import counted
from earmark.language.english.inverse.pairs import Pair, read_pair
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

SIGNS = {
    "dollar": "$", "dollars": "$", "euro": "€", "euros": "€", "pound": "£", "pounds": "£", "quid": "£",
}  # fmt: skip
_COSTS = word_set("cost costs costing price priced pay pays paid paying charge charges charged")
_BETWEEN = word_set("only just is was at about around of for")
_PAID_FOR = word_set("month piece pop pound gallon head share")
_BEFORE_YEARS = word_set("in since until by from of after before")
_LEAST_CENTS = 10
_USUAL_CENTS = frozenset({95, 99})  # "five ninety nine" is hardly 599


def write_price(words: Words, place: int) -> WrittenNumber | None:
    """Write a price whose cents have no unit."""
    return _unit_between(words, place) or _unit_behind(words, place) or _without_unit(words, place)


def _unit_between(words: Words, place: int) -> WrittenNumber | None:
    """``two dollars fifty``, ``a dollar twenty five``."""
    amount = None if crowded(words, place) else read_amount(words, place)
    if words[place] == "a" and words[place + 1] in SIGNS:
        text, at = "1", place + 1
    elif amount is not None and amount.text.replace(",", "").isdigit() and words[place] != "a":
        text, at = amount.text, amount.end
    else:
        return None
    sign, cents = SIGNS.get(words[at]), read_tens(words, at + 1)
    if sign is None or cents is None or cents.value < _LEAST_CENTS or counted(words, cents.end):
        return None
    alone = words[cents.end] not in NUMBER_WORDS | {"percent", "cents", "cent", "point", "dollars", "year"}
    end = cents.end + (words[cents.end] == "pence")
    return WrittenNumber(place, end, f"{sign}{text}.{cents.value}") if alone else None


def _unit_behind(words: Words, place: int) -> WrittenNumber | None:
    """``nineteen ninety nine dollars``; ``twenty thirty dollars`` is about so much and stays."""
    pair = read_pair(words, place)
    if pair is None or pair.first < _LEAST_CENTS or _about(pair) or words[place - 1] == "in":
        return None
    sign = SIGNS.get(words[pair.end])
    if sign in {None, "£"} or not words[pair.end].endswith("s"):
        return None
    return WrittenNumber(place, pair.end + 1, f"{sign}{pair.first}.{pair.second:02d}")


def _without_unit(words: Words, place: int) -> WrittenNumber | None:
    """``nineteen ninety nine`` behind ``costs``, ``only`` between them or not, and before ``a month``."""
    pair = read_pair(words, place)
    if pair is None or counted(words, pair.end) or _about(pair):
        return None
    offered = words[place - 2] == "for" and words[place - 1] in {"only", "just"}
    said = words[place - 1] in _COSTS or (words[place - 1] in _BETWEEN and words.lately(place - 1, _COSTS, 2))
    sure = pair.first >= _LEAST_CENTS or pair.second in _USUAL_CENTS
    if not (offered or (said and sure) or _for_each(words, place, pair)):
        return None
    return WrittenNumber(place, pair.end, f"{pair.first}.{pair.second:02d}")


def _for_each(words: Words, place: int, pair: Pair) -> bool:
    """Whether a piece or a time follows that is paid for: ``nineteen ninety nine a month``."""
    paid = words[pair.end] == "each" or (words[pair.end] == "a" and words[pair.end + 1] in _PAID_FOR)
    return paid and words[place - 1] not in _BEFORE_YEARS


def _about(pair: Pair) -> bool:
    """Whether it is about so much: ``twenty thirty``."""
    return pair.first % 10 == 0 and pair.second == pair.first + 10
