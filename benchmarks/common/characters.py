"""A character model over real emissions: the bundled model's pieces, spread over letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark.models import Alphabet, AlphabetTokenizer, Emissions
from earmark.models.onnx import OnnxModel
from earmark.offline import EncodedAudio

LEAST = 1e-7  # probability


class Characters:
    """The bundled model, each of its pieces spread over as many rows as it has letters."""

    language, sample_rate, name, digest = "en", 16_000, "characters", "of-the-bundled-model"

    def __init__(self, labels: Sequence[str] = ("<pad>", "|", *"abcdefghijklmnopqrstuvwxyz'")) -> None:
        self.base = OnnxModel("english", threads=1)
        self.alphabet = Alphabet.guess(labels)
        column = {label.lower(): number for number, label in enumerate(labels)} | {"▁": 1}
        spelt = [self._rows([column[c] for c in text]) for text in self.base.alphabet.tokens[2:]]
        self.rows = 1 + max(map(len, spelt))  # the last is a blank: a piece may begin as the one before ends
        self._letters = np.zeros((len(self.base.alphabet), self.rows, len(labels)), np.float32)
        for piece, letters in enumerate(spelt, 2):
            for row, letter in enumerate(letters):
                self._letters[piece, row, letter] = letter != 0

    @staticmethod
    def _rows(letters: list[int]) -> list[int]:
        """Letters with a blank between two that are the same."""
        rows: list[int] = []
        for letter in letters:
            rows += [0, letter] if rows and rows[-1] == letter else [letter]
        return rows

    @cached_property
    def tokenizer(self) -> AlphabetTokenizer:
        return AlphabetTokenizer(self.alphabet)

    @property
    def frame_shift(self) -> float:
        return self.base.frame_shift / self.rows

    def spread_all(self, encoded: EncodedAudio) -> EncodedAudio:
        """Encoded audio of the bundled model, over letters."""
        segments = (
            replace(one, log_probs=self.spread(one.log_probs), frame_shift=self.frame_shift)
            for one in encoded.segments
        )
        return replace(encoded, segments=tuple(segments))

    def encode(self, batch: Sequence[NDArray[np.float32]]) -> list[Emissions]:
        return [Emissions(self.spread(one.log_probs), self.frame_shift) for one in self.base.encode(batch)]

    def spread(self, log_probs: NDArray[np.float32]) -> NDArray[np.float32]:
        """(T, V) log-probabilities of the bundled model -> (T * rows, letters)."""
        p = np.exp(log_probs)
        begun = p * (1 - np.vstack([np.zeros_like(p[:1]), p[:-1]]))  # a piece that goes on writes no more
        rows = np.maximum(np.einsum("tp,prl->trl", begun, self._letters), LEAST)
        rows[:, :, 0] = np.maximum(1 - rows[:, :, 1:].sum(axis=2), LEAST)
        rows /= rows.sum(axis=2, keepdims=True)
        spread: NDArray[np.float32] = np.log(rows).reshape(-1, rows.shape[2]).astype(np.float32)
        return spread
