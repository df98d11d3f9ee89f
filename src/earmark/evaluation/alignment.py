"""Word alignment of a hypothesis with its reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True)
class Alignment:
    """A shortest edit path from reference words to hypothesis words."""

    reference: tuple[str, ...]
    hypothesis: tuple[str, ...]
    matches: dict[int, int]  # reference position -> hypothesis position, equal words only
    substitutions: tuple[tuple[int, int], ...]  # (reference position, hypothesis position)
    deletions: tuple[int, ...]  # reference positions
    insertions: tuple[int, ...]  # hypothesis positions

    def spoken_at(self, first: int, count: int) -> int | None:
        """Find ``count`` reference words from ``first`` in the hypothesis, unbroken, or None."""
        start = self.matches.get(first)
        if start is None:
            return None
        whole = all(self.matches.get(first + i) == start + i for i in range(count))
        return start if whole else None

    def said_at(self, first: int, count: int) -> int | None:
        """Find ``count`` hypothesis words from ``first`` in the reference, unbroken, or None."""
        start = self._back.get(first)
        if start is None:
            return None
        whole = all(self._back.get(first + i) == start + i for i in range(count))
        return start if whole else None

    @cached_property
    def _back(self) -> dict[int, int]:
        return {hypothesis: reference for reference, hypothesis in self.matches.items()}


def align(reference: Sequence[str], hypothesis: Sequence[str]) -> Alignment:
    """Levenshtein alignment of two word sequences, every edit at cost 1."""
    matches: dict[int, int] = {}
    substitutions: list[tuple[int, int]] = []
    deletions: list[int] = []
    insertions: list[int] = []
    for step in Levenshtein.opcodes(reference, hypothesis):
        ours, theirs = range(step.src_start, step.src_end), range(step.dest_start, step.dest_end)
        if step.tag == "equal":
            matches.update(zip(ours, theirs, strict=True))
        elif step.tag == "replace":
            substitutions.extend(zip(ours, theirs, strict=True))
        else:  # "delete" has no hypothesis words, "insert" no reference words
            deletions.extend(ours)
            insertions.extend(theirs)
    return Alignment(
        tuple(reference),
        tuple(hypothesis),
        matches,
        tuple(substitutions),
        tuple(deletions),
        tuple(insertions),
    )
