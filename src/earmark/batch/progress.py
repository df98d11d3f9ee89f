"""Progress: files, hours, RTFx, failures and the time left, on standard error."""

from __future__ import annotations

import sys
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from earmark.batch.record import Answer
from earmark.batch.survey import Survey

EVERY = 0.5  # seconds between two drawings in a terminal
EVERY_LINE = 30.0  # seconds between two lines in a log


class ProgressBar:
    """Draws a bar in a terminal, and writes a line now and then into a log. It starts no thread."""

    def __init__(self, quiet: bool = False) -> None:
        self._console = Console(file=sys.stderr, quiet=quiet)
        columns = (
            BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"), TimeRemainingColumn(),
            TextColumn("left"),
        )  # fmt: skip
        self._bar = Progress(*columns, console=self._console, auto_refresh=False)
        self._task = self._bar.add_task("", total=None, told="")
        self._started = self._drawn = 0.0
        self._rows = self._done_before = self._done = self._failed = 0
        self._seconds = 0.0  # of audio

    def prepared(self, remarks: tuple[str, ...]) -> None:
        """Say what is not used of the model and the list, or not as it was given."""
        for remark in remarks:
            self._say(f"warning: {remark}")

    def begin(self, survey: Survey, workers: int) -> None:
        """Show what there is to do."""
        self._started = self._drawn = time.monotonic()
        self._rows, self._done_before = survey.rows, survey.done.rows
        self._failed = survey.done.failed
        known = f", {survey.done.rows} of them done before" if survey.done.rows else ""
        by = f" by {workers} workers" if workers else ""
        self._say(f"{survey.rows} rows{known}; {survey.left} to do{by}")
        self._bar.update(self._task, total=survey.rows, completed=survey.done.rows)
        if self._console.is_terminal:
            self._bar.start()

    def row(self, answer: Answer) -> None:
        """Count a row."""
        self._done += 1
        self._failed += answer.record["error_class"] is not None
        self._seconds += answer.record["audio_seconds"] or 0.0
        now, every = time.monotonic(), EVERY if self._console.is_terminal else EVERY_LINE
        if now - self._drawn >= every:
            self._drawn = now
            self._draw(now)

    def stopping(self) -> None:
        """Say what Ctrl-C does."""
        self._say("finishing the shards in work; press Ctrl-C again to stop at once")

    def end(self) -> None:
        """Draw the last state."""
        if self._console.is_terminal:
            self._draw(time.monotonic())
            self._bar.stop()

    def _draw(self, now: float) -> None:
        taken = max(now - self._started, 1e-9)
        told = f"{self._seconds / 3600:.2f} h, RTFx {self._seconds / taken:.1f}, {self._failed} failed"
        done = self._done_before + self._done
        if self._console.is_terminal:
            self._bar.update(self._task, completed=done, told=told)
            self._bar.refresh()
            return
        left = (self._rows - done) * taken / max(self._done, 1)
        self._say(f"{done} of {self._rows} rows, {told}, {left / 60:.0f} minutes left")

    def _say(self, sentence: str) -> None:
        self._console.print(f"earmark: {sentence}", markup=False, highlight=False, soft_wrap=True)
