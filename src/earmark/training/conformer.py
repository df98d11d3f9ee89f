"""Conformer blocks (Gulati et al. 2020, arXiv 2005.08100) of the layers above the encoder.

Letters: B batch, T frames, D width. No positional encoding: the depthwise
convolution tells a frame where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def drop(x: Tensor, share: float, training: bool) -> Tensor:
    """Dropout that costs nothing when off: drawing masks is a seventh of a training step on a CPU."""
    return F.dropout(x, share, training) if training and share else x


def set_dropout(networks: Iterable[nn.Module], share: float) -> None:
    """Dropout of every part of some networks that has one."""
    for network in networks:
        for part in network.modules():
            if isinstance(part, FeedForward | Attention | Convolution):
                part.dropout = share


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, scale: float | None = None) -> Tensor:
    """Attention of (B, H, T, D / H) each; ``scale``: (D / H)^-0.5 if not given."""
    if q.device.type != "cpu":
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, scale=scale)
    # torch's CPU attention is slower in bfloat16, its gradient twice as slow, and autocast would put it there
    with torch.autocast("cpu", enabled=False):
        return F.scaled_dot_product_attention(q.float(), k.float(), v.float(), attn_mask=mask, scale=scale)


class FeedForward(nn.Module):
    """LayerNorm, wide SiLU layer, back."""

    def __init__(self, width: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, hidden)
        self.fc2 = nn.Linear(hidden, width)
        self.dropout = dropout

    def forward(self, x: Tensor) -> Tensor:  # (B, T, D) -> (B, T, D)
        hidden = drop(F.silu(self.fc1(self.norm(x))), self.dropout, self.training)
        return drop(self.fc2(hidden), self.dropout, self.training)


class Attention(nn.Module):
    """Multi-head self-attention with one fused input projection, named as in torch's MultiheadAttention."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.xavier_uniform_(self.in_proj_weight)

    def forward(self, x: Tensor, valid: Tensor | None) -> Tensor:  # (B, T, D), (B, T) -> (B, T, D)
        B, T, D = x.shape
        qkv = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        q, k, v = qkv.view(B, T, 3, self.heads, D // self.heads).permute(2, 0, 3, 1, 4)  # each (B, H, T, D/H)
        mask = None if valid is None else valid[:, None, None, :]
        y = attend(q, k, v, mask)
        y = self.out_proj(y.transpose(1, 2).reshape(B, T, D))
        return drop(y, self.dropout, self.training)


class Convolution(nn.Module):
    """Pointwise, GLU, depthwise, SiLU, pointwise; no batch norm: folded below, not needed above."""

    def __init__(self, width: int, kernel: int, dropout: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.pointwise1 = nn.Linear(width, 2 * width)
        self.depthwise = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width)
        self.pointwise2 = nn.Linear(width, width)
        self.dropout = dropout

    def forward(self, x: Tensor, valid: Tensor | None) -> Tensor:  # (B, T, D), (B, T) -> (B, T, D)
        y = F.glu(self.pointwise1(self.norm(x)), dim=-1)
        if valid is not None:
            y = y * valid[..., None].to(y.dtype)  # padding must not leak into its neighbours
        y = F.silu(self.depthwise(y.transpose(1, 2)))  # (B, D, T)
        return drop(self.pointwise2(y.transpose(1, 2)), self.dropout, self.training)


class ConformerBlock(nn.Module):
    """Half feed-forward, attention, convolution, half feed-forward, final norm."""

    def __init__(self, width: int, heads: int, hidden: int, kernel: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.ffn1 = FeedForward(width, hidden, dropout)
        self.attn_norm = nn.LayerNorm(width)
        self.attn = Attention(width, heads, dropout)
        self.conv = Convolution(width, kernel, dropout)
        self.ffn2 = FeedForward(width, hidden, dropout)
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, valid: Tensor | None) -> Tensor:  # (B, T, D), (B, T) -> (B, T, D)
        x = x + 0.5 * self.ffn1(x)
        x = x + self.attn(self.attn_norm(x), valid)
        x = x + self.conv(x, valid)
        x = x + 0.5 * self.ffn2(x)
        normed: Tensor = self.norm(x)
        return normed
