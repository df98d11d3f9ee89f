"""WrittenNumber: spoken words that are written in figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WrittenNumber:
    """Words from ``first`` up to ``end``, exclusive, and how they are written."""

    first: int
    end: int
    text: str
