"""Local engine: worker processes of one machine, forked from a process that has loaded the recognizer."""

from __future__ import annotations

import contextlib
import os
import signal
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait

from earmark.batch.engines.engine import Prepared, WorkerDied
from earmark.batch.engines.nursery_process import NurseryProcess
from earmark.batch.recipe import Recipe
from earmark.batch.record import Answer, record_of_error
from earmark.batch.row import Row
from earmark.batch.row_audio import content_here
from earmark.batch.transcribing import ATTEMPTS
from earmark.checks import check_whole
from earmark.errors import EarmarkError, OptionsError

MOST_WORKERS = 1024
AHEAD = 3  # rows that a worker has: one in work, others fetched meanwhile
DEATHS = 3  # of workers at one row, after which the row fails


@dataclass(eq=False)
class _Worker:
    """One worker and the rows that it has, the oldest first."""

    connection: Connection
    pid: int
    rows: deque[Row] = field(default_factory=deque)


class LocalEngine:
    """Runs workers on this machine."""

    def __init__(self, recipe: Recipe, workers: int | None = None, attempts: int = ATTEMPTS) -> None:
        """Describe the engine; nothing runs before :meth:`start`.

        Raises:
            OptionsError: the number of workers is out of range, or the system cannot fork.
        """
        if not hasattr(os, "fork"):
            raise OptionsError("the local engine forks its workers, this system cannot: use --engine ray")
        asked = len(os.sched_getaffinity(0)) if workers is None else workers
        self.workers = check_whole("the number of workers", asked, 1, MOST_WORKERS)
        self._recipe, self._attempts = recipe.with_absolute_paths(), attempts
        self._nursery: NurseryProcess | None = None  # that makes the next worker
        self._others: list[NurseryProcess] = []  # that load, or have become workers
        self._workers: list[_Worker] = []

    def start(self) -> None:
        """Begin to load the recognizer in a process of its own."""
        self._nursery = self._started()

    def prepare(self) -> Prepared:
        """Wait until the recognizer is loaded.

        Raises:
            EarmarkError: the model, an option or the list cannot be used, or the process died.
        """
        if self._nursery is None:
            self.start()
        assert self._nursery is not None
        return self._nursery.wait()

    def run(self, rows: Iterable[Row], count: int) -> Iterator[Answer]:
        """Yield answers as they come; workers that die are replaced, and their rows given to others."""
        waiting, given, deaths = deque[Row](), iter(rows), Counter[int]()
        try:
            self._begin(min(self.workers, max(count, 1)))
            while True:
                self._feed(waiting, given)
                busy = {worker.connection: worker for worker in self._workers if worker.rows}
                if not busy:
                    return
                for connection in wait(list(busy)):
                    worker = busy[connection]  # type: ignore[index]
                    try:
                        answer = worker.connection.recv()
                    except (EOFError, OSError):
                        yield from self._bury(worker, waiting, deaths)
                        continue
                    worker.rows.popleft()
                    yield answer
        finally:
            self.close()

    def close(self) -> None:
        """Stop every process at once."""
        for worker in self._workers:
            worker.connection.close()
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
        for nursery in [*self._others, *([] if self._nursery is None else [self._nursery])]:
            nursery.stop()
        self._workers, self._others, self._nursery = [], [], None

    def _feed(self, waiting: deque[Row], given: Iterator[Row]) -> None:
        """Give rows to workers that have fewer than they may, one at a time, so that all have some."""
        for _ in range(AHEAD):
            for worker in [w for w in self._workers if len(w.rows) < AHEAD]:
                row = waiting.popleft() if waiting else next(given, None)
                if row is None:
                    return
                worker.rows.append(row)
                try:
                    worker.connection.send((row, content_here(row)))
                except OSError:
                    return  # it has died; receiving from it says so

    def _bury(self, worker: _Worker, waiting: deque[Row], deaths: Counter[int]) -> Iterator[Answer]:
        """Replace a dead worker; yield the answer to a row at which too many have died."""
        worker.connection.close()
        self._workers.remove(worker)
        first = worker.rows.popleft()  # the row in work
        deaths[first.number] += 1
        waiting.extendleft(reversed(worker.rows))
        if deaths[first.number] >= DEATHS:
            error = WorkerDied(
                f"{DEATHS} workers died on this row: the memory is too small for it, or the file crashes a "
                "library; transcribe it alone to see why"
            )
            yield Answer(first.number, record_of_error(first, error, DEATHS))
        else:
            waiting.appendleft(first)
        self._workers.append(self._new_worker())

    def _started(self) -> NurseryProcess:
        return NurseryProcess(self._recipe, self._attempts)

    def _begin(self, count: int) -> None:
        """Make so many workers; where a process cannot be forked, those of all load side by side."""
        if self._nursery is not None and not self._nursery.forks:
            self._others += [self._started() for _ in range(count - 1)]
            loading = deque(self._others)
        else:
            loading = deque()
        for _ in range(count):
            if self._nursery is None:
                self._nursery = loading.popleft()
                self._others.remove(self._nursery)
                self._nursery.wait()
            self._workers.append(self._new_worker())

    def _new_worker(self) -> _Worker:
        """A new worker; the recognizer is loaded again where its process has died."""
        for _ in range(2):
            try:
                if self._nursery is None:
                    self.prepare()
                assert self._nursery is not None
                worker = _Worker(*self._nursery.worker())
            except (EOFError, OSError):
                if self._nursery is not None:
                    self._nursery.stop()
                    self._nursery = None
                continue
            if not self._nursery.forks:
                self._others.append(self._nursery)
                self._nursery = None
            return worker
        raise EarmarkError("workers cannot be started: the process that holds the recognizer dies each time")
