"""Train encoder and layers together, from sound: for a GPU, or a small run on a CPU."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

import sentencepiece
import torch
from torch import Tensor, nn

from earmark.training.audio_batches import AudioBatch, DevClips
from earmark.training.batches import Batch
from earmark.training.cached_features import on_states, states_loss
from earmark.training.encoder import Encoder
from earmark.training.model import SubwordLayers, rows
from earmark.training.objective import ctc_objective, disagreement, divergence, phone_objective
from earmark.training.optimisers import optimisers
from earmark.training.options import TrainOptions
from earmark.training.task import DEV_CLIPS, BatchSource, Task

# With sub-word CTC alone the encoder forgets the phones that the head reads from it. At 0.3 nats
# a frame against about 1 nat a token the pull is felt as soon as the phones drift, and not before:
# the loss is zero where the run starts.
PHONE_WEIGHT = 0.3
# Where texts come with pronunciations the phones are trained too: decoding reads them as much as sub-words.
PRONUNCIATION_WEIGHT = 1.0
FROZEN = 2  # lowest layers that stay as they came on a CPU
CONSISTENCY = 0.2  # of the disagreement of two views, beside the CTC of both: alpha of CR-CTC


class EndToEndTask(Task[AudioBatch | Batch]):
    """Sub-word CTC from sound, and phones: those of the pronunciations, or of the pretrained encoder.

    Batches of states (:class:`Batch`, made from text) train the layers alone.
    """

    misfit = (
        "the run was trained on caches: go on without --finetune-encoder, or choose another "
        "--output and give this run as --init"
    )

    def __init__(
        self,
        encoder: Encoder,
        teacher: Encoder,
        layers: SubwordLayers,
        source: BatchSource[AudioBatch | Batch],
        tokenizer: sentencepiece.SentencePieceProcessor,
        dev: Sequence[DevClips] = (),
        device: str = "cpu",
        phone_blank: int = -1,
        all_layers: bool = False,
    ) -> None:
        """``phone_blank``: column of the phone head's blank, -1 the last; ``all_layers``: freeze none."""
        self.phone_blank = phone_blank % encoder.phone_head.out_features
        self.encoder, self.layers = encoder.to(device), layers.to(device)
        self.parts = {"model": self.layers, "encoder": self.encoder}
        # two fifths of the cost, and they were trained on more speech than there is here
        for part in () if all_layers else (self.encoder.stem, *self.encoder.layers[:FROZEN]):
            part.requires_grad_(False)
        self.model = nn.ModuleDict({"encoder": self.encoder, "layers": self.layers})
        self.teacher = copy.deepcopy(teacher).to(device).eval().requires_grad_(False)
        self.source, self.tokenizer, self.device = source, tokenizer, device
        self._dev = dev

    def forward(self, batch: AudioBatch | Batch) -> tuple[Tensor, list[Tensor]]:
        if isinstance(batch, Batch):
            return on_states(self.layers, batch, self.device)
        return self._forward(batch.samples.to(self.device), batch.lengths.to(self.device))[1]

    def loss(self, batch: AudioBatch | Batch, bf16: bool) -> Tensor:
        if isinstance(batch, Batch):
            return states_loss(self.layers, batch, self.device, bf16)
        samples, lengths = batch.samples.to(self.device), batch.lengths.to(self.device)
        with torch.autocast(self.device, torch.bfloat16, enabled=bf16):
            hidden, (top, taps) = self._forward(samples, lengths, batch.masks)
        words = ctc_objective(top, taps, batch.frames, batch.labels)
        words = words + self._consistency(batch, top, rows(batch.frames), batch.labels.lengths)
        # outside autocast: phone log-probabilities want float32
        phones = self.encoder.phones(hidden.float())
        if batch.phones is None:
            return words + PHONE_WEIGHT * self._drift(samples, lengths, phones, bf16)
        spoken = phone_objective(phones, batch.frames, batch.phones, self.phone_blank)
        spoken = spoken + self._consistency(batch, phones, batch.frames, batch.phones.lengths)
        return words + PRONUNCIATION_WEIGHT * spoken

    def _consistency(self, batch: AudioBatch, log_probs: Tensor, valid: Tensor, lengths: Tensor) -> Tensor:
        """Weighted disagreement of two views, in nats per label; zero where there is one view."""
        if batch.n_views != 2:
            return log_probs.new_zeros(())
        apart = disagreement(log_probs, valid.to(self.device))
        return CONSISTENCY * apart / max(1, int(lengths.sum()))

    def _drift(self, samples: Tensor, lengths: Tensor, phones: Tensor, bf16: bool) -> Tensor:
        """Divergence of the phones from the teacher's, who sees what is masked from the student."""
        with torch.no_grad(), torch.autocast(self.device, torch.bfloat16, enabled=bf16):
            taught, frames = self.teacher.states(samples, lengths)
        return divergence(self.teacher.phones(taught.float()), phones, frames)

    def _forward(
        self, samples: Tensor, lengths: Tensor, masks: Tensor | None = None
    ) -> tuple[Tensor, tuple[Tensor, list[Tensor]]]:
        """States (B, N // 384, 288) and the outputs of the layers."""
        hidden, frames = self.encoder.states(samples, lengths, masks)
        return hidden, self.layers(hidden, frames)

    def dev(self) -> Iterator[tuple[str, Iterator[AudioBatch | Batch]]]:
        for clips in self._dev:
            yield clips.name, clips.batches(self.tokenizer, DEV_CLIPS)

    def optimisers(self, options: TrainOptions) -> list[torch.optim.Optimizer]:
        return optimisers(self.model, options, self.encoder.pretrained_parameters())
