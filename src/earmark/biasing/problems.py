"""Problems: everything wrong with one word list, reported together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from earmark.errors import WordListError

SHOWN = 5  # problems spelled out in one message; the rest are counted


class Problems:
    """Collects what is wrong, place by place, and raises it as one error."""

    def __init__(self, source: str, unit: str) -> None:
        """``source`` names the list in messages; ``unit`` is what places count: "line", "item", "card"."""
        self.source = source
        self.unit = unit
        self._found: list[tuple[int, str]] = []

    def add(self, place: int, reason: str) -> None:
        self._found.append((place, reason))

    @contextmanager
    def at(self, place: int) -> Iterator[None]:
        """Collect a WordListError raised inside as a problem of ``place``."""
        try:
            yield
        except WordListError as error:
            self.add(place, str(error))

    def check(self) -> None:
        """Raise one WordListError for all problems found, if any."""
        if not self._found:
            return
        found = sorted(self._found)
        told = [f"{self.source} {self.unit} {place}: {reason}" for place, reason in found[:SHOWN]]
        if len(found) > SHOWN:
            told.append(f"and {len(found) - SHOWN} more {self.unit}s of {self.source} that cannot be used")
        raise WordListError("\n".join(told))
