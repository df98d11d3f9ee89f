"""Shards: files of so many rows each, in the order of the input, with a mark beside each that is complete."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from earmark.batch.formats import ShardFormat
from earmark.batch.locations import Folder
from earmark.batch.record import Record
from earmark.batch.totals import Totals
from earmark.errors import ManifestError

SHARD_ROWS = 100  # about half a minute on one core: what a kill may cost, and how often a file is written
DONE, TIMES = ".done", ".times.json"
RUN, SUMMARY = "run.json", "summary.json"
_NAME = re.compile(r"part-(\d{6,})\.(jsonl|parquet)")


@dataclass(frozen=True)
class Mark:
    """Says that a shard is complete, and of which rows it was made."""

    digests: tuple[str, ...]  # of its rows
    size: int  # bytes of the shard
    totals: Totals

    @property
    def rows(self) -> int:
        """Number of its rows."""
        return len(self.digests)

    @property
    def failed(self) -> int:
        """Rows that failed."""
        return self.totals.failed


@dataclass(frozen=True)
class Shards:
    """The shards in an output folder."""

    folder: Folder
    format: ShardFormat
    rows: int  # of a shard, but for the last

    def name(self, shard: int) -> str:
        """The file of a shard."""
        return f"part-{shard:06d}{self.format.suffix}"

    def done(self) -> frozenset[int]:
        """The numbers of shards that have a mark."""
        names = (name.removesuffix(DONE) for name in self.folder.names() if name.endswith(DONE))
        return frozenset(int(m[1]) for name in names if (m := _NAME.fullmatch(name)))

    def mark(self, shard: int) -> Mark | None:
        """The mark of a complete shard; None where it cannot be read: the shard is made again."""
        try:
            told = json.loads(self.folder.read(self.name(shard) + DONE))
            return Mark(tuple(told["digests"]), told["size"], Totals.of_json(told))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def read(self, shard: int, mark: Mark) -> list[Record]:
        """The records of a complete shard.

        Raises:
            ManifestError: the file is not the one that the mark was made for.
        """
        name = self.name(shard)
        try:
            content = self.folder.read(name)
        except OSError:
            content = b""
        if len(content) != mark.size:
            raise ManifestError(
                f"{self.folder.location}/{name} has {len(content)} bytes, its mark says {mark.size}: it was "
                f"changed; remove {name}{DONE} to make it again"
            )
        return self.format.read(content)

    def write(
        self, shard: int, records: Sequence[Record], mark: tuple[Sequence[str], Totals], times: Any
    ) -> None:
        """Write a shard, then the times, then the mark; broken off between them, the shard is made again."""
        digests, totals = mark
        name, content = self.name(shard), self.format.write(records)
        self.folder.remove(name + DONE)
        self.folder.write(name, content)
        self.folder.write(name + TIMES, _lines(times))
        told = {**totals.as_json(), "size": len(content), "digests": list(digests)}
        self.folder.write(name + DONE, _lines(told))

    def clear(self) -> None:
        """Remove every shard, mark and report."""
        for name in self.folder.names():
            stem = name.removesuffix(DONE).removesuffix(TIMES)
            if _NAME.fullmatch(stem) or name in (RUN, SUMMARY):
                self.folder.remove(name)


def _lines(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")
