"""Train frame adapter, phone head and layers on cached pretrained states: the cheap first part of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sentencepiece
import torch
from torch import Tensor, nn

from earmark.training.batches import Batch
from earmark.training.cache import FeatureCache
from earmark.training.cached_features import dev_batches
from earmark.training.encoder import Encoder
from earmark.training.model import SubwordLayers
from earmark.training.objective import ctc_objective, phone_objective
from earmark.training.optimisers import optimisers
from earmark.training.options import TrainOptions
from earmark.training.task import BatchSource, Task


class FrozenEncoderTask(Task[Batch]):
    """Sub-word CTC and phone CTC above the pretrained layers, which stay as they are."""

    misfit = "the run was trained on caches of another encoder's states: choose another --output"

    def __init__(
        self,
        encoder: Encoder,
        layers: SubwordLayers,
        source: BatchSource[Batch],
        tokenizer: sentencepiece.SentencePieceProcessor,
        dev: Sequence[FeatureCache] = (),
        device: str = "cpu",
        phone_blank: int = -1,
    ) -> None:
        """``phone_blank``: column of the blank of the phone head, -1 the last."""
        self.phone_blank = phone_blank % encoder.phone_head.out_features
        self.encoder, self.layers = encoder.to(device), layers.to(device)
        self.parts = {"model": self.layers, "encoder": self.encoder}
        for part in (encoder.stem, encoder.layers, encoder.norm):
            part.requires_grad_(False)
        self.model = nn.ModuleDict(
            {
                "frame_adapter": encoder.frame_adapter,
                "phone_head": encoder.phone_head,
                "layers": self.layers,
            }
        )
        self.source, self.tokenizer, self.device = source, tokenizer, device
        self._dev = dev

    def forward(self, batch: Batch) -> tuple[Tensor, list[Tensor]]:
        return self._forward(batch)[1]

    def _forward(self, batch: Batch) -> tuple[Tensor, tuple[Tensor, list[Tensor]]]:
        """States (B, T, 288) and the outputs of the layers."""
        frames = batch.frames.to(self.device)
        hidden = self.encoder.adapt(batch.hidden.to(self.device), frames)
        return hidden, self.layers(hidden, frames)

    def loss(self, batch: Batch, bf16: bool) -> Tensor:
        with torch.autocast(self.device, torch.bfloat16, enabled=bf16):
            hidden, (top, taps) = self._forward(batch)
        words = ctc_objective(top, taps, batch.frames, batch.labels)
        assert batch.phones is not None  # build_task gives the batches pronunciations
        phones = self.encoder.phones(hidden.float())  # outside autocast: log-probabilities want float32
        return words + phone_objective(phones, batch.frames, batch.phones, self.phone_blank)

    def dev(self) -> Iterator[tuple[str, Iterator[Batch]]]:
        for cache in self._dev:
            yield cache.name, dev_batches(cache, self.tokenizer)

    def optimisers(self, options: TrainOptions) -> list[torch.optim.Optimizer]:
        return optimisers(self.model, options)
