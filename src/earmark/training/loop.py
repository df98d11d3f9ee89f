"""Train a task under a wall-clock budget.

A checkpoint holds everything that the next step depends on; a run resumed from it takes the steps that the
uninterrupted run would have taken (exactly so with ``helpers=0``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Generic

import torch
from torch import Tensor

from earmark.errors import OptionsError
from earmark.training.budget import BudgetedRun
from earmark.training.checkpoint import CHECKPOINT, OPTIONS, read_checkpoint, write_checkpoint
from earmark.training.helper import GradientHelper
from earmark.training.objective import backward
from earmark.training.optimisers import set_rate
from earmark.training.options import TrainOptions, schedule
from earmark.training.task import B, Task


class Trainer(BudgetedRun[Tensor], Generic[B]):
    """A run and its folder: ``checkpoint.pt``, ``log.jsonl``, ``options.json``."""

    def __init__(self, folder: Path, options: TrainOptions, task: Task[B]) -> None:
        if options.helpers and task.device != "cpu":
            raise OptionsError(f"{options.helpers} helpers with {task.device}: helpers are for the CPU alone")
        super().__init__(folder, options.budget, options.save_every, options.evaluate_every)
        self.options, self.task, self.model = options, task, task.model
        self.optimisers = task.optimisers(options)
        self.helpers: list[GradientHelper] = []
        if (folder / CHECKPOINT).is_file():
            self.load()
        (folder / OPTIONS).write_text(
            json.dumps({"train": asdict(options), "model": asdict(task.layers.options)}, indent=1)
        )

    def run(self) -> None:
        """Train until the budget is used, with the helpers beside this process."""
        self.helpers = [GradientHelper(self.task, self.options, n + 1) for n in range(self.options.helpers)]
        try:
            super().run()
        finally:
            for helper in self.helpers:
                helper.stop()

    def update(self) -> Tensor:
        """Take one optimiser step; the loss in nats per token, not waited for on a GPU."""
        self.model.train()
        # helpers walk the same endless list of batches, each with its own stride
        batch = self.task.source.batch(self.step * (1 + self.options.helpers))
        loss = self.task.loss(batch, self.options.bf16_on(self.task.device))
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        backward(loss)
        self.speech += batch.seconds
        for helper in self.helpers:
            self.speech += helper.add_to(self.model, batch.seconds)
        self._move()
        for helper in self.helpers:
            helper.publish(self.model, self.step)
        self.step += 1
        return loss.detach()

    def _move(self) -> None:
        """Apply the gradients at the scheduled rate."""
        factor = schedule(self.progress, self.options.warmup, self.options.decay)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.options.clip)
        for optimiser in self.optimisers:
            set_rate(optimiser, self.options.lr * factor)
            optimiser.step()

    def report(self, updates: Sequence[Tensor]) -> None:
        """Log the mean loss and the greedy WER of every development set."""
        loss = sum(map(float, updates)) / max(1, len(updates))
        self.log({"loss": round(loss, 4), **self.task.error_rates()})

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
        """
        state = read_checkpoint(self.folder, self.task.device)
        self.task.load_state(state)
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step, self.elapsed, self.speech = state["step"], state["elapsed"], state["speech"]
