"""The interface of a peer, and what all peers share: emissions, language model, vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from earmark import Recognizer
from earmark.decoding import WordLm
from earmark.evaluation.manifest import Utterance
from earmark.models import check_log_probs
from earmark.offline import EncodedAudio


class Missing(Exception):
    """A peer whose package or model is not there; says how to get it."""


class Peer(Protocol):
    """A system, run on one thread."""

    name: str

    def compile(self, words: Sequence[str]) -> None:
        """Take a list for the utterances that follow; without words, none."""

    def write(self, utterance: Utterance) -> str:
        """Transcribe an utterance, in any spelling."""


@dataclass
class Shared:
    """Inputs of peers that search our emissions."""

    recognizer: Recognizer
    models: dict[str, Path]  # peer -> folder of its model, for those that bring their own
    encoded: dict[str, EncodedAudio] = field(default_factory=dict)  # utterance -> emissions

    @property
    def lm(self) -> WordLm:
        """The bundled language model."""
        if self.recognizer.lm is None:
            raise Missing("the model has no language model to share")
        return self.recognizer.lm

    @property
    def pieces(self) -> tuple[str, ...]:
        """The V tokens of the emissions, blank first."""
        return self.recognizer.model.alphabet.tokens

    def log_probs(self, utterance: Utterance) -> list[NDArray[np.float32]]:
        """(T, V) of every segment."""
        segments = self.encoded[utterance.id].segments
        return [check_log_probs(one.log_probs, len(self.pieces)) for one in segments]


def known_words(lm: WordLm) -> list[str]:
    """The language model's vocabulary without its marks."""
    core = lm.core
    found = (core.word(number) for number in range(core.first_word, core.words))
    return [word for word in found if not word.startswith("<")]
