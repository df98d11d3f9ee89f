"""Spelling: small letters with the capitals of their tags."""

from __future__ import annotations

import re
from collections.abc import Iterable

from earmark.output.written.tags import CASES

_MC = re.compile(r"^(mc|o')(?=[a-z]{3})")  # McDonald, O'Brien
_LETTER = re.compile(r"[a-z](?:'s|s)?")  # of an acronym; its last may have an ending
SMALL, CAPITAL, CAPITALS = range(len(CASES))


def spell(word: str, case: int) -> str:
    """Return a word in small letters with its capitals; an ending ``'s`` stays small."""
    if case == SMALL:
        return word
    if case == CAPITALS:
        stem = word.removesuffix("'s")
        return stem.upper() + word[len(stem) :]
    prefix = _MC.match(word)
    if prefix is not None:
        return prefix[0].capitalize() + word[prefix.end() :].capitalize()
    return word[:1].upper() + word[1:]


def acronym_length(words: Iterable[tuple[str, int]]) -> int:
    """Return how many words at the beginning are an acronym said by its letters; 0 where there is none.

    Args:
        words: in small letters, each with its tag.
    """
    length = 0
    for word, case in words:
        if case != CAPITALS or not _LETTER.fullmatch(word):
            break
        length += 1
        if len(word) > 1:  # an ending
            break
    return length if length > 1 else 0
