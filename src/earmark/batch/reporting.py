"""Reporter: what a run says of its progress."""

from __future__ import annotations

from typing import Protocol

from earmark.batch.record import Answer
from earmark.batch.survey import Survey


class Reporter(Protocol):
    """Is called as a run goes on, from the process that began it."""

    def prepared(self, remarks: tuple[str, ...]) -> None:
        """The recognizer is loaded; remarks on the model and the list."""

    def begin(self, survey: Survey, workers: int) -> None:
        """Everything was read and compared; work begins."""

    def row(self, answer: Answer) -> None:
        """A row is done."""

    def stopping(self) -> None:
        """Shards in work are finished, then the run ends."""

    def end(self) -> None:
        """The last shard is written."""


class Silent:
    """Says nothing."""

    def prepared(self, remarks: tuple[str, ...]) -> None:
        """Say nothing."""

    def begin(self, survey: Survey, workers: int) -> None:
        """Say nothing."""

    def row(self, answer: Answer) -> None:
        """Say nothing."""

    def stopping(self) -> None:
        """Say nothing."""

    def end(self) -> None:
        """Say nothing."""
