"""Which optimiser moves which parameter."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from earmark.train.muon import Muon
from earmark.train.options import TrainOptions

ENCODER_SCALE = 0.1  # of the learning rate: pretrained weights are to bend, not to be learned anew


def optimisers(
    layers: nn.Module, options: TrainOptions, encoder: nn.Module | None = None
) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the layers' blocks and AdamW for the rest, or AdamW for everything.

    The encoder was trained with an Adam and stays with one: Muon's equal singular
    values suit weights that grew up with them (Liu et al. 2025, section 3.5).
    """
    matrices: list[nn.Parameter] = []
    rest: list[nn.Parameter] = []
    for name, p in layers.named_parameters():
        in_block = name.startswith("blocks.")
        is_matrix = p.ndim >= 2 and "depthwise" not in name
        (matrices if in_block and is_matrix and options.optimizer == "muon" else rest).append(p)
    groups: list[dict[str, Any]] = [{"params": rest}]
    if encoder is not None:
        groups.append({"params": list(encoder.parameters()), "scale": ENCODER_SCALE})
    adamw = torch.optim.AdamW(
        groups, lr=options.lr, betas=(0.9, 0.98), weight_decay=options.weight_decay, fused=True
    )
    return [Muon(matrices, lr=options.lr, weight_decay=options.weight_decay), adamw] if matrices else [adamw]


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """The learning rate of every group, times the group's own scale."""
    for group in optimiser.param_groups:
        group["lr"] = rate * group.get("scale", 1.0)
