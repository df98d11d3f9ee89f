"""Options of a training run and the learning-rate schedule they make."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class TrainOptions:
    """Options of a training run; defaults are those of the bundled model."""

    budget: float  # seconds of wall clock, all resumed parts together
    batch_seconds: float = 90.0  # of speech: small batches win while updates are what is scarce
    lr: float = 3e-3  # peak, both optimisers (Muon's updates are scaled to AdamW's size)
    warmup: float = 0.02  # share of the budget
    decay: float = 0.4  # last share of the budget, linear to zero: WSD schedule (Hu et al. 2024)
    weight_decay: float = 0.01
    clip: float = 5.0  # gradient norm
    evaluate_every: float = 600.0  # seconds
    save_every: float = 120.0  # seconds
    seed: int = 1
    helpers: int = 0  # extra processes that add gradients of one step ago
    bf16: bool | None = None  # None: where it is multiplied in hardware

    def bf16_on(self, device: str) -> bool:
        """Whether losses are computed in bfloat16 there."""
        return bf16_pays(device) if self.bf16 is None else self.bf16


def bf16_pays(device: str) -> bool:
    """Whether bfloat16 is multiplied in hardware; without, it takes ten times as long as float32."""
    return device != "cpu" or bool(getattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)())


def schedule(progress: float, warmup: float, decay: float) -> float:
    """Factor on the peak learning rate when ``progress`` of the budget is used.

    It rises over the first ``warmup`` and falls to zero over the last ``decay``; all are shares, 0..1.
    """
    rise = min(1.0, progress / warmup) if warmup else 1.0
    fall = min(1.0, (1.0 - progress) / decay) if decay else 1.0
    return max(0.0, min(rise, fall))
