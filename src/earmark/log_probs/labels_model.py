"""LabelsModel: what a recognizer needs of a model whose network runs elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from earmark.audio import RATE
from earmark.errors import ModelError
from earmark.models import Alphabet, Tokenizer


@dataclass(frozen=True)
class LabelsModel:
    """A model by its labels; its emissions come ready."""

    alphabet: Alphabet
    tokenizer: Tokenizer
    language: str
    frame_shift: float  # seconds from one row to the next
    sample_rate: int = RATE
    name: str = "labels"

    def encode(self, batch: Sequence[NDArray[np.float32]]) -> NoReturn:
        """Refuse audio.

        Raises:
            ModelError: always.
        """
        raise ModelError(
            "a Decoder has labels and no network: give it log-probabilities, or audio to a Recognizer"
        )
