"""The tagger's network: gated convolutions over words."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from earmark.output.written.features import AFFIX_ROWS, WORD_ROWS
from earmark.output.written.tags import CASES, MARKS
from earmark.training.written.options import TaggerOptions


class Layer(nn.Module):
    """A gated convolution (Dauphin et al. 2017) beside which the input passes."""

    def __init__(self, width: int, kernel: int, dilation: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Conv1d(width, 2 * width, kernel, padding=kernel // 2 * dilation, dilation=dilation)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """(B, N, D) states and (B, N, 1) mask, 0 behind the last word."""
        value, gate = self.mix((self.norm(states) * mask).transpose(1, 2)).chunk(2, 1)
        mixed: Tensor = states + (value * torch.sigmoid(gate)).transpose(1, 2)
        return mixed


class TaggerNetwork(nn.Module):
    """Spellings of words to log-odds of marks and capitals."""

    def __init__(self, options: TaggerOptions) -> None:
        super().__init__()
        self.words = nn.Embedding(WORD_ROWS, options.word_width)
        self.beginnings = nn.Embedding(AFFIX_ROWS, options.affix_width)
        self.endings = nn.Embedding(AFFIX_ROWS, options.affix_width)
        for table in (self.words, self.beginnings, self.endings):
            nn.init.normal_(table.weight, std=0.3)
        self.enter = nn.Linear(options.word_width + 2 * options.affix_width, options.width)
        self.layers = nn.ModuleList(Layer(options.width, options.kernel, d) for d in options.dilations)
        self.norm = nn.LayerNorm(options.width)
        self.leave = nn.Linear(options.width, len(MARKS) + len(CASES))

    def forward(self, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """(B, N, 4) features and (B, N) mask of words to (B, N, 4) marks and (B, N, 3) cases."""
        word = self.words(features[..., 0]) + self.words(features[..., 1])
        states = torch.cat([word, self.beginnings(features[..., 2]), self.endings(features[..., 3])], -1)
        states, there = self.enter(states), mask.unsqueeze(-1)
        for layer in self.layers:
            states = layer(states, there)
        scores = self.leave(self.norm(states))
        return scores[..., : len(MARKS)], scores[..., len(MARKS) :]
