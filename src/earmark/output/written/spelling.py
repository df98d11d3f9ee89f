"""Spelling: small letters with the capitals of their tags."""

from __future__ import annotations

import re
from collections.abc import Sequence

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


def acronym_end(words: Sequence[str], cases: Sequence[int], first: int, end: int) -> int:
    """Return the end of an acronym said by its letters, exclusive; ``first`` where there is none.

    Args:
        words: in small letters.
        cases: their tags.
        first: where it may begin.
        end: exclusive; the mark of a word before it would end the acronym.
    """
    place = first
    while place < end and cases[place] == CAPITALS and _LETTER.fullmatch(words[place]):
        place += 1
        if len(words[place - 1]) > 1:
            break
    return place if place - first > 1 else first
