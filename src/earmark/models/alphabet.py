"""The tokens a model writes, and how they make words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

WORD_START = "▁"  # SentencePiece's mark (U+2581) on a piece that begins a word


@dataclass(frozen=True)
class Alphabet:
    """The V tokens of a model in column order; token 0 is the blank."""

    pieces: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.pieces)

    @cached_property
    def word_starts(self) -> NDArray[np.bool_]:
        """(V,) true where a token begins a new word."""
        return np.array([p.startswith(WORD_START) for p in self.pieces], dtype=bool)

    @cached_property
    def spellings(self) -> list[str]:
        """(V,) what each token adds to a word, in small letters as language models have them."""
        return ["", *(piece.replace(WORD_START, "").lower() for piece in self.pieces[1:])]

    def text(self, tokens: list[int]) -> str:
        """The words that ``tokens`` spell, one space between."""
        return "".join(self.pieces[t] for t in tokens).replace(WORD_START, " ").strip()
