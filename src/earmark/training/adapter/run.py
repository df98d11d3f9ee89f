"""One run in one folder under a wall-clock budget: ``checkpoint.pt``, ``log.jsonl``, ``options.json``."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from tqdm import tqdm

from earmark.training.adapter.batches import AdapterBatches
from earmark.training.adapter.network import Adapter
from earmark.training.adapter.objective import Losses, losses
from earmark.training.checkpoint import CHECKPOINT, OPTIONS, fill, read_checkpoint, write_checkpoint

SCALES = ("scale", "copy_scale", "whole_entry", "neighbours")
SCALE_RATE = 5.0  # of the usual rate: everything waits for these few
PARTS = ("ctc", "inside", "spelt", "outside", "moved")


@dataclass(frozen=True)
class RunOptions:
    """One run; the rate follows the share of the budget that is used, as for the base model."""

    budget: float  # seconds of wall clock, all resumed parts together
    lr: float = 2e-3  # peak, AdamW
    warmup: float = 0.02  # share of the budget
    decay: float = 0.5  # last share of the budget, linear to zero
    weight_decay: float = 0.01
    clip: float = 1.0  # gradient norm
    save_every: float = 120.0  # seconds
    log_every: float = 60.0  # seconds
    device: str = "cpu"


class AdapterRun:
    """Trains an adapter; started again on the same folder it goes on where it stopped."""

    def __init__(self, folder: Path, options: RunOptions, adapter: Adapter, batches: AdapterBatches) -> None:
        self.folder, self.options, self.batches = folder, options, batches
        self.adapter = adapter.to(options.device)
        decayed = [p for p in adapter.parameters() if p.ndim > 1]
        scales = [getattr(adapter, name) for name in SCALES]
        plain = [p for name, p in adapter.named_parameters() if p.ndim <= 1 and name not in SCALES]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": decayed, "rate": 1.0},
                {"params": plain, "rate": 1.0, "weight_decay": 0.0},
                {"params": scales, "rate": SCALE_RATE, "weight_decay": 0.0},
            ],
            lr=options.lr, betas=(0.9, 0.98), weight_decay=options.weight_decay,
        )  # fmt: skip
        self.step, self.elapsed, self.speech = 0, 0.0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / CHECKPOINT).is_file():
            self._load()
        (folder / OPTIONS).write_text(
            json.dumps({"run": asdict(options), "adapter": asdict(adapter.options)}, indent=1),
            encoding="utf-8",
        )

    def run(self) -> None:
        """Train until the budget is used, saving on the way and at the end, whatever ends it."""
        started, base = time.monotonic(), self.elapsed
        saved = logged = self.elapsed
        parts: list[list[float]] = []
        bar = tqdm(total=round(self.options.budget), initial=round(base), unit="s", mininterval=30)
        try:
            while self.elapsed < self.options.budget:
                parts.append(self.update())
                self.elapsed = base + time.monotonic() - started
                bar.update(round(self.elapsed) - bar.n)
                if self.elapsed - saved > self.options.save_every:
                    self.save()
                    saved = self.elapsed
                if self.elapsed - logged > self.options.log_every:
                    self._log(parts)
                    parts, logged = [], self.elapsed
        finally:
            self.save()
        self._log(parts)

    def update(self) -> list[float]:
        """One optimiser step; the parts of the loss."""
        self.adapter.train()
        for group in self.optimiser.param_groups:
            group["lr"] = self.options.lr * group["rate"] * self._schedule()
        batch = self.batches.batch(self.step).to(self.options.device)
        log_probs, attention = self.adapter(batch.inputs, batch.valid, batch.entries)
        found: Losses = losses(batch, log_probs, attention)
        self.optimiser.zero_grad(set_to_none=True)
        found.total.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.adapter.parameters(), self.options.clip)
        self.optimiser.step()
        self.step += 1
        self.speech += float(batch.frames.sum()) * self.batches.step
        return [float(getattr(found, part).detach()) for part in PARTS]

    def save(self) -> None:
        """Write everything that the next step depends on."""
        state: dict[str, Any] = {
            "model": self.adapter.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "elapsed": self.elapsed,
            "speech": self.speech,
        }
        write_checkpoint(self.folder, state)

    def _load(self) -> None:
        state = read_checkpoint(self.folder, self.options.device)
        fill(self.adapter, state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.elapsed, self.speech = state["step"], state["elapsed"], state["speech"]

    def _schedule(self) -> float:
        """Factor on the peak rate."""
        options = self.options
        progress = self.elapsed / options.budget
        rise = min(1.0, (progress + 1e-3) / options.warmup) if options.warmup else 1.0
        fall = min(1.0, (1.0 - progress) / options.decay) if options.decay else 1.0
        return max(0.01, min(rise, fall))

    def _log(self, parts: list[list[float]]) -> None:
        means = [sum(column) / len(column) for column in zip(*parts, strict=True)] or [0.0] * len(PARTS)
        row: dict[str, float] = {
            "minutes": round(self.elapsed / 60, 1), "step": self.step, "hours": round(self.speech / 3600, 2)
        }  # fmt: skip
        row |= {part: round(mean, 4) for part, mean in zip(PARTS, means, strict=True)}
        row["copy"] = round(float(self.adapter.copy_scale.detach()), 4)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
        tqdm.write(json.dumps(row))
