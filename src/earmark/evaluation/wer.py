"""Word error rate, whole and split into biased and other words."""

from __future__ import annotations

from dataclasses import dataclass

from earmark.evaluation.alignment import Alignment


@dataclass(frozen=True)
class ErrorCounts:
    """Edits against a number of reference words."""

    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    words: int = 0  # in the reference

    @property
    def errors(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float | None:
        """Errors per reference word, 0.1 = 10 %; None without reference words."""
        return self.errors / self.words if self.words else None

    def __add__(self, other: ErrorCounts) -> ErrorCounts:
        return ErrorCounts(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            self.words + other.words,
        )


def count_errors(alignment: Alignment) -> ErrorCounts:
    """Return all edits of an utterance."""
    return ErrorCounts(
        substitutions=len(alignment.substitutions),
        deletions=len(alignment.deletions),
        insertions=len(alignment.insertions),
        words=len(alignment.reference),
    )
