"""Training of the layers above the phone encoder under a wall-clock budget.

The learning rate follows the share of the budget that is used up, so that a run
of 20 minutes and one of 20 hours both end annealed. A checkpoint holds everything
that the next step depends on; a run resumed from it takes the steps that the
uninterrupted run would have taken (exactly so with ``helpers=0``).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import sentencepiece
import torch
from tqdm import tqdm

from earmark.errors import ModelError
from earmark.train.batches import BatchSampler, MaskOptions
from earmark.train.cache import FeatureCache
from earmark.train.gradient import backward, ctc_losses
from earmark.train.helper import GradientHelper
from earmark.train.model import ModelOptions, SubwordLayers
from earmark.train.muon import Muon
from earmark.train.score import greedy_wer


@dataclass(frozen=True)
class TrainOptions:
    """One training run; defaults are those of the bundled model."""

    budget: float  # seconds of wall clock, all resumed parts together
    batch_seconds: float = 90.0  # of speech: small batches win while updates are what is scarce
    lr: float = 3e-3  # peak, both optimisers (Muon's updates are scaled to AdamW's size)
    warmup: float = 0.02  # share of the budget
    decay: float = 0.4  # last share of the budget, linear to zero: WSD schedule (Hu et al. 2024)
    weight_decay: float = 0.01
    clip: float = 5.0  # gradient norm
    optimizer: str = "muon"  # or "adamw"
    evaluate_every: float = 600.0  # seconds
    save_every: float = 120.0  # seconds
    seed: int = 1
    helpers: int = 0  # extra processes that add gradients of one step ago
    bf16: bool = True


def schedule(progress: float, options: TrainOptions) -> float:
    """Factor on the peak learning rate when ``progress`` (0..1) of the budget is used."""
    rise = min(1.0, progress / options.warmup) if options.warmup else 1.0
    fall = min(1.0, (1.0 - progress) / options.decay) if options.decay else 1.0
    return max(0.0, min(rise, fall))


def optimisers(model: SubwordLayers, options: TrainOptions) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the blocks and AdamW for the rest, or AdamW for everything."""
    matrices: list[torch.nn.Parameter] = []
    rest: list[torch.nn.Parameter] = []
    for name, p in model.named_parameters():
        in_block = name.split(".")[0] in {"before", "inner", "after"}
        is_matrix = p.ndim >= 2 and "depthwise" not in name
        (matrices if in_block and is_matrix and options.optimizer == "muon" else rest).append(p)
    adamw = torch.optim.AdamW(
        rest, lr=options.lr, betas=(0.9, 0.98), weight_decay=options.weight_decay, fused=True
    )
    return [Muon(matrices, lr=options.lr, weight_decay=options.weight_decay), adamw] if matrices else [adamw]


class Trainer:
    """One run in one folder: ``checkpoint.pt``, ``log.jsonl``, ``options.json``."""

    def __init__(
        self,
        folder: Path,
        options: TrainOptions,
        model_options: ModelOptions,
        tokenizer_path: Path,
        train: Sequence[tuple[FeatureCache, float]],
        dev: Sequence[FeatureCache],
        device: str = "cpu",
    ) -> None:
        torch.manual_seed(options.seed)
        self.folder, self.options, self.dev, self.device = folder, options, dev, device
        self.tokenizer = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer_path))
        self.model = SubwordLayers(model_options).to(device)
        self.optimisers = optimisers(self.model, options)
        self.sampler = BatchSampler(
            [c for c, _ in train],
            [w for _, w in train],
            self.tokenizer,
            options.batch_seconds,
            MaskOptions(),
            options.seed,
        )
        self.step, self.elapsed, self.speech = 0, 0.0, 0.0
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "options.json").write_text(
            json.dumps({"train": asdict(options), "model": asdict(model_options)}, indent=1)
        )
        if (folder / "checkpoint.pt").is_file():
            self.load()

    def run(self) -> None:
        """Train until the budget is used, saving and evaluating on the way."""
        options = self.options
        started, base = time.monotonic(), self.elapsed
        saved = evaluated = self.elapsed
        helpers = [GradientHelper(self.model, self.sampler, options, n + 1) for n in range(options.helpers)]
        bar = tqdm(total=round(options.budget), initial=round(base), unit="s", mininterval=30)
        losses: list[float] = []
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
            self.save()
        self.evaluate(losses)

    def update(self, helpers: Sequence[GradientHelper] = ()) -> float:
        """One optimiser step; the loss in nats per token."""
        self.model.train()
        factor = schedule(self.elapsed / self.options.budget, self.options)
        # helpers walk the same endless list of batches, each with its own stride
        batch = self.sampler.batch(self.step * (1 + self.options.helpers))
        loss = ctc_losses(self.model, batch, self.device, self.options.bf16)
        for optimiser in self.optimisers:
            optimiser.zero_grad(set_to_none=True)
        backward(loss)
        self.speech += batch.seconds
        for helper in helpers:
            self.speech += helper.add_to(self.model, batch.seconds)
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.options.clip)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = self.options.lr * factor
            optimiser.step()
        for helper in helpers:
            helper.publish(self.model, self.step)
        self.step += 1
        return float(loss.detach())

    def evaluate(self, losses: Sequence[float]) -> dict[str, float]:
        """Greedy WER on every development cache, appended to ``log.jsonl``."""
        row: dict[str, float] = {
            "minutes": round(self.elapsed / 60, 1),
            "step": self.step,
            "hours": round(self.speech / 3600, 2),
            "loss": round(sum(losses) / max(1, len(losses)), 4),
        }
        for cache in self.dev:
            row[cache.name] = round(greedy_wer(self.model, cache, self.tokenizer, self.device), 4)
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(row) + "\n")
        tqdm.write(json.dumps(row))
        return row

    def save(self) -> None:
        """Write ``checkpoint.pt`` in one go: a full disk or a kill never leaves half a file."""
        state = {
            "model": self.model.state_dict(),
            "optimisers": [o.state_dict() for o in self.optimisers],
            "step": self.step,
            "elapsed": self.elapsed,
            "speech": self.speech,
        }
        part = self.folder / "checkpoint.part"
        torch.save(state, part)
        os.replace(part, self.folder / "checkpoint.pt")

    def load(self) -> None:
        """Continue from ``checkpoint.pt``."""
        state = torch.load(self.folder / "checkpoint.pt", map_location=self.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.step, self.elapsed, self.speech = state["step"], state["elapsed"], state["speech"]


def load_layers(folder: Path) -> SubwordLayers:
    """The trained layers of a run, ready for export.

    Raises:
        ModelError: the folder holds no run.
    """
    checkpoint, options = folder / "checkpoint.pt", folder / "options.json"
    if not checkpoint.is_file() or not options.is_file():
        raise ModelError(f"{folder} holds no training run: expected checkpoint.pt and options.json there")
    sizes = json.loads(options.read_text(encoding="utf-8"))["model"]
    layers = SubwordLayers(ModelOptions(**{**sizes, "taps": tuple(sizes["taps"])}))
    layers.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True)["model"])
    return layers.eval()
