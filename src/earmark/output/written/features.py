"""Numbers of a word's spelling, as the tagger takes them.

A word is the sum of two rows of one table, chosen by two hashes (Bloom embeddings, Serrà and Karatzoglou
2017): no vocabulary is stored, and two words seldom share both rows. Its first and its last three letters
choose rows of their own, so that a name that no text had is known by its shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

WORD_ROWS = 40_000  # rows of the table that whole words share
AFFIX_ROWS = 8_000  # rows of the tables of beginnings and of endings
AFFIX = 3  # letters of a beginning or an ending
FIELDS = 4  # numbers a word: two of itself, one of its beginning, one of its ending


def features(words: Sequence[str]) -> NDArray[np.int32]:
    """(N, 4) numbers of N words in small letters."""
    return np.array([_features(word) for word in words], np.int32).reshape(-1, FIELDS)


@lru_cache(maxsize=65_536)
def _features(word: str) -> tuple[int, int, int, int]:
    spelling, beginning, ending = word.encode(), word[:AFFIX].encode(), word[-AFFIX:].encode()
    return (
        crc32(spelling, 1) % WORD_ROWS,
        crc32(spelling, 2) % WORD_ROWS,
        crc32(beginning, 3) % AFFIX_ROWS,
        crc32(ending, 4) % AFFIX_ROWS,
    )
