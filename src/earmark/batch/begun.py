"""Begun shards: rows that were given out, and the answers that have come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from earmark.batch.record import Answer, Record
from earmark.batch.totals import Totals

DIGEST = 8  # bytes of a row's digest


@dataclass
class BegunShard:
    """A shard in work."""

    number: int
    first: int  # number of its first row
    digests: bytearray = field(default_factory=bytearray)  # of its rows, DIGEST bytes each
    records: dict[int, Record] = field(default_factory=dict)  # by place in the shard
    times: dict[int, dict[str, Any]] = field(default_factory=dict)  # of rows that were transcribed now
    totals: Totals = field(default_factory=Totals)
    earlier: dict[int, int] = field(default_factory=dict)  # attempts at rows that failed before, by place
    closed: bool = False  # all of its rows were given out

    def add_row(self, digest: str) -> None:
        """A row was given out."""
        self.digests += bytes.fromhex(digest)

    def keep(self, place: int, record: Record) -> None:
        """Take a row's record from an earlier run."""
        self.records[place] = record
        self.totals.count(record)

    def take(self, answer: Answer) -> None:
        """Take an answer."""
        place = answer.number - self.first
        answer.record["attempts"] += self.earlier.get(place, 0)
        self.records[place] = answer.record
        self.totals.answer(answer)
        self.times[place] = {
            "id": answer.record["id"],
            "attempts": answer.record["attempts"],
            "began": round(answer.began, 3),
            "seconds": round(answer.seconds, 4),
            "worker": answer.worker,
        }

    @property
    def rows(self) -> int:
        """Rows that were given out."""
        return len(self.digests) // DIGEST

    @property
    def complete(self) -> bool:
        """Whether every row has its record."""
        return self.closed and len(self.records) == self.rows

    @property
    def in_work(self) -> bool:
        """Whether an answer has come."""
        return bool(self.times)

    def in_order(self) -> list[Record]:
        """The records in the order of the input."""
        return [self.records[place] for place in range(self.rows)]

    def hex_digests(self) -> list[str]:
        """The digests of the rows."""
        return [self.digests[k : k + DIGEST].hex() for k in range(0, len(self.digests), DIGEST)]

    def times_in_order(self) -> list[dict[str, Any]]:
        """The times of the rows that were transcribed now."""
        return [self.times[place] for place in sorted(self.times)]
