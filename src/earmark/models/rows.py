"""Rows of a model's output as callers have them: arrays or tensors, log-probabilities or logits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark.checks import check_whole, refuse
from earmark.errors import EmissionsError
from earmark.models.emissions_check import are_probabilities, check_log_probs, check_rows

Rows: TypeAlias = Any  # (T, V): NumPy array of any float, tensor, nested lists, or what has __array__
Batch: TypeAlias = Any  # several Rows of any T each, or (B, T, V)

CONVERT = "say that they are logits, with logits=True or --logits, if they are"


def rows_of(given: Rows, tokens: int, logits: bool = False) -> NDArray[np.float32]:
    """(T, V) log-probabilities of one utterance.

    Args:
        given: log-probabilities, or logits.
        tokens: V.
        logits: whether they are logits; log-probabilities, which softmax leaves as they are, may be too.

    Raises:
        EmissionsError: another shape, NaN, or not what ``logits`` says.
    """
    if not logits:
        return check_log_probs(plain(given), tokens, "log_probs", CONVERT)
    rows = check_rows(plain(given), tokens, "logits")
    if rows.size and are_probabilities(rows):
        raise EmissionsError("logits are probabilities, expected logits: apply np.log")
    return check_log_probs(log_softmax(rows), tokens, "logits")


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """(T, V) natural-log probabilities of (T, V) logits."""
    if not logits.size:
        return logits
    with np.errstate(invalid="ignore"):  # inf - inf: NaN, which checks refuse
        rows: NDArray[np.float32] = logits - logits.max(axis=1, keepdims=True)
    rows -= np.log(np.exp(rows).sum(axis=1, keepdims=True))
    return rows


def utterances(batch: Batch, lengths: Sequence[int] | NDArray[Any] | None = None) -> list[Rows]:
    """The rows of each utterance of a batch.

    Args:
        batch: several (T, V), or (B, T, V).
        lengths: rows that count of each; all when None.

    Raises:
        EmissionsError: one utterance in place of several, or lengths that do not fit.
    """
    dimensions = getattr(batch, "ndim", None)
    if isinstance(batch, str | bytes) or not isinstance(batch, Iterable) or dimensions not in (None, 3):
        raise refuse("log_probs", batch, "a list of (T, V) arrays or (B, T, V)", EmissionsError)
    each = list(batch)
    if lengths is None:
        return each
    counts = lengths.tolist() if hasattr(lengths, "tolist") else lengths
    if not isinstance(counts, list | tuple) or len(counts) != len(each):
        raise EmissionsError(
            f"lengths are {counts} for {len(each)} utterances: give the number of rows of each"
        )
    return [rows[: _length(count, rows)] for rows, count in zip(each, counts, strict=True)]


def _length(count: object, rows: Rows) -> int:
    return check_whole("one of lengths", count, 0, len(rows), EmissionsError)


def plain(given: Any) -> Any:
    """A tensor of PyTorch as NumPy can read it, whatever its device and type; other values as they are."""
    return given.detach().cpu().float() if hasattr(given, "detach") else given
