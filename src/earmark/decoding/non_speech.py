"""Make frames in which no token is likely silence.

In steady noise a CTC model that was trained on little of it keeps the blank below certainty and spreads the
rest thinly over all tokens. No word is likely there, but a search with a bonus for words finds some.
In speech, however quiet, some token rises at least every second.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from earmark.models import Emissions

NEAR = 0.5  # seconds before and behind a likely token that are kept
NEVER = -80.0  # log-probability of a token in silence


def suppress_non_speech(emissions: Emissions, least: float, blank: int = 0) -> Emissions:
    """Make the blank certain in frames without a token of probability ``least`` within half a second.

    Args:
        emissions: (T, V) of a model. Rows with NaN count as speech, and the search refuses them.
        least: 0..1; 0 leaves everything as it is.
        blank: its column.
    """
    quiet = silent(emissions.log_probs, least, emissions.frame_shift, blank)
    if not quiet.any():
        return emissions
    log_probs = emissions.log_probs.copy()
    log_probs[quiet], log_probs[quiet, blank] = NEVER, 0.0
    return replace(emissions, log_probs=log_probs)


def silent(log_probs: NDArray[np.float32], least: float, step: float, blank: int = 0) -> NDArray[np.bool_]:
    """(T,) true where :func:`suppress_non_speech` makes silence of (T, V) rows ``step`` seconds apart."""
    if least <= 0 or log_probs.ndim != 2 or log_probs.shape[1] < 2 or not len(log_probs):
        return np.zeros(len(log_probs), dtype=np.bool_)
    tokens = np.delete(log_probs, blank, axis=1)
    likely = ~(tokens.max(axis=1) < np.log(least))
    near = int(np.ceil(NEAR / step))
    around = np.convolve(likely, np.ones(2 * near + 1))[near : near + len(likely)]
    return np.asarray(around < 0.5)
