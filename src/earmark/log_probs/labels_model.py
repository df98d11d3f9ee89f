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

ANY_LANGUAGE = "und"  # ISO 639 code of no language in particular: what Unicode knows of all
GENERIC = "generic"  # a name for it


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


def language_code(alphabet: Alphabet, language: str | None) -> str:
    """The code that a caller gives, else English where the labels write no letter beyond a to z."""
    if language is not None:
        return ANY_LANGUAGE if language == GENERIC else language
    letters = filter(str.isalpha, "".join(alphabet.texts))
    return "en" if all(map(str.isascii, letters)) else ANY_LANGUAGE
