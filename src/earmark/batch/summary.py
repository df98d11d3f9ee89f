"""Summary: what came of a whole run, and what became of every entry."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from earmark.batch.lists import read_list
from earmark.batch.locations import Folder, joined
from earmark.batch.shards import SUMMARY
from earmark.batch.survey import Listed
from earmark.batch.totals import CONSIDERED, REJECTED, WRITTEN, Totals
from earmark.errors import WordListError


@dataclass(frozen=True)
class EntryCount:
    """Use of one entry over all rows."""

    listed: int  # rows whose list has it
    considered: int  # rows in which it stood in a hypothesis that was compared
    written: int  # times in a transcript
    rejected: int  # times that verification took it out


@dataclass(frozen=True)
class Summary:
    """What came of a run and of those before it."""

    rows: int  # of the manifest
    done: int  # rows that have a record
    failures: Mapping[str, int]  # rows by class of error
    audio_seconds: float  # of rows that did not fail
    transcribed_now: int  # rows, in this run
    audio_seconds_now: float
    wall_seconds: float  # of this run, from its start
    working_seconds: float  # from the first row that was begun to the last answer
    workers: int
    entries: Mapping[str, EntryCount]
    stopped: str | None = None  # why the run ended before the last row

    @property
    def failed(self) -> int:
        """Rows that failed."""
        return sum(self.failures.values())

    @property
    def complete(self) -> bool:
        """Whether every row has a record."""
        return self.done == self.rows

    @property
    def rtfx(self) -> float | None:
        """Seconds of audio for each second of work in this run; None where nothing was done."""
        return self.audio_seconds_now / self.working_seconds if self.working_seconds > 0 else None

    def to_dict(self) -> dict[str, Any]:
        """The object in summary.json."""
        return {
            "rows": self.rows,
            "done": self.done,
            "failed": self.failed,
            "failures": dict(self.failures),
            "hours": round(self.audio_seconds / 3600, 4),
            "this_run": {
                "rows": self.transcribed_now,
                "hours": round(self.audio_seconds_now / 3600, 4),
                "wall_seconds": round(self.wall_seconds, 2),
                "working_seconds": round(self.working_seconds, 2),
                "rtfx": None if self.rtfx is None else round(self.rtfx, 2),
                "workers": self.workers,
                "stopped": self.stopped,
            },
            "entries": {entry: vars(count) for entry, count in self.entries.items()},
        }

    def write(self, folder: Folder) -> None:
        """Write summary.json."""
        content = json.dumps(self.to_dict(), ensure_ascii=False, indent=1) + "\n"
        folder.write(SUMMARY, content.encode("utf-8", "surrogatepass"))


def entry_counts(
    listed: Listed, folder: str, run_list: Iterable[str], totals: Totals
) -> dict[str, EntryCount]:
    """The use of every entry of every list: the run's list, lists of rows by path, and those in rows.

    Args:
        listed: how often each list was given.
        folder: that relative paths of lists begin at.
        run_list: entries of the run's list.
        totals: of all rows.
    """
    offered: Counter[str] = Counter()
    for entry in run_list:
        offered[entry] += listed.own
    for location, rows in listed.files.items():
        try:
            words = read_list(joined(folder, location))
        except WordListError:
            continue  # its rows have failed and say so
        for word in words:
            offered[word.text] += rows
    offered.update(listed.entries)
    counts = {}
    for entry in dict.fromkeys((*offered, *totals.entries)):
        used = totals.entries.get(entry, [0, 0, 0])
        counts[entry] = EntryCount(offered[entry], used[CONSIDERED], used[WRITTEN], used[REJECTED])
    return counts
