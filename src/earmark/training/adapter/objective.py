"""Training objective of the adapter: right words, attention on the right entry, nothing else changed."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from earmark.training.adapter.batches import INSIDE, OUTSIDE, Batch


@dataclass(frozen=True)
class Losses:
    """Parts of the objective, each a mean."""

    ctc: Tensor  # nats a token, of the biased log-probabilities
    inside: Tensor  # nats a frame: -log of the attention on the entry's token that is due
    spelt: Tensor  # nats a frame: -log of a listed word's token where the alignment has it
    outside: Tensor  # nats a frame: -log of the attention on <no-bias> where nothing listed is said
    moved: Tensor  # nats a frame: divergence of biased from unbiased where nothing listed is said

    @property
    def total(self) -> Tensor:
        """Weights: attention is what teaches at first; a frame outside is one of very many."""
        return 2 * self.ctc + self.inside + 0.5 * self.spelt + 2 * self.outside + 2 * self.moved


def losses(batch: Batch, log_probs: Tensor, attention: Tensor) -> Losses:
    """The objective of one batch.

    Args:
        batch: clips, list, and where its entries are said.
        log_probs: (B, T, V), biased.
        attention: (B, T, 1 + M), natural log, <no-bias> first.
    """
    ctc = F.ctc_loss(
        log_probs.transpose(0, 1),
        batch.targets,
        batch.frames,
        batch.lengths,
        reduction="sum",
        zero_infinity=True,
    )
    outside = (batch.where == OUTSIDE) & (batch.valid[..., 0] > 0)
    before = F.log_softmax(batch.inputs[..., : log_probs.shape[2]], dim=2)
    moved = F.kl_div(log_probs, before, reduction="none", log_target=True).sum(2)
    count = outside.sum().clamp(min=1)
    return Losses(
        ctc / batch.lengths.sum(),
        _inside(batch, attention),
        -log_probs[tuple(batch.spelt.T)].mean() if len(batch.spelt) else log_probs.sum() * 0,
        -(attention[..., 0] * outside).sum() / count,
        (moved * outside).sum() / count,
    )


def _inside(batch: Batch, attention: Tensor) -> Tensor:
    """-log of the attention on any entry's token that is due, mean over frames in which one is."""
    if not len(batch.attended):
        return attention.sum() * 0
    clip, frame, column = batch.attended.T
    B, T, _ = attention.shape
    mass = attention.new_zeros(B * T).index_add(0, clip * T + frame, attention[clip, frame, 1 + column].exp())
    due = attention.new_zeros(B * T).index_fill(0, clip * T + frame, 1.0) * (batch.where.view(-1) == INSIDE)
    return -(torch.log(mass + 1e-8) * due).sum() / due.sum().clamp(min=1)
