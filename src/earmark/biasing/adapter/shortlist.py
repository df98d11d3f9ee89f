"""Draw up the shortlist of an utterance: the rows of a long list that the attention is computed over.

First every token of the list is scored in each frame by the mean of its keys. The score of a row is the mean
of its tokens' best scores or, where there are more than a few thousand rows, of the best scores of its pairs
of neighbouring tokens in succession: a table look-up or two for each token of the list. The best rows are
scored once more by their own keys: the mean over a row's tokens of the best frame.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from earmark.biasing.adapter.memory import BiasMemory

LIMIT = 20  # rows of the attention; with 40 no more of the entries are found, at twice the cost
ROUGH = 3000  # rows that are scored by their own keys; of shorter lists a third
FEW = 100  # rows that are not worth a first step
REACH = 10  # frames, about 0.4 s, in which the next token of an entry is expected
CHUNK = 16  # tokens whose pairs are scored at a time: what is summed stays in the processor cache


def shortlist(
    memory: BiasMemory, queries: NDArray[np.float32], limit: int = LIMIT, rough: int = ROUGH
) -> NDArray[np.int64]:
    """Row numbers, ascending: all of them up to ``limit``, else the ``limit`` that fit best.

    Args:
        memory: the list.
        queries: (T, d) of the utterance.
        limit: rows that are kept.
        rough: rows that are kept by the first step.
    """
    chosen: NDArray[np.int64] = np.arange(len(memory))
    if len(chosen) <= limit or not len(queries):
        return chosen[:limit]
    ids = memory.means.tokens
    scores = memory.means.keys @ queries.T  # (V', T)
    if len(chosen) > rough:
        chosen = _best(_by_pairs(memory, ids, scores), rough)
    elif len(chosen) > FEW:
        chosen = _best(_by_token(memory, ids, scores), max(FEW, len(chosen) // 3))
    whole = len(chosen) == len(memory)
    keys = memory.keys.at(slice(None) if whole else memory.places(chosen))
    best = (queries @ keys.T).max(axis=0)  # (M',)
    return chosen[_best(_means(best, memory.lengths[chosen]), limit)]


def _by_token(memory: BiasMemory, ids: NDArray[np.int64], scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N,) mean over a row's tokens of the token's best score."""
    best = np.zeros(int(ids.max()) + 1, np.float32)
    best[ids] = scores.max(axis=1)
    return _means(best[memory.phrases.tokens], memory.phrases.lengths)


def _by_pairs(memory: BiasMemory, ids: NDArray[np.int64], scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N,) mean over a row's pairs of neighbours of their best score; a single token counts twice."""
    pairs = _pair_scores(scores)
    place = np.zeros(int(ids.max()) + 1, np.int64)
    place[ids] = np.arange(len(ids))
    tokens, lengths = place[memory.phrases.tokens], memory.phrases.lengths
    following = pairs[tokens, np.append(tokens[1:], 0)]
    last = np.cumsum(lengths) - 1
    following[last] = 0
    singles = lengths == 1
    following[last[singles]] = 2 * scores.max(axis=1)[tokens[last[singles]]]
    sums = np.add.reduceat(following, memory.phrases.starts)
    worth: NDArray[np.float32] = (sums / np.maximum(lengths - 1, 1)).astype(np.float32)
    return worth


def _pair_scores(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """(V', T) -> (V', V'): the best sum of the first token in a frame and the second soon after it."""
    V, T = scores.shape
    later = np.full((V, T + REACH), -np.inf, np.float32)
    later[:, :T] = scores
    soon = np.lib.stride_tricks.sliding_window_view(later, REACH, axis=1)[:, 1 : T + 1].max(axis=2)
    soon[:, -1] = scores[:, -1]  # nothing follows the last frame
    pairs = np.empty((V, V), np.float32)
    for first in range(0, V, CHUNK):
        part = scores[first : first + CHUNK, None] + soon[None]
        pairs[first : first + CHUNK] = part.max(axis=2)
    return pairs


def _means(scores: NDArray[np.float32], lengths: NDArray[np.int64]) -> NDArray[np.float32]:
    """(M,) -> (N,) means of neighbouring numbers, ``lengths`` (all above 0) of them each."""
    starts = np.cumsum(lengths) - lengths
    means: NDArray[np.float32] = (np.add.reduceat(scores, starts) / lengths).astype(np.float32)
    return means


def _best(worth: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Places of the ``count`` greatest, ascending."""
    if len(worth) <= count:
        return np.arange(len(worth))
    found: NDArray[np.int64] = np.sort(np.argpartition(-worth, count - 1)[:count])
    return found
