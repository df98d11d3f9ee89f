"""Other forms of the adapter's network than the shipped one, for benchmarks/adapter_variants.py.

All read frames of emissions (V tokens, 2 P phones), the model's taps (L of width H) and the state before its
last block (H), in this order, and use what is theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.training.adapter.network import Adapter, AdapterOptions, BiasMemory
from earmark.training.conformer import ConformerBlock
from earmark.training.restore import restore

Sounds = Callable[[tuple[int, ...]], tuple[int, ...]]  # an entry's token ids -> its phones


class Emitted(Adapter):
    """The shipped form: it reads the first columns, the emissions."""

    def frames(self, inputs: Tensor, valid: Tensor) -> Tensor:
        return super().frames(inputs[..., : self.options.inputs], valid)


class TapSum(Emitted):
    """The query is made of a learned weighted sum of the taps (as published), not of the emissions."""

    def __init__(self, options: AdapterOptions, head: Tensor, taps: int) -> None:
        super().__init__(options, head)
        self.width, self.taps = head.shape[1], taps
        self.shares = nn.Parameter(torch.zeros(taps))
        self.norms = nn.ModuleList(nn.LayerNorm(self.width) for _ in range(taps))
        self.asked = nn.Linear(self.width, options.width)

    def frames(self, inputs: Tensor, valid: Tensor) -> Tensor:
        begin = self.options.inputs
        states = inputs[..., begin : begin + self.taps * self.width].unflatten(-1, (self.taps, self.width))
        shares = self.shares.softmax(0)
        summed = sum(shares[n] * norm(states[..., n, :]) for n, norm in enumerate(self.norms))
        x = self.asked(summed) * valid
        for block in self.blocks:
            x = block(x, valid)
        found: Tensor = x
        return found


class SoundCatalogue(BiasMemory):
    """Keys see the phones of their entry, too: those that a token's letters may stand for."""

    def __init__(self, options: AdapterOptions, phones: int, letters: list[int], sounds: Sounds) -> None:
        """``letters``: of each token of the model; ``sounds``: how an entry is said."""
        super().__init__(options)
        self.letters, self.sounds = letters, sounds
        self.sound = nn.Embedding(phones, options.value)

    def first(self, entries: Tensor, tokens: Tensor) -> Tensor:
        N, J = entries.shape
        window = torch.zeros(N, J, self.sound.num_embeddings)  # mean over the phones of each token
        for n, row in enumerate(entries.tolist()):
            ids = tuple(token for token in row if token)
            phones = self.sounds(ids)
            ends = np.cumsum([max(self.letters[token], 1) for token in ids])
            for j in range(len(ids)) if phones else ():
                begin = ends[j - 1] if j else 0
                first = int(len(phones) * begin / ends[-1])
                last = max(first + 1, round(len(phones) * ends[j] / ends[-1] + 0.5))
                chosen = phones[first:last]
                for phone in chosen:
                    window[n, j, phone] += 1 / len(chosen)
        found: Tensor = tokens + window @ self.sound.weight
        return found


class Sounding(Emitted):
    """Keys from sub-words and phones together."""

    def __init__(
        self, options: AdapterOptions, head: Tensor, phones: int, letters: list[int], sounds: Sounds
    ) -> None:
        super().__init__(options, head)
        embedded = self.catalogue.state_dict()  # as _start() has set it
        self.catalogue = SoundCatalogue(options, phones, letters, sounds)
        self.catalogue.load_state_dict(embedded, strict=False)


class BeforeBlock(Emitted):
    """Injection into the state before the model's last block, which is frozen, instead of before its head."""

    bias: Tensor

    def __init__(self, options: AdapterOptions, head: Tensor, bias: Tensor, block: ConformerBlock) -> None:
        super().__init__(options, head)
        self.block = block.requires_grad_(False)
        self.register_buffer("bias", bias)

    def logits(self, inputs: Tensor, valid: Tensor, x: Tensor, attention: Tensor, values: Tensor) -> Tensor:
        state = inputs[..., -self.head.shape[1] :] + self.lift(x, valid, attention, values)
        found: Tensor = self.block(state, valid[..., 0] > 0) @ self.head.T + self.bias
        return found


def last_name(folder: Path) -> str:
    """What the last block is called in the graph of an exported model."""
    return f"layers.blocks.{restore(folder).layers.options.blocks - 1}"


def last_block(folder: Path) -> tuple[ConformerBlock, Tensor, Tensor]:
    """The last block of an exported model, the weight (V, H) and the bias (V,) of its head."""
    layers = restore(folder).layers.requires_grad_(False)
    block = layers.blocks[-1]
    assert isinstance(block, ConformerBlock)
    return block, layers.head.weight, layers.head.bias


def log_probs_of(block: ConformerBlock, head: Tensor, bias: Tensor, states: Tensor) -> Tensor:
    """(T, H) states before the block -> (T, V), as the model has them."""
    return F.log_softmax(block(states[None], None)[0] @ head.T + bias, dim=1)
