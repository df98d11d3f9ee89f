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
    return replace(emissions, log_probs=_silenced(emissions.log_probs, quiet, blank))


def silent(log_probs: NDArray[np.float32], least: float, step: float, blank: int = 0) -> NDArray[np.bool_]:
    """(T,) true where :func:`suppress_non_speech` makes silence of (T, V) rows ``step`` seconds apart."""
    return _quiet(_likely(log_probs, least, blank), _near(step))


class NonSpeechStream:
    """:func:`suppress_non_speech` for rows that come block by block.

    Rows wait while no likely token is near and the half second behind them is not complete.
    """

    def __init__(self, tokens: int, least: float, step: float, blank: int = 0) -> None:
        self._least, self._near, self._blank = least, _near(step), blank
        self._waiting = np.zeros((0, tokens), np.float32)
        self._likely = np.zeros(0, np.bool_)  # of up to ``near`` rows handed on, then of those that wait

    def advance(self, log_probs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take (T, V) rows and hand on those that are decided."""
        self._likely = np.append(self._likely, _likely(log_probs, self._least, self._blank))
        self._waiting = np.concatenate([self._waiting, log_probs])
        quiet = self._is_quiet()
        decided = ~quiet | (np.arange(len(quiet)) + self._near < len(quiet))
        return self._hand_on(int(decided.sum()), quiet)  # undecided rows come last

    def finish(self) -> NDArray[np.float32]:
        """Hand on all that wait: the audio has ended."""
        return self._hand_on(len(self._waiting), self._is_quiet())

    def _is_quiet(self) -> NDArray[np.bool_]:
        """(W,) of the rows that wait."""
        return _quiet(self._likely, self._near)[len(self._likely) - len(self._waiting) :]

    def _hand_on(self, count: int, quiet: NDArray[np.bool_]) -> NDArray[np.float32]:
        rows, self._waiting = self._waiting[:count], self._waiting[count:]
        self._likely = self._likely[-(len(self._waiting) + self._near) :]
        return _silenced(rows, quiet[:count], self._blank)


def _near(step: float) -> int:
    """Frames in :data:`NEAR` seconds, 1 at least."""
    return int(np.ceil(NEAR / step))


def _likely(log_probs: NDArray[np.float32], least: float, blank: int) -> NDArray[np.bool_]:
    """(T,) true where a token other than the blank has the probability ``least``."""
    if least <= 0 or log_probs.ndim != 2 or log_probs.shape[1] < 2 or not len(log_probs):
        return np.ones(len(log_probs), np.bool_)
    tokens = np.delete(log_probs, blank, axis=1)
    return np.asarray(~(tokens.max(axis=1) < np.log(least)))


def _quiet(likely: NDArray[np.bool_], near: int) -> NDArray[np.bool_]:
    """(T,) true where no likely token is ``near``."""
    if not len(likely):
        return np.zeros(0, np.bool_)
    around = np.convolve(likely, np.ones(2 * near + 1))[near : near + len(likely)]
    return np.asarray(around < 0.5)


def _silenced(log_probs: NDArray[np.float32], quiet: NDArray[np.bool_], blank: int) -> NDArray[np.float32]:
    """A copy of (T, V) rows with the blank certain where it is quiet."""
    rows = log_probs.copy()
    rows[quiet], rows[quiet, blank] = NEVER, 0.0
    return rows
