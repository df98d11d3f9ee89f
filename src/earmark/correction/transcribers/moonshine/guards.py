"""Guards against what a decoder invents: endless repetition, and more words than time allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

TOKENS_A_SECOND = 6.5  # Moonshine's own limit; of 150 clips of all sets the fastest has 6.2, pauses included
FLOOR = 3  # tokens, on top: a name and its full stop in a short piece
COPIES = 4  # times in a row that nobody says the same words
REPEATED = 16  # tokens that a loop has written at least, so that "no, no, no, no" is none

Stop = Literal["end", "loop", "limit"]  # the decoder's own end; a loop; the limit of tokens


def token_limit(seconds: float) -> int:
    """The most tokens of a piece."""
    return FLOOR + int(TOKENS_A_SECOND * seconds)


def loop_length(tokens: Sequence[int]) -> int:
    """The length of the phrase that the last tokens repeat over and over; 0 for none."""
    for length in range(1, len(tokens) // COPIES + 1):
        span = max(length * COPIES, REPEATED)
        if span <= len(tokens) and _has_period(tokens[-span:], length):
            return length
    return 0


def without_loop(tokens: Sequence[int], length: int) -> int:
    """The number of tokens up to the first copy of the phrase of ``length`` tokens that ends them."""
    kept = len(tokens)
    while kept > length and tokens[kept - 1] == tokens[kept - 1 - length]:
        kept -= 1
    return kept


def _has_period(tokens: Sequence[int], length: int) -> bool:
    return all(tokens[at] == tokens[at - length] for at in range(length, len(tokens)))
