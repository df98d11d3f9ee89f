"""Training under a wall-clock budget.

The learning rate follows the share of the budget that is used up, so that a run
of 20 minutes and one of 20 hours both end annealed. A checkpoint holds everything
that the next step depends on; a run resumed from it takes the steps that the
uninterrupted run would have taken (exactly so with ``helpers=0``).
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Generic

import torch
from torch import Tensor
from tqdm import tqdm

from earmark.errors import OptionsError
from earmark.training.checkpoint import CHECKPOINT, OPTIONS, read_checkpoint, write_checkpoint
from earmark.training.helper import GradientHelper
from earmark.training.objective import backward
from earmark.training.optimisers import set_rate
from earmark.training.options import TrainOptions, schedule
from earmark.training.prefetch import Prefetcher
from earmark.training.task import B, Task


class Trainer(Generic[B]):
    """One run in one folder: ``checkpoint.pt``, ``log.jsonl``, ``options.json``."""

    def __init__(self, folder: Path, options: TrainOptions, task: Task[B]) -> None:
        if options.helpers and task.device != "cpu":
            raise OptionsError(f"{options.helpers} helpers with {task.device}: helpers are for the CPU alone")
        self.folder, self.options, self.task, self.model = folder, options, task, task.model
        self.optimisers = task.optimisers(options)
        # helpers walk the same endless list of batches, each with its own stride
        self.batches = Prefetcher(task.source, 1 + options.helpers, options.workers)
        self.step, self.elapsed, self.speech = 0, 0.0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / CHECKPOINT).is_file():
            self.load()
        (folder / OPTIONS).write_text(
            json.dumps({"train": asdict(options), "model": asdict(task.layers.options)}, indent=1)
        )

    def run(self) -> None:
        """Train until the budget is used, saving and evaluating on the way."""
        options = self.options
        started, base = time.monotonic(), self.elapsed
        saved = evaluated = self.elapsed
        helpers = [GradientHelper(self.task, options, n + 1) for n in range(options.helpers)]
        bar = tqdm(total=round(options.budget), initial=round(base), unit="s", mininterval=30)
        losses: list[Tensor] = []
        try:
            while self.elapsed < options.budget:
                losses.append(self.update(helpers))
                self.elapsed = base + time.monotonic() - started
                bar.update(round(self.elapsed) - bar.n)
                if self.elapsed - saved > options.save_every:
                    self.save()
                    saved = self.elapsed
                if self.elapsed - evaluated > options.evaluate_every:
                    self.evaluate(losses)
                    losses, evaluated = [], self.elapsed
        finally:
            for helper in helpers:
                helper.stop()
            self.batches.close()
            self.save()
        self.evaluate(losses)

    def update(self, helpers: Sequence[GradientHelper] = ()) -> Tensor:
        """One optimiser step; the loss in nats per token, not waited for on a GPU."""
        self.model.train()
        factor = schedule(self.elapsed / self.options.budget, self.options)
        batch = self.batches.batch(self.step)
        loss = self.task.loss(batch, self.options.bf16_on(self.task.device))
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        backward(loss)
        self.speech += batch.seconds
        for helper in helpers:
            self.speech += helper.add_to(self.model, batch.seconds)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.options.clip)
        for optimiser in self.optimisers:
            set_rate(optimiser, self.options.lr * factor)
            optimiser.step()
        for helper in helpers:
            helper.publish(self.model, self.step)
        self.step += 1
        return loss.detach()

    def evaluate(self, losses: Sequence[Tensor]) -> dict[str, float]:
        """Greedy WER on every development cache, appended to ``log.jsonl``."""
        row: dict[str, float] = {
            "minutes": round(self.elapsed / 60, 1),
            "step": self.step,
            "hours": round(self.speech / 3600, 2),
            "loss": round(sum(map(float, losses)) / max(1, len(losses)), 4),
        }
        row |= self.task.error_rates()
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
        tqdm.write(json.dumps(row))
        return row

    def save(self) -> None:
        """Write everything that the next step depends on."""
        write_checkpoint(
            self.folder,
            {
                **self.task.state(),
                "optimisers": [o.state_dict() for o in self.optimisers],
                "step": self.step,
                "elapsed": self.elapsed,
                "speech": self.speech,
            },
        )

    def load(self) -> None:
        """Continue from the checkpoint.

        Raises:
            ModelError: it is of another kind of run or of another size.
            OptionsError: it is of another optimiser.
        """
        state = read_checkpoint(self.folder, self.task.device)
        self.task.load_state(state)
        if len(self.optimisers) != len(state["optimisers"]):
            raise OptionsError(
                f"{self.folder} was trained with another optimiser than {self.options.optimizer!r}: "
                "give the run's own --optimizer, or choose another --output"
            )
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step, self.elapsed, self.speech = state["step"], state["elapsed"], state["speech"]
