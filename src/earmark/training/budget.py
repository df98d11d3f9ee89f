"""Run updates until a wall-clock budget is used up, saving and reporting on the way."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Generic, TypeVar

from tqdm import tqdm

LOG = "log.jsonl"

Update = TypeVar("Update")


class BudgetedRun(ABC, Generic[Update]):
    """A run in its folder, which holds checkpoint and ``log.jsonl``.

    The schedule follows the share of the budget that is used, so that a run of 20 minutes and one of 20 hours
    both end annealed. ``Update`` is the type of an update's losses.
    """

    def __init__(self, folder: Path, budget: float, save_every: float, report_every: float) -> None:
        """Prepare a run; all times in seconds."""
        self.folder, self.budget = folder, budget
        self.save_every, self.report_every = save_every, report_every
        self.step, self.elapsed, self.speech = 0, 0.0, 0.0  # updates, seconds of wall clock, of speech
        folder.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def update(self) -> Update:
        """Take one optimiser step and return its losses."""

    @abstractmethod
    def report(self, updates: Sequence[Update]) -> None:
        """Log the updates since the last report."""

    @abstractmethod
    def save(self) -> None:
        """Write everything that the next step depends on."""

    @property
    def progress(self) -> float:
        """Share of the budget that is used."""
        return self.elapsed / self.budget

    def run(self) -> None:
        """Train until the budget is used, and save whatever ends the run."""
        started, base = time.monotonic(), self.elapsed
        saved = reported = self.elapsed
        bar = tqdm(total=round(self.budget), initial=round(base), unit="s", mininterval=30)
        updates: list[Update] = []
        try:
            while self.elapsed < self.budget:
                updates.append(self.update())
                self.elapsed = base + time.monotonic() - started
                bar.update(round(self.elapsed) - bar.n)
                if self.elapsed - saved > self.save_every:
                    self.save()
                    saved = self.elapsed
                if self.elapsed - reported > self.report_every:
                    self.report(updates)
                    updates, reported = [], self.elapsed
        finally:
            self.save()
        self.report(updates)

    def log(self, figures: Mapping[str, float]) -> None:
        """Append a row to ``log.jsonl`` and print it."""
        row = {
            "minutes": round(self.elapsed / 60, 1),
            "step": self.step,
            "hours": round(self.speech / 3600, 2),
            **figures,
        }
        with (self.folder / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
        tqdm.write(json.dumps(row))
