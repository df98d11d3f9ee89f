"""Which rows of a long list an utterance may hold: the attention looks at no others.

In two steps. Every token of the vocabulary is heard once, by the mean of its keys, and a row is
worth the mean of its tokens: a table look-up for each token of the list. Of the best of these
the keys themselves are heard: a row is worth the mean over its tokens of the best frame.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from earmark.bias.catalogue import Catalogue

LIMIT = 300  # rows that the attention sees; what it was trained on
ROUGH = 3000  # rows whose keys are heard one by one


def shortlist(
    catalogue: Catalogue, queries: NDArray[np.float32], limit: int = LIMIT, rough: int = ROUGH
) -> NDArray[np.int64]:
    """Row numbers, ascending: all of them up to ``limit``, else the ``limit`` that fit best.

    Args:
        catalogue: the list.
        queries: (T, d) of the utterance.
        limit: rows that are kept.
        rough: rows that are kept by the first step.
    """
    chosen: NDArray[np.int64] = np.arange(len(catalogue))
    if len(chosen) <= limit or not len(queries):
        return chosen[:limit]
    if len(chosen) > rough and not catalogue.pooled:
        chosen = _best(_by_token(catalogue, queries), rough)
    places = catalogue.places(chosen)
    heard = (catalogue.keys[places] @ queries.T).max(axis=1)  # (M',)
    return chosen[_best(_means(heard, catalogue.lengths[chosen]), limit)]


def _by_token(catalogue: Catalogue, queries: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N,) mean over a row's tokens of how well the token is heard anywhere."""
    ids, mean_keys = token_keys(catalogue)
    heard = np.zeros(int(catalogue.rows.tokens.max()) + 1, np.float32)
    heard[ids] = (mean_keys @ queries.T).max(axis=1)
    return _means(heard[catalogue.rows.tokens], catalogue.rows.lengths)


def token_keys(catalogue: Catalogue) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Token ids that occur, and the mean key of each."""
    kept = catalogue.__dict__.get("_token_keys")
    if kept is None:
        tokens = catalogue.rows.tokens
        order = np.argsort(tokens, kind="stable")
        ids, firsts, counts = np.unique(tokens[order], return_index=True, return_counts=True)
        sums = np.add.reduceat(catalogue.keys[order], firsts, axis=0)
        kept = catalogue.__dict__["_token_keys"] = (ids, (sums / counts[:, None]).astype(np.float32))
    return kept


def _means(heard: NDArray[np.float32], lengths: NDArray[np.int64]) -> NDArray[np.float32]:
    """(M,) -> (N,) means of neighbouring numbers, ``lengths`` (all above 0) of them each."""
    starts = np.cumsum(lengths) - lengths
    means: NDArray[np.float32] = (np.add.reduceat(heard, starts) / lengths).astype(np.float32)
    return means


def _best(worth: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    """Places of the ``count`` greatest, ascending."""
    if len(worth) <= count:
        return np.arange(len(worth))
    found: NDArray[np.int64] = np.sort(np.argpartition(-worth, count - 1)[:count])
    return found
