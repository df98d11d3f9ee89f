"""Use: what became of the entries of a conversation's lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from earmark.biasing import BiasList
from earmark.transcript import Transcript

SHOWN = 100  # diagnostics and entries in a message: a list of 100,000 can have as many


def list_state(words: BiasList | None) -> dict[str, Any]:
    """Describe a list: its size, entries that can never be written, and its first diagnostics."""
    if words is None:
        return {"entries": 0, "unreachable": 0, "diagnostics": []}
    diagnostics = words.diagnostics
    return {
        "entries": len(words),
        "unreachable": sum(item.code == "unreachable" for item in diagnostics),
        "diagnostics": [asdict(item) for item in diagnostics[:SHOWN]],
    }


class Use:
    """Counts of a conversation, by entry."""

    def __init__(self) -> None:
        self._written: Counter[str] = Counter()
        self._rejected: Counter[str] = Counter()
        self._considered: Counter[str] = Counter()

    def add(self, finals: Iterable[Transcript]) -> None:
        """Count the entries of utterances."""
        for final in finals:
            self._written.update(entry.entry for entry in final.entries)
            self._rejected.update(entry.entry for entry in final.rejected)
            self._considered.update(final.considered)

    @property
    def used(self) -> int:
        """Entries written, each time counted."""
        return self._written.total()

    @property
    def rejected(self) -> int:
        """Entries that verification took out, each time counted."""
        return self._rejected.total()

    def report(self, words: BiasList | None) -> list[dict[str, Any]]:
        """Say of each entry that came up what became of it, and of ``words`` what can never be written.

        ``status`` is "used", "rejected", "considered" or "unreachable"; all other entries did not come up.
        """
        came_up = dict.fromkeys((*self._written, *self._rejected, *self._considered))
        entries = [self._entry(entry) for entry in came_up]
        for item in () if words is None else words.diagnostics:
            if item.code == "unreachable" and len(entries) < len(came_up) + SHOWN:
                entries.append({"entry": item.entry, "status": "unreachable", "reason": item.sentence})
        return entries

    def _entry(self, entry: str) -> dict[str, Any]:
        counts = {
            "used": self._written[entry],
            "rejected": self._rejected[entry],
            "considered": self._considered[entry],
        }
        status = next(name for name, count in counts.items() if count)
        return {"entry": entry, "status": status, **counts}
