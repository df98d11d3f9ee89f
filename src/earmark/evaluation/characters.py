"""Count character errors: they distinguish a name that was nearly written from one that was missed."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True)
class CharacterErrors:
    """Character edits against a number of reference characters, the spaces between words included."""

    edits: int = 0
    characters: int = 0  # in the reference


def count_characters(reference: str, hypothesis: str) -> CharacterErrors:
    """Edits of a shortest path from one spoken form to the other, every edit at cost 1."""
    return CharacterErrors(Levenshtein.distance(reference, hypothesis), len(reference))
