"""The layers above the phone encoder: conformer blocks with sub-word CTC on the top and on taps.

Shape of the network (B batch, D width, V tokens)::

    hidden (B, 2T, 144) at 20 ms
      -> pairs stacked, (B, T, D) at 40 ms -> `outer` blocks
      -> pairs stacked, (B, T/2, D) at 80 ms -> `inner` blocks, taps among them
      -> spread back to 40 ms, skip connection -> `outer` blocks -> CTC head (B, T, V)

The middle runs at half the clock: a block costs half as much there, spelling needs
context rather than resolution, and the 40 ms ends keep the times and the room that
CTC needs for fast speech. Taps carry their own CTC loss (InterCTC, Lee and Watanabe
2021) and their posterior is projected back into the next block (self-conditioning,
Nozaki and Komatsu 2021, arXiv 2104.02724).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.errors import OptionsError
from earmark.train.conformer import ConformerBlock
from earmark.train.encoder import WIDTH


@dataclass(frozen=True)
class ModelOptions:
    """Size of the layers above the phone encoder."""

    tokens: int = 256  # V, blank included
    width: int = 192  # D
    heads: int = 4
    hidden: int = 768  # feed-forward width
    kernel: int = 15  # depthwise kernel: 0.6 s at 40 ms, 1.2 s at 80 ms
    outer: int = 1  # blocks at 40 ms, on each side
    inner: int = 6  # blocks at 80 ms
    taps: tuple[int, ...] = (2, 4)  # after which inner blocks (1-based) the CTC taps sit
    dropout: float = 0.0  # these budgets underfit; time masking regularises enough

    def __post_init__(self) -> None:
        if self.width < 1 or self.width % self.heads:
            raise OptionsError(f"width {self.width} does not divide into {self.heads} attention heads")
        if not self.taps or min(self.taps) < 1 or max(self.taps) > self.inner:
            raise OptionsError(
                f"taps after blocks {', '.join(map(str, self.taps)) or 'none'} of {self.inner}: give at "
                "least one tap, and as many blocks as the last tap needs"
            )


class Tap(nn.Module):
    """CTC head on an 80 ms state, two 40 ms frames at a time, and the way of its posterior back."""

    def __init__(self, width: int, tokens: int) -> None:
        super().__init__()
        self.tokens = tokens
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, 2 * tokens)
        self.back = nn.Linear(2 * tokens, width)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(B, T/2, D) -> conditioned (B, T/2, D), log-probs (B, T, V)."""
        B, half, _ = x.shape
        log_probs = F.log_softmax(self.head(self.norm(x)).view(B, half * 2, self.tokens).float(), dim=-1)
        posterior = log_probs.exp().to(x.dtype).view(B, half, 2 * self.tokens)
        return x + self.back(posterior), log_probs


class SubwordLayers(nn.Module):
    """Hidden states of the phone encoder -> sub-word log-probabilities at 40 ms."""

    def __init__(self, options: ModelOptions) -> None:
        super().__init__()
        self.options = options
        D = options.width

        def block() -> ConformerBlock:
            return ConformerBlock(D, options.heads, options.hidden, options.kernel, options.dropout)

        self.entry = nn.Linear(2 * WIDTH, D)
        self.before = nn.ModuleList(block() for _ in range(options.outer))
        self.down = nn.Linear(2 * D, D)
        self.inner = nn.ModuleList(block() for _ in range(options.inner))
        self.taps = nn.ModuleDict({str(t): Tap(D, options.tokens) for t in options.taps})
        self.up = nn.Linear(D, 2 * D)
        self.after = nn.ModuleList(block() for _ in range(options.outer))
        self.head = nn.Linear(D, options.tokens)

    def forward(
        self, hidden: Tensor, frames: Tensor | None = None
    ) -> tuple[Tensor, list[Tensor], list[Tensor]]:
        """Sub-word log-probs, log-probs of the taps, states at the taps.

        Args:
            hidden: (B, 2T, 144), states every 20 ms.
            frames: (B,) valid 20 ms states of each row; None when nothing is padding.

        Returns:
            (B, T', V), taps x (B, T', V), taps x (B, T'/2, D); T' = 2 ceil(2T / 4).
        """
        hidden = F.pad(hidden, (0, 0, 0, -hidden.shape[1] % 4))
        x = self.entry(stack_pairs(hidden))
        wide, narrow = (
            (None, None) if frames is None else (_valid(x, frames, 2), _valid(x[:, ::2], frames, 4))
        )
        for block in self.before:
            x = block(x, wide)
        y = self.down(stack_pairs(x))
        tapped, states = [], []
        for number, block in enumerate(self.inner, 1):
            y = block(y, narrow)
            if str(number) in self.taps:
                states.append(y)
                y, log_probs = self.taps[str(number)](y)
                tapped.append(log_probs)
        B, half, D = y.shape
        x = x + self.up(y).view(B, half * 2, D)
        for block in self.after:
            x = block(x, wide)
        return F.log_softmax(self.head(x).float(), dim=-1), tapped, states


def stack_pairs(x: Tensor) -> Tensor:
    """(B, 2T, D) -> (B, T, 2D)."""
    B, T, D = x.shape
    return x.reshape(B, T // 2, 2 * D)


def _valid(x: Tensor, frames: Tensor, stride: int) -> Tensor:
    """(B, T) true where a frame holds at least one valid 20 ms state."""
    counts = torch.div(frames + stride - 1, stride, rounding_mode="floor")
    return torch.arange(x.shape[1], device=x.device)[None] < counts[:, None]
