"""Expressions of several numbers: all are written in figures, or none is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from earmark.language.english.inverse.connectors import LONGEST, RANGES, joins, joins_ordinals
from earmark.language.english.inverse.operands import Operand, Piece, read_operands
from earmark.language.english.inverse.pairs import read_pair
from earmark.language.english.inverse.spoken import Words
from earmark.language.written import WrittenNumber

_PLAIN = re.compile(r"-?[\d,.]+(?: \w+illion)?$")
_SIGN = re.compile(r"[$€£¥₹](?=\d)")
_HYPHENED = re.compile(r"\d+-(?=[a-z])")
_TIME = re.compile(r"^\d+:\d\d|[ap]\.m\.$")
_PRICE = re.compile(r"[$€£]\d+\.\d\d$")
_YEAR = re.compile(r"\d{4}$")
_YEAR_WITH_COMMA = re.compile(r"2,0\d\d$")


def settle(words: Words, pieces: Sequence[Piece]) -> list[WrittenNumber]:
    """Write the partners of numbers in figures; leave an expression in words where one of them cannot be.

    Args:
        words: a sentence.
        pieces: its numbers in figures, in the order of the words.
    """
    found: list[WrittenNumber] = []
    for chain in _chains(words, read_operands(words, pieces)):
        found += [
            WrittenNumber(operand.first, operand.end, operand.text)
            for operand in _settled(words, chain)
            if operand.written
        ]
    return found


def _chains(words: Words, operands: Sequence[Operand]) -> Iterator[list[Operand]]:
    """Operands in groups of one expression each."""
    chain: list[Operand] = []
    for operand in operands:
        if chain and not _joined(words, chain[-1], operand):
            yield chain
            chain = []
        chain.append(operand)
    if chain:
        yield chain


def _joined(words: Words, left: Operand, right: Operand) -> bool:
    if right.first - left.end > LONGEST:
        return False
    if right.first == left.end:
        return _touching(left, right)
    if left.low or right.low or (left.day and right.ordinal):
        partner = left.ordinal or left.low, right.ordinal or right.low
        return all(partner) and joins_ordinals(words, left.places, right.places)
    if not left.number or not right.number or left.ordinal or right.ordinal:
        return False
    if words[left.end] == "in" and right.written and not (right.plain and _PLAIN.match(right.text)):
        return False
    open_end = left.text[-1:].isdigit() or left.text.endswith(("m.", "illion")) or not left.text
    if _SIGN.match(left.text):  # "gave twenty dollars to two people"
        return words[left.end] == "or" and joins(words, left.places, right.places)
    if words[left.end] == "and" and right.text.endswith(".m."):
        return open_end and right.first == left.end + 1
    return open_end and joins(words, left.places, right.places)


def _touching(left: Operand, right: Operand) -> bool:
    """Whether two numbers stand side by side that may be one number said in parts."""
    numbers = not (left.ordinal or left.low or right.low) and left.plain and right.plain
    return numbers and left.end == right.first


def _settled(words: Words, chain: list[Operand]) -> list[Operand]:
    """Write all of an expression or none; alone, every number stays as it is."""
    if not any(operand.written for operand in chain):
        return chain
    chain = _pairs_like_partners(words, chain)
    if not all(operand.text for operand in chain) or _beside_words(chain):
        doubtful = all(operand.plain for operand in chain)
        return [replace(operand, written=False) for operand in chain] if doubtful else chain
    dated = any(operand.day for operand in chain)
    partners = [
        replace(operand, written=True, text=_day(words, operand) if dated else operand.text)
        for operand in chain
    ]
    return _alike(words, partners)


def _pairs_like_partners(words: Words, chain: list[Operand]) -> list[Operand]:
    """Read two numbers side by side as a price or a time where their partner is one."""
    if any(_PRICE.match(operand.text) for operand in chain):
        return [_pair(words, operand, ".") for operand in chain]
    if any(_TIME.search(operand.text) for operand in chain):
        return [_pair(words, operand, ":") for operand in chain]
    return chain


def _pair(words: Words, operand: Operand, sign: str) -> Operand:
    """Put a sign between two numbers side by side; 60 minutes are an hour."""
    pair = read_pair(words, operand.first)
    if pair is None or pair.end != operand.end or operand.text not in {"", pair.text}:
        return operand
    impossible = sign == ":" and (pair.first > 23 or pair.second > 59)
    return operand if impossible else replace(operand, text=f"{pair.first}{sign}{pair.second:02d}")


def _beside_words(chain: Sequence[Operand]) -> bool:
    """Whether numbers stand side by side of which one is in words."""
    loose = any(not operand.written for operand in chain)
    return loose and any(_touching(left, right) for left, right in pairwise(chain))


def _day(words: Words, operand: Operand) -> str:
    """A day behind that of a month: ``August 5 through 7``, ``August 5 through the 7th``."""
    plain = operand.text[:1].isdigit() and operand.ordinal_text and words[operand.first - 1] != "the"
    return operand.text[:-2] if plain else operand.text


def _alike(words: Words, chain: list[Operand]) -> list[Operand]:
    """Write partners alike: both years, both with the sign of money, both with a hyphen."""
    if any(_YEAR.match(operand.text) for operand in chain):
        chain = [
            replace(one, text=one.text.replace(",", "")) if _YEAR_WITH_COMMA.match(one.text) else one
            for one in chain
        ]
    for at in range(len(chain) - 2, -1, -1):
        left, right = chain[at], chain[at + 1]
        between = tuple(words[k] for k in range(left.end, right.first))
        if between in RANGES and _PLAIN.match(left.text):
            chain[at] = replace(left, text=_shared(left.text, right.text))
    return chain


def _shared(left: str, right: str) -> str:
    """The left number with what the right one shares: ``$`` before it, ``-`` behind it."""
    sign = _SIGN.match(right)
    return f"{sign[0]}{left}" if sign else f"{left}-" if _HYPHENED.match(right) else left
