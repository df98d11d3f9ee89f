"""Stretches in which no token is ever likely are silence.

In steady noise a CTC model that has heard little of it keeps the blank below certainty and spreads the rest
thinly over all tokens. No word is near, but a search paid for words or for leaving the blank finds some.
In speech, however quiet, some token rises at least every second.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from earmark.models import Emissions

NEAR = 0.5  # seconds before and behind a likely token that are listened to
NEVER = -80.0  # log-probability of a token in silence


def suppress_non_speech(emissions: Emissions, least: float, blank: int = 0) -> Emissions:
    """Emissions whose blank is certain wherever no token has a probability of ``least`` within half a second.

    Args:
        emissions: (T, V) of a model. Rows that are not numbers count as heard: whoever reads them says so.
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
