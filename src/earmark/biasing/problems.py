"""Problems: everything wrong with one word list, reported together, and notes on how it was read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from earmark.errors import WordListError

SHOWN = 5  # problems spelled out in one message; the rest are counted


class Problems:
    """Collects what is wrong, place by place, to raise it as one error; and notes, which raise nothing."""

    def __init__(self, source: str, unit: str) -> None:
        """``source`` names the list in messages; ``unit`` is what places count: "line", "item", "card"."""
        self.source = source
        self.unit = unit
        self.notes: list[str] = []
        self._found: list[tuple[int, str]] = []

    def add(self, place: int, reason: str) -> None:
        """Collect one problem."""
        self._found.append((place, reason))

    def note(self, sentence: str) -> None:
        """Collect one note: the list is used, but read otherwise than its author may expect."""
        self.notes.append(sentence)

    def note_lines(self, lines: Sequence[tuple[int, str]], reading: str) -> None:
        """Collect one note on several places, the first shown with its text; none on no places."""
        if lines:
            place, text = lines[0]
            rest = len(lines) - 1
            also = f", like {rest} more {self.unit}{'s' * (rest > 1)}," if rest else ""
            self.note(f"{self.unit} {place}: {text!r}{also} {reading}")

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
        shown = [f"{self.source} {self.unit} {place}: {reason}" for place, reason in found[:SHOWN]]
        if len(found) > SHOWN:
            shown.append(f"and {len(found) - SHOWN} more {self.unit}s of {self.source} that cannot be used")
        raise WordListError("\n".join(shown))
