"""Forced alignment: the frames that each label of a known sequence takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark import _core

NO_BOUNDARY = -1  # no label may be left out


@dataclass(frozen=True, eq=False)
class Alignment:
    """The best CTC path of S labels."""

    spans: NDArray[np.int64]  # (S, 2) first and last frame of each label
    nats: float  # log-probability of the path, per frame


def forced_alignment(
    log_probs: NDArray[np.float32], labels: Sequence[int], blank: int = 0
) -> Alignment | None:
    """Align ``labels`` with frames by the rules of CTC, or None when they do not fit.

    Args:
        log_probs: (T, V), natural log.
        labels: S of them, without blanks.
        blank: column of the blank.
    """
    rows = np.ascontiguousarray(log_probs, dtype=np.float32)
    log_prob, begins, ends = _core.align_labels(
        rows, list(labels), blank=blank, boundary=NO_BOUNDARY, boundary_skip=0.0
    )
    if not np.isfinite(log_prob) or len(begins) < len(labels):
        return None
    spans = np.stack([begins, np.array(ends) - 1], axis=1).astype(np.int64).reshape(-1, 2)
    return Alignment(spans, log_prob / max(1, len(rows)))
