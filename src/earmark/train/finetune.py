"""Training of phone encoder and layers together, from sound: for a GPU, or a small run on a CPU."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sentencepiece
import torch
from torch import Tensor, nn

from earmark.errors import ModelError
from earmark.train.audio_batches import AudioBatch, AudioBatches, DevClips
from earmark.train.checkpoint import fill
from earmark.train.encoder import PhoneEncoder
from earmark.train.model import SubwordLayers
from earmark.train.objective import ctc_objective, divergence
from earmark.train.optimisers import optimisers
from earmark.train.options import TrainOptions
from earmark.train.task import DEV_CLIPS, Task

# Sub-word CTC alone would let the encoder forget the phones that the head reads from it. At 0.3 nats
# a frame against about 1 nat a token the pull is felt as soon as the phones drift, and not before:
# the loss is zero where the run starts.
PHONE_WEIGHT = 0.3


class FinetuneTask(Task[AudioBatch]):
    """Sub-word CTC from sound, and phones that stay those of the pretrained encoder, the teacher."""

    def __init__(
        self,
        encoder: PhoneEncoder,
        teacher: PhoneEncoder,
        layers: SubwordLayers,
        source: AudioBatches,
        tokenizer: sentencepiece.SentencePieceProcessor,
        dev: Sequence[DevClips] = (),
        device: str = "cpu",
    ) -> None:
        self.encoder, self.layers = encoder.to(device), layers.to(device)
        self.model = nn.ModuleDict({"encoder": self.encoder, "layers": self.layers})
        self.teacher = copy.deepcopy(teacher).to(device).eval().requires_grad_(False)
        self.source, self.tokenizer, self.device = source, tokenizer, device
        self._dev = dev

    def forward(self, batch: AudioBatch) -> tuple[Tensor, list[Tensor], list[Tensor]]:
        return self._forward(batch.features.to(self.device), batch.lengths.to(self.device))[1]

    def loss(self, batch: AudioBatch, bf16: bool) -> Tensor:
        features, lengths = batch.features.to(self.device), batch.lengths.to(self.device)
        with torch.autocast(self.device, torch.bfloat16, enabled=bf16):
            hidden, (top, taps, _) = self._forward(_masked(features, lengths, batch.masks), lengths)
            with torch.no_grad():
                # the teacher sees what is masked from the student: what was said does not change by a mask
                taught, frames = self.teacher.states(features, lengths)
        words = ctc_objective(top, taps, batch.frames, batch.labels)
        # outside autocast: differences of log-probabilities want float32
        teacher, student = self.teacher.phones(taught.float()), self.encoder.phones(hidden.float())
        return words + PHONE_WEIGHT * divergence(teacher, student, frames)

    def _forward(
        self, features: Tensor, lengths: Tensor
    ) -> tuple[Tensor, tuple[Tensor, list[Tensor], list[Tensor]]]:
        """Hidden states (B, ceil(F/2), 144) and the outputs of the layers."""
        hidden, frames = self.encoder.states(features, lengths)
        return hidden, self.layers(hidden, frames)

    def dev(self) -> Iterator[tuple[str, Iterator[AudioBatch]]]:
        for clips in self._dev:
            yield clips.name, clips.batches(self.tokenizer, DEV_CLIPS)

    def optimisers(self, options: TrainOptions) -> list[torch.optim.Optimizer]:
        return optimisers(self.layers, options, self.encoder)

    def state(self) -> dict[str, Any]:
        return {"model": self.layers.state_dict(), "encoder": self.encoder.state_dict()}

    def load_state(self, state: Mapping[str, Any]) -> None:
        if "encoder" not in state:
            raise ModelError(
                "the run was trained on caches: go on without --finetune-encoder, or choose another "
                "--output and give this run as --init"
            )
        fill(self.layers, state["model"])
        fill(self.encoder, state["encoder"])


def _masked(features: Tensor, lengths: Tensor, masks: Tensor | None) -> Tensor:
    """Masked cells take the clip's mean, which says nothing; zero would be a loud sound in log-mel."""
    if masks is None:
        return features
    mean = features.sum(dim=(1, 2)) / (lengths * features.shape[2])  # padding is zero
    return torch.where(masks, mean[:, None, None], features)
