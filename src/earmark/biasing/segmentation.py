"""From the texts of a list to token sequences, in flat arrays."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.models.tokenizer import Tokenizer

# CTC models do not always follow the best segmentation. Entity F1 on synthetic-entities-dev with 1,000
# distractors, an early English model: 61.6 % with 1 sequence, 64.5 % with 2 and with 3, 64.8 % with 5.
SEQUENCES = 3
# Of a word to avoid: a search that is kept from a few ways to spell it would take another.
EVERY = 100


@dataclass(frozen=True, eq=False)
class TextSequences:
    """The token sequences of T texts, those of each text from the likeliest on."""

    tokens: NDArray[np.int32]  # of all sequences, end to end
    offsets: NDArray[np.int64]  # where each sequence begins
    texts: NDArray[np.int64]  # (T + 1,) where the sequences of each text begin


def sequences_of(
    tokenizer: Tokenizer, texts: Iterable[str], most: int, avoided: Collection[int] = ()
) -> TextSequences:
    """At most ``most`` sequences of each text and case; none where the model's tokens cannot spell it.

    Args:
        tokenizer: of the model.
        texts: spoken forms.
        most: sequences of a text.
        avoided: places of the texts that get EVERY sequence.
    """
    tokens, lengths, counts = array("i"), array("i"), array("i")  # half the memory of lists
    for place, text in enumerate(texts):
        found = tokenizer.alternatives(text, EVERY if place in avoided else most)
        counts.append(len(found))
        for sequence in found:
            tokens.extend(sequence)
            lengths.append(len(sequence))
    return TextSequences(np.array(tokens, np.int32), _starts(lengths), _starts(counts))


def _starts(counts: array[int]) -> NDArray[np.int64]:
    starts = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(np.array(counts, np.int64), out=starts[1:])
    return starts
