"""Engine: takes rows and gives answers, in any order; it knows no shards and writes no files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from earmark.batch.record import Answer
from earmark.batch.row import Row
from earmark.errors import EarmarkError


class WorkerDied(EarmarkError):
    """Raised for a row whose worker died each time: too little memory, or a file that crashes a library."""


@dataclass(frozen=True)
class Prepared:
    """What is known of the recognizer once it is loaded."""

    fingerprint: Mapping[str, Any]
    entries: tuple[str, ...]  # of the run's list
    remarks: tuple[str, ...]  # on the model and the list, for people


class Engine(Protocol):
    """Runs the workers."""

    workers: int  # that run at most; 0 where that is not known

    def start(self) -> None:
        """Begin to load the recognizer, without waiting for it."""

    def prepare(self) -> Prepared:
        """Wait until the recognizer is loaded.

        Raises:
            EarmarkError: the model, an option or the list cannot be used.
        """

    def run(self, rows: Iterable[Row], count: int) -> Iterator[Answer]:
        """Yield the answer to each of ``count`` rows, in any order. Closing it stops the workers."""

    def close(self) -> None:
        """Stop everything at once."""
