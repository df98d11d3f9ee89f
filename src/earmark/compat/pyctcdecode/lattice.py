"""What the search gets of logits: log-probabilities, and the columns of each row that count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.arrays import ComparedByValue
from earmark.compat.pyctcdecode.beams import _log_softmax
from earmark.compat.pyctcdecode.constants import MIN_TOKEN_CLIP_P


@dataclass(frozen=True, eq=False)
class Lattice(ComparedByValue):
    """The rows of one utterance."""

    rows: NDArray[np.float64]  # (T, V) log-probabilities
    chosen: NDArray[np.int32]  # columns of all rows, one row after the other
    ends: NDArray[np.int32]  # (T,) where those of each row end in ``chosen``

    @classmethod
    def of(cls, log_probs: NDArray[Any], token_min_logp: float) -> Lattice:
        """Choose each row's best column and those of ``token_min_logp`` and more.

        Equal scores keep the order in which the columns come, and pyctcdecode takes them from a Python set.
        """
        rows = np.ascontiguousarray(log_probs, dtype=np.float64)
        best = rows.argmax(axis=1).tolist() if len(rows) else []
        counts = np.count_nonzero(log_probs >= token_min_logp, axis=1).tolist()
        likely = np.nonzero(log_probs >= token_min_logp)[1].tolist()
        chosen: list[int] = []
        ends = []
        begin = 0
        for column, count in zip(best, counts, strict=True):
            found = likely[begin : begin + count]
            begin += count
            chosen += found if found == [column] else set(found) | {column}
            ends.append(len(chosen))
        return cls(rows, np.array(chosen, dtype=np.int32), np.array(ends, dtype=np.int32))


def log_probs_of(logits: NDArray[Any]) -> NDArray[Any]:
    """Log-probabilities of what a caller gives: probabilities, log-probabilities or logits.

    Args:
        logits: (T, V).
    """
    if len(logits) and math.isclose(logits.sum(axis=1).mean(), 1):
        return np.asarray(np.log(np.clip(logits, MIN_TOKEN_CLIP_P, 1)))
    return np.asarray(np.clip(_log_softmax(logits, axis=1), np.log(MIN_TOKEN_CLIP_P), 0))
