"""Options of the tagger's training."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TaggerOptions:
    """Sizes and lengths of a training."""

    word_width: int = 64  # of a row of the table of words
    affix_width: int = 32  # of a row of the tables of beginnings and endings
    width: int = 128  # of the layers
    kernel: int = 7  # words that a convolution sees
    dilations: tuple[int, ...] = (1, 1, 2, 4, 1)  # of each layer; together 27 words on each side
    words: int = 128  # longest example
    batch: int = 96  # examples a step
    million_words: float = 70.0  # of all steps together
    lr: float = 1.5e-2  # at its highest, of both optimisers
    single: float = 0.3  # share of batches whose examples are one sentence, as clips are
    unknown: float = 0.04  # share of words whose spelling is hidden, as a misrecognised one is
    seed: int = 1
