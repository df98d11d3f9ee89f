"""Run: rows out, answers in, shards written; broken off at any time, it goes on where it was."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from earmark.batch.begun import BegunShard
from earmark.batch.engines.engine import Engine
from earmark.batch.lists import ListDigests
from earmark.batch.manifests import Manifest
from earmark.batch.record import Answer, Record
from earmark.batch.reporting import Reporter
from earmark.batch.row import Row
from earmark.batch.shards import Shards
from earmark.batch.stopping import Stopping
from earmark.batch.survey import Survey, by_shard
from earmark.batch.totals import Totals

TOO_MANY = "more rows failed than --max-failures allows"


@dataclass
class Run:
    """One run over a manifest that was surveyed."""

    manifest: Manifest
    shards: Shards
    digests: ListDigests
    survey: Survey
    engine: Engine
    reporter: Reporter
    stopping: Stopping
    retry_failed: bool = False
    max_failures: int | None = None  # rows of all runs together; None for any number
    now: Totals = field(default_factory=Totals)  # rows transcribed in this run
    written: Totals = field(default_factory=Totals)  # rows of shards written in this run
    working_seconds: float = 0.0
    _begun: dict[int, BegunShard] = field(default_factory=dict)

    def work(self) -> None:
        """Transcribe all that is left, or until it is stopped; then shards in work are finished."""
        started, began = time.time(), math.inf  # the first row begins when the engine is up
        answers = self.engine.run(self._rows(), self.survey.left)
        try:
            for answer in answers:
                self._take(answer)
                now = time.time()
                said = answer.began or now  # 0 of a row whose workers died
                began = min(began, max(started, min(said, now)))  # clocks of other machines may be wrong
                self.working_seconds = now - began
                if self.stopping.asked and not any(one.in_work for one in self._begun.values()):
                    break
        finally:
            close = getattr(answers, "close", None)
            if close is not None:
                close()

    def _rows(self) -> Iterator[Row]:
        """Yield rows without a record; shards that are complete are passed over."""
        for number, rows in by_shard(self.manifest, self.shards.rows):
            if self.stopping.asked:
                return
            if number not in self.survey.complete:
                yield from self._of_shard(number, rows)
        if not self.survey.rows and 0 not in self.survey.complete:
            self._finish(BegunShard(0, 0, closed=True))

    def _of_shard(self, number: int, rows: Iterator[Row]) -> Iterator[Row]:
        begun = self._begun[number] = BegunShard(number, number * self.shards.rows)
        known = self._known(number, begun)
        for place, row in enumerate(rows):
            begun.add_row(row.digest(self.digests(row)))
            record = known.get(place)
            if record is not None:
                begun.keep(place, record)
            else:
                yield row
        begun.closed = True
        self._finish_if_complete(begun)

    def _known(self, number: int, begun: BegunShard) -> dict[int, Record]:
        """Records of a shard that has grown, or of which failed rows are tried again; by place."""
        mark = self.shards.mark(number) if number in self.shards.done() else None
        if mark is None:
            return {}
        kept = dict(enumerate(self.shards.read(number, mark)))
        if self.retry_failed:
            failed = [place for place, record in kept.items() if record["error_class"] is not None]
            begun.earlier = {place: kept.pop(place)["attempts"] for place in failed}
        for entry, counts in mark.totals.entries.items():
            begun.totals.entries[entry] = [counts[0], 0, 0]  # what was considered stands in the mark alone
        return kept

    def _take(self, answer: Answer) -> None:
        begun = self._begun[answer.number // self.shards.rows]
        begun.take(answer)
        self.now.answer(answer)
        self.reporter.row(answer)
        self._finish_if_complete(begun)
        failed = self.survey.done.failed + self.now.failed
        if self.max_failures is not None and failed > self.max_failures:
            self.stopping.ask(TOO_MANY)

    def _finish_if_complete(self, begun: BegunShard) -> None:
        if begun.complete:
            self._finish(begun)
            del self._begun[begun.number]

    def _finish(self, begun: BegunShard) -> None:
        mark = begun.hex_digests(), begun.totals
        self.shards.write(begun.number, begun.in_order(), mark, begun.times_in_order())
        self.written.add(begun.totals)
