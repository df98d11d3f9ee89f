"""Where the tokens of a known text lie in CTC emissions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

BLANK = 0


def forced_alignment(log_probs: NDArray[np.float32], tokens: Sequence[int]) -> NDArray[np.int64] | None:
    """Frames of the best CTC path that writes ``tokens``, or None when they do not fit.

    Args:
        log_probs: (T, V), natural log.
        tokens: (U,) token ids, no blanks.

    Returns:
        (U, 2) first and last frame of each token.
    """
    T, states = len(log_probs), 2 * len(tokens) + 1
    labels = np.zeros(states, np.int64)
    labels[1::2] = tokens
    may_skip = np.zeros(states, bool)  # from token to token, over the blank between two different ones
    may_skip[3::2] = labels[3::2] != labels[1:-2:2]
    scores = np.full(states, -np.inf)
    scores[0] = log_probs[0, BLANK]
    if states > 1:
        scores[1] = log_probs[0, labels[1]]
    back = np.zeros((T, states), np.int8)  # how many states the path came from below
    for t in range(1, T):
        ways = np.full((3, states), -np.inf)
        ways[0] = scores
        ways[1, 1:] = scores[:-1]
        ways[2, 2:] = np.where(may_skip[2:], scores[:-2], -np.inf)
        back[t] = ways.argmax(axis=0)
        scores = ways.max(axis=0) + log_probs[t, labels]
    state = states - 1 if states < 2 or scores[-1] >= scores[-2] else states - 2
    if not np.isfinite(scores[state]):
        return None
    frames = np.full((len(tokens), 2), -1, np.int64)
    for t in range(T - 1, -1, -1):
        if state % 2:
            token = state // 2
            frames[token, 0] = t
            if frames[token, 1] < 0:
                frames[token, 1] = t
        state -= int(back[t, state])
    return frames
