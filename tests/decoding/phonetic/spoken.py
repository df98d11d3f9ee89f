"""Emissions of clear speech, made of phones and of sub-words."""

from __future__ import annotations

import numpy as np
from english import BLANK, BOUNDARY, COUNT, from_ipa

from earmark.lexicon import Lexicon
from earmark.models.alphabet import Alphabet

COLUMNS = np.arange(COUNT, dtype=np.int32)
PIECES = "<blank> ▁free ▁fre mont ▁mont ▁smith ▁smythe ▁the ▁is ▁katherine ▁catherine"
VOCABULARY = Alphabet(tuple(PIECES.split()))
LEXICON = Lexicon.of(
    {
        "free": ["fɹi"], "mont": ["mɑnt"], "fremont": ["fɹimɑnt"], "smith": ["smɪθ"],
        "smythe": ["smɪθ", "smaɪð"], "the": ["ðə", "ði"], "is": ["ɪz"],
        "katherine": ["kæθɹɪn"], "catherine": ["kæθɹɪn"],
    }
)  # fmt: skip


def phones(*words: str, frames: int = 2, pause: int = 1) -> np.ndarray:
    """(T', COUNT) natural log: IPA words, ``frames`` a phone and ``pause`` blanks, boundaries between."""
    labels = [list(from_ipa(word)) for word in words]
    path: list[int] = [BLANK]
    for number, word in enumerate(labels):
        path += [BOUNDARY, BLANK] if number else []
        for phone in word:
            path += [phone] * frames + [BLANK] * pause
    return clear(path, COUNT)


def clear(path: list[int], width: int, sure: float = 0.98) -> np.ndarray:
    """(T, width) natural log: ``path`` frame by frame."""
    rows = np.full((len(path), width), (1 - sure) / (width - 1))
    rows[np.arange(len(path)), path] = sure
    return np.log(rows).astype(np.float32)


def tokens(*pieces: str, sure: float = 0.5) -> tuple[np.ndarray, list[int], list[int]]:
    """(T, V) natural log, the tokens of ``pieces`` and the frames at which they stand."""
    ids = [VOCABULARY.tokens.index(piece) for piece in pieces]
    path = [0] + [label for token in ids for label in (token, 0, 0)]
    return clear(path, len(VOCABULARY), sure), ids, [1 + 3 * i for i in range(len(ids))]
