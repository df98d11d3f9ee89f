"""Totals: what the marks of shards count, and the summary of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from earmark.batch.record import Answer, Record

CONSIDERED, WRITTEN, REJECTED = range(3)  # places of an entry's counts


@dataclass
class Totals:
    """Counts over rows."""

    rows: int = 0
    audio_seconds: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)  # rows by class of error
    entries: dict[str, list[int]] = field(default_factory=dict)  # considered, written, rejected

    @property
    def failed(self) -> int:
        """Rows that failed."""
        return sum(self.failures.values())

    def count(self, record: Record) -> None:
        """Count a row; entries that were considered are counted by :meth:`consider`."""
        self.rows += 1
        if record["error_class"] is not None:
            self.failures[record["error_class"]] += 1
            return
        self.audio_seconds += record["audio_seconds"] or 0.0
        for entry in record["entries"] or ():
            self._counts(entry["entry"])[WRITTEN] += 1
        for entry in record["rejected"] or ():
            self._counts(entry["entry"])[REJECTED] += 1

    def consider(self, entries: Iterable[str]) -> None:
        """Count the entries that the search compared in one row."""
        for entry in entries:
            self._counts(entry)[CONSIDERED] += 1

    def answer(self, answer: Answer) -> None:
        """Count a row and its entries."""
        self.count(answer.record)
        self.consider(answer.considered)

    def add(self, other: Totals) -> None:
        """Count the rows of others too."""
        self.rows += other.rows
        self.audio_seconds += other.audio_seconds
        self.failures.update(other.failures)
        for entry, counts in other.entries.items():
            own = self._counts(entry)
            for place, count in enumerate(counts):
                own[place] += count

    def as_json(self) -> dict[str, Any]:
        """What :meth:`of_json` reads."""
        return {
            "rows": self.rows,
            "audio_seconds": round(self.audio_seconds, 3),
            "failures": dict(sorted(self.failures.items())),
            "entries": dict(sorted(self.entries.items())),
        }

    @classmethod
    def of_json(cls, counts: Mapping[str, Any]) -> Totals:
        """The totals that a mark holds."""
        failures, entries = Counter(counts["failures"]), {k: list(v) for k, v in counts["entries"].items()}
        return cls(counts["rows"], counts["audio_seconds"], failures, entries)

    def _counts(self, entry: str) -> list[int]:
        return self.entries.setdefault(entry, [0, 0, 0])
