"""The layers above the pretrained encoder: conformer blocks with sub-word CTC on the top and on taps.

Shape of the network (B batch, D width, V tokens)::

    hidden (B, 2T, 288) at 24 ms
      -> pairs stacked, (B, T, D) at 48 ms -> conformer blocks, taps among them -> CTC head (B, T, V)

Taps carry their own CTC loss (InterCTC, Lee and Watanabe 2021) and their posterior is projected
back into the next block (self-conditioning, Nozaki and Komatsu 2021, arXiv 2104.02724).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.errors import OptionsError
from earmark.training.conformer import ConformerBlock
from earmark.training.encoder import STEP, WIDTH

TOKEN_STEP = 2 * STEP  # seconds from one row of sub-word log-probabilities to the next


@dataclass(frozen=True)
class ModelOptions:
    """Size of the layers above the encoder."""

    tokens: int = 256  # V, blank included
    width: int = 192  # D
    heads: int = 4
    hidden: int = 576  # feed-forward width
    kernel: int = 15  # depthwise kernel: 0.7 s
    blocks: int = 3
    taps: tuple[int, ...] = (1, 2)  # after which blocks (1-based) the CTC taps sit
    dropout: float = 0.0  # these budgets underfit; time masking regularises enough

    def __post_init__(self) -> None:
        if self.width < 1 or self.width % self.heads:
            raise OptionsError(f"width {self.width} does not divide into {self.heads} attention heads")
        if self.taps and (min(self.taps) < 1 or max(self.taps) > self.blocks):
            raise OptionsError(
                f"taps after blocks {', '.join(map(str, self.taps))} of {self.blocks}: give as many blocks "
                "as the last tap needs"
            )


class Tap(nn.Module):
    """CTC head on a state between two blocks, and the way of its posterior back."""

    def __init__(self, width: int, tokens: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, tokens)
        self.back = nn.Linear(tokens, width)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T, D) -> conditioned (B, T, D), log-probs (B, T, V)."""
        log_probs = F.log_softmax(self.head(self.norm(x)).float(), dim=-1)
        return x + self.back(log_probs.exp().to(x.dtype)), log_probs


class SubwordLayers(nn.Module):
    """States of the encoder -> sub-word log-probabilities at 48 ms."""

    def __init__(self, options: ModelOptions) -> None:
        super().__init__()
        self.options = options
        D = options.width
        self.entry = nn.Linear(2 * WIDTH, D)
        self.blocks = nn.ModuleList(
            ConformerBlock(D, options.heads, options.hidden, options.kernel, options.dropout)
            for _ in range(options.blocks)
        )
        self.taps = nn.ModuleDict({str(t): Tap(D, options.tokens) for t in options.taps})
        self.head = nn.Linear(D, options.tokens)

    def forward(self, hidden: Tensor, frames: Tensor | None = None) -> tuple[Tensor, list[Tensor]]:
        """Sub-word log-probs, and those of the taps.

        Args:
            hidden: (B, 2T, 288), states every 24 ms.
            frames: (B,) valid 24 ms states of each row; None when nothing is padding.

        Returns:
            (B, T', V), taps x (B, T', V); T' = ceil(2T / 2).
        """
        x = self.entry(stack_pairs(F.pad(hidden, (0, 0, 0, hidden.shape[1] % 2))))
        valid = (
            None
            if frames is None
            else torch.arange(x.shape[1], device=x.device)[None] < rows(frames)[:, None]
        )
        tapped = []
        for number, block in enumerate(self.blocks, 1):
            x = block(x, valid)
            if str(number) in self.taps:
                x, log_probs = self.taps[str(number)](x)
                tapped.append(log_probs)
        return F.log_softmax(self.head(x).float(), dim=-1), tapped


def deepened(layers: SubwordLayers, blocks: int) -> SubwordLayers:
    """The same layers with more blocks on top, which change next to nothing before they are trained.

    What a new block adds to its input starts at zero, and its norm is that of the block below.
    """
    there = layers.options.blocks
    deeper = SubwordLayers(replace(layers.options, blocks=blocks))
    state = layers.state_dict()
    deeper.load_state_dict(deeper.state_dict() | state)
    below = layers.blocks[-1]
    for block in deeper.blocks[there:]:
        assert isinstance(block, ConformerBlock) and isinstance(below, ConformerBlock)
        for last in (block.ffn1.fc2, block.attn.out_proj, block.conv.pointwise2, block.ffn2.fc2):
            nn.init.zeros_(last.weight)
            nn.init.zeros_(last.bias)
        block.norm.load_state_dict(below.norm.state_dict())
    return deeper


def rows(frames: Tensor) -> Tensor:
    """Return how many rows of log-probabilities so many 24 ms states make."""
    return torch.div(frames + 1, 2, rounding_mode="floor")


def stack_pairs(x: Tensor) -> Tensor:
    """(B, 2T, D) -> (B, T, 2D)."""
    B, T, D = x.shape
    return x.reshape(B, T // 2, 2 * D)
