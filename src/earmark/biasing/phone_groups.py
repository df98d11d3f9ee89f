"""Groups of phones that are easily taken for each other: one in place of another of its group is near."""

from __future__ import annotations

from functools import cache

from earmark.language import BOUNDARY_SYMBOL, PhoneSet

_ALIKE = (
    "i ɪ", "ɛ æ eɪ", "ɑ ɔ ʌ ə oʊ", "u ʊ", "p b", "t d", "k g", "f v", "θ ð", "s z", "ʃ ʒ", "t͡ʃ d͡ʒ", "m n ŋ",
)  # fmt: skip
_GROUP_OF = {phone: number for number, group in enumerate(_ALIKE) for phone in group.split()}


@cache
def groups_of(phone_set: PhoneSet) -> list[int]:
    """(P + 1,) the group of each phone, and of the boundary; those of no group are alone in theirs."""
    symbols = (*phone_set.phones, BOUNDARY_SYMBOL)
    return [_GROUP_OF.get(phone, len(_ALIKE) + number) for number, phone in enumerate(symbols)]
