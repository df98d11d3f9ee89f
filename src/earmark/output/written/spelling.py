"""Spelling: small letters with the capitals of their tags."""

from __future__ import annotations

import re

from earmark.output.written.tags import CAPITALS, SMALL

_MC = re.compile(r"^(mc|o')(?=[a-z]{3})")  # McDonald, O'Brien


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
