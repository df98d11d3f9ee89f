"""Amount: a number that something is counted by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Amount:
    """A number that something is counted by."""

    text: str  # "3.5", "1,200", "2.5 million"
    end: int  # exclusive
    one: bool = False
