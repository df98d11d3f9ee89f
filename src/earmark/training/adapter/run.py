"""Train an adapter under a wall-clock budget."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import nn

from earmark.training.adapter.batches import AdapterBatches
from earmark.training.adapter.network import Adapter
from earmark.training.adapter.objective import losses
from earmark.training.budget import BudgetedRun
from earmark.training.checkpoint import CHECKPOINT, OPTIONS, fill, read_checkpoint, write_checkpoint
from earmark.training.objective import backward
from earmark.training.options import schedule

SCALES = ("scale", "copy_scale", "whole_entry", "neighbours")
SCALE_RATE = 5.0  # of the usual rate: all else depends on these few parameters
LEAST_RATE = 0.01  # of the peak, at both ends of the schedule
PARTS = ("ctc", "inside", "spelt", "outside", "moved")


@dataclass(frozen=True)
class RunOptions:
    """A run; the learning rate follows the used share of the budget, as for the base model."""

    budget: float  # seconds of wall clock, all resumed parts together
    lr: float = 2e-3  # peak, AdamW
    warmup: float = 0.02  # share of the budget
    decay: float = 0.5  # last share of the budget, linear to zero
    weight_decay: float = 0.01
    clip: float = 1.0  # gradient norm
    save_every: float = 120.0  # seconds
    log_every: float = 60.0  # seconds
    device: str = "cpu"


class AdapterRun(BudgetedRun[list[float]]):
    """Trains an adapter; started again on the same folder it goes on where it stopped."""

    def __init__(self, folder: Path, options: RunOptions, adapter: Adapter, batches: AdapterBatches) -> None:
        super().__init__(folder, options.budget, options.save_every, options.log_every)
        self.options, self.batches = options, batches
        self.adapter = adapter.to(options.device)
        self.optimiser = _optimiser(adapter, options)
        if (folder / CHECKPOINT).is_file():
            self._load()
        (folder / OPTIONS).write_text(
            json.dumps({"run": asdict(options), "adapter": asdict(adapter.options)}, indent=1),
            encoding="utf-8",
        )

    def update(self) -> list[float]:
        """Take one optimiser step; the parts of the loss."""
        self.adapter.train()
        options = self.options
        factor = max(LEAST_RATE, schedule(self.progress, options.warmup, options.decay))
        for group in self.optimiser.param_groups:
            group["lr"] = options.lr * group["rate"] * factor
        batch = self.batches.batch(self.step).to(options.device)
        log_probs, attention = self.adapter(batch.inputs, batch.valid, batch.entries)
        parts = losses(batch, log_probs, attention)
        self.optimiser.zero_grad(set_to_none=True)
        backward(parts.total)
        nn.utils.clip_grad_norm_(self.adapter.parameters(), options.clip)
        self.optimiser.step()
        self.step += 1
        self.speech += float(batch.frames.sum()) * self.batches.step
        return [float(getattr(parts, part).detach()) for part in PARTS]

    def save(self) -> None:
        """Write everything that the next step depends on."""
        write_checkpoint(
            self.folder,
            {
                "model": self.adapter.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "step": self.step,
                "elapsed": self.elapsed,
                "speech": self.speech,
            },
        )

    def _load(self) -> None:
        state = read_checkpoint(self.folder, self.options.device)
        fill(self.adapter, state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.elapsed, self.speech = state["step"], state["elapsed"], state["speech"]

    def report(self, updates: Sequence[Sequence[float]]) -> None:
        """Log the mean of each part of the loss."""
        means = [sum(column) / len(column) for column in zip(*updates, strict=True)] or [0.0] * len(PARTS)
        figures = {part: round(mean, 4) for part, mean in zip(PARTS, means, strict=True)}
        self.log(figures | {"copy": round(float(self.adapter.copy_scale.detach()), 4)})


def _optimiser(adapter: Adapter, options: RunOptions) -> torch.optim.AdamW:
    """AdamW that decays matrices alone and moves the few scales faster."""
    named = dict(adapter.named_parameters())
    groups = [
        {"params": [p for p in named.values() if p.ndim > 1], "rate": 1.0},
        {
            "params": [p for name, p in named.items() if p.ndim <= 1 and name not in SCALES],
            "rate": 1.0,
            "weight_decay": 0.0,
        },
        {"params": [named[name] for name in SCALES], "rate": SCALE_RATE, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=options.lr, betas=(0.9, 0.98), weight_decay=options.weight_decay)
