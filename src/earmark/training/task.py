"""Tasks: the networks that a run trains, their batches and their loss."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import sentencepiece
import torch
from torch import Tensor, nn

from earmark.errors import ModelError
from earmark.training.checkpoint import fill
from earmark.training.labels import Labels
from earmark.training.model import SubwordLayers
from earmark.training.options import TrainOptions, bf16_pays
from earmark.training.score import greedy_wer

DEV_CLIPS = 12  # in one batch of scoring


class AnyBatch(Protocol):
    """Interface of all batches."""

    @property
    def labels(self) -> Labels: ...
    @property
    def frames(self) -> Tensor: ...  # (B,) valid 24 ms states
    @property
    def seconds(self) -> float: ...


B = TypeVar("B", bound=AnyBatch)
B_co = TypeVar("B_co", bound=AnyBatch, covariant=True)


class BatchSource(Protocol[B_co]):
    """An endless numbered list of batches, the same in every process."""

    def batch(self, number: int) -> B_co: ...


class Task(ABC, Generic[B]):
    """Base of all tasks: training on cached states with the encoder frozen, or end to end from audio."""

    model: nn.Module  # everything that is trained
    parts: Mapping[str, nn.Module]  # what a checkpoint holds, by name
    misfit: ClassVar[str]  # error for a checkpoint of another kind of run
    layers: SubwordLayers
    source: BatchSource[B]
    tokenizer: sentencepiece.SentencePieceProcessor
    device: str

    @abstractmethod
    def forward(self, batch: B) -> tuple[Tensor, list[Tensor]]:
        """Sub-word log-probs (B, T, V), and those of the taps."""

    @abstractmethod
    def loss(self, batch: B, bf16: bool) -> Tensor:
        """The objective, in nats per token."""

    @abstractmethod
    def dev(self) -> Iterator[tuple[str, Iterator[B]]]:
        """Name and batches of every development set."""

    @abstractmethod
    def optimisers(self, options: TrainOptions) -> list[torch.optim.Optimizer]:
        """Return the optimisers of ``model``."""

    def state(self) -> dict[str, Any]:
        """Return the state of the networks for a checkpoint."""
        return {name: part.state_dict() for name, part in self.parts.items()}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Take the networks of a checkpoint.

        Raises:
            ModelError: the checkpoint is that of another kind of run or of another size.
        """
        if ("encoder" in state) != ("encoder" in self.parts):
            raise ModelError(self.misfit)
        for name, part in self.parts.items():
            fill(part, state[name])

    @torch.inference_mode()
    def error_rates(self) -> dict[str, float]:
        """Greedy WER of every development set."""
        self.model.eval()
        return {name: round(greedy_wer(self._scored(part), self.tokenizer), 4) for name, part in self.dev()}

    def _scored(self, batches: Iterator[B]) -> Iterator[tuple[Tensor, Tensor, Sequence[str]]]:
        bf16 = self.device == "cpu" and bf16_pays("cpu")
        for batch in batches:
            with torch.autocast(self.device, torch.bfloat16, enabled=bf16):
                log_probs = self.forward(batch)[0]
            yield log_probs, batch.frames, batch.labels.texts
