"""Words, cues and edits of another recognizer's transcript."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class GivenWord:
    """One word of another recognizer's transcript."""

    text: str  # as written, adjoining punctuation included, without spaces: '"Zelenskyy,'
    start: float | None = None  # seconds; None where the format has no time for the word itself
    end: float | None = None  # seconds
    confidence: float | None = None  # 0..1 as the other recognizer states it
    channel: int = 0
    cue: int | None = None  # index into cues of the cue or segment that it stands in


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle's cue or a segment."""

    start: float | None  # seconds
    end: float | None  # seconds
    channel: int = 0


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the words first .. last, both inclusive, by ``words``; () takes them out."""

    first: int
    last: int
    words: tuple[str, ...]  # whole words with their punctuation, without spaces


class GivenTranscript(ABC):
    """Another recognizer's transcript in its own format. Immutable."""

    format: str  # a name of FORMATS
    encoding: str  # codec that makes the bytes of the file from ``output()``; "utf-8" for other sources

    @property
    @abstractmethod
    def words(self) -> tuple[GivenWord, ...]:
        """Words in the order of reading, one channel after the other."""

    @property
    @abstractmethod
    def cues(self) -> tuple[Cue, ...]:
        """Cues or segments; empty where the format has none."""

    @property
    @abstractmethod
    def text(self) -> str:
        """Running text."""

    @abstractmethod
    def with_edits(self, edits: Sequence[Edit]) -> GivenTranscript:
        """Return the transcript with other words; everything else stays byte for byte.

        Args:
            edits: in order, not overlapping.

        Raises:
            TranscriptError: edits that overlap, lie outside, or hold a word that is empty or has a space.
        """

    @abstractmethod
    def output(self) -> Any:
        """Return what was read, with the edits: str for text and files, a copy for a parsed document."""
