"""Train the sub-word layers alone, on cached states of the frozen encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sentencepiece
import torch
from torch import Tensor

from earmark.training.batches import Batch, collate
from earmark.training.cache import FeatureCache
from earmark.training.model import SubwordLayers
from earmark.training.objective import ctc_objective
from earmark.training.optimisers import optimisers
from earmark.training.options import TrainOptions
from earmark.training.task import DEV_CLIPS, BatchSource, Task


class CachedFeatureTask(Task[Batch]):
    """Sub-word CTC on cached states: what fits a CPU."""

    misfit = (
        "the run has fine-tuned the encoder, so caches do not fit it: go on with "
        "--finetune-encoder, or choose another --output"
    )

    def __init__(
        self,
        layers: SubwordLayers,
        source: BatchSource[Batch],
        tokenizer: sentencepiece.SentencePieceProcessor,
        dev: Sequence[FeatureCache] = (),
        device: str = "cpu",
    ) -> None:
        self.model = self.layers = layers.to(device)
        self.parts = {"model": self.layers}
        self.source, self.tokenizer, self.device = source, tokenizer, device
        self._dev = dev

    def forward(self, batch: Batch) -> tuple[Tensor, list[Tensor]]:
        return on_states(self.layers, batch, self.device)

    def loss(self, batch: Batch, bf16: bool) -> Tensor:
        return states_loss(self.layers, batch, self.device, bf16)

    def dev(self) -> Iterator[tuple[str, Iterator[Batch]]]:
        for cache in self._dev:
            yield cache.name, dev_batches(cache, self.tokenizer)

    def optimisers(self, options: TrainOptions) -> list[torch.optim.Optimizer]:
        return optimisers(self.layers, options)


def on_states(layers: SubwordLayers, batch: Batch, device: str) -> tuple[Tensor, list[Tensor]]:
    """Run the layers on a batch of states."""
    outputs: tuple[Tensor, list[Tensor]] = layers(batch.hidden.to(device), batch.frames.to(device))
    return outputs


def states_loss(layers: SubwordLayers, batch: Batch, device: str, bf16: bool) -> Tensor:
    """Sub-word CTC of a batch of states, in nats per token."""
    with torch.autocast(device, torch.bfloat16, enabled=bf16):
        top, taps = on_states(layers, batch, device)
    return ctc_objective(top, taps, batch.frames, batch.labels)


def dev_batches(cache: FeatureCache, tokenizer: sentencepiece.SentencePieceProcessor) -> Iterator[Batch]:
    """Batch the clips of a cache that are not augmented, equal lengths together."""
    clips = sorted((c for c in cache.clips if c.variant == 0), key=lambda c: c.frames)
    for i in range(0, len(clips), DEV_CLIPS):
        yield collate([(cache, c) for c in clips[i : i + DEV_CLIPS]], tokenizer)
