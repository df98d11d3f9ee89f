"""Choose which optimiser moves which parameter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import nn

from earmark.training.conformer import ConformerBlock
from earmark.training.muon import Muon
from earmark.training.options import TrainOptions

PRETRAINED_SCALE = 0.1  # of the learning rate: pretrained weights are to bend, not to be learned anew


def optimisers(
    network: nn.Module, options: TrainOptions, pretrained: Sequence[nn.Parameter] = ()
) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of conformer blocks, AdamW for the rest.

    What comes ``pretrained`` was trained with an Adam and stays with one: Muon's equal singular
    values suit weights that grew up with them (Liu et al. 2025, section 3.5).
    """
    matrices = list(_matrices(network))
    taken = {id(p) for p in (*matrices, *pretrained)}
    groups: list[dict[str, Any]] = [{"params": [p for p in network.parameters() if id(p) not in taken]}]
    if pretrained:
        groups.append({"params": list(pretrained), "scale": PRETRAINED_SCALE})
    adamw = torch.optim.AdamW(
        groups, lr=options.lr, betas=(0.9, 0.98), weight_decay=options.weight_decay, fused=True
    )
    return [Muon(matrices, lr=options.lr, weight_decay=options.weight_decay), adamw]


def _matrices(network: nn.Module) -> Iterator[nn.Parameter]:
    for block in network.modules():
        if isinstance(block, ConformerBlock):
            yield from (p for n, p in block.named_parameters() if p.ndim >= 2 and "depthwise" not in n)


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """Set the learning rate of every group, times the group's own scale."""
    for group in optimiser.param_groups:
        group["lr"] = rate * group.get("scale", 1.0)
