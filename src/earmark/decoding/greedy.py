"""Decode emissions greedily."""

from __future__ import annotations

from earmark import _core
from earmark.checks import check_whole
from earmark.decoding.search_input import LogProbs
from earmark.errors import EmissionsError
from earmark.models.emissions_check import check_log_probs
from earmark.transcript import Hypothesis


def greedy_decode(log_probs: LogProbs, blank: int = 0) -> Hypothesis:
    """Take the best token of each frame, repeats and blanks collapsed; no list, no beam.

    Args:
        log_probs: (T, V) natural-log probabilities. T may be 0.
        blank: its column.

    Raises:
        EmissionsError: not 2-D, NaN, or not log-probabilities.
        OptionsError: ``blank`` is not a column of theirs.
    """
    rows = check_log_probs(log_probs, None)
    if rows.shape[1] == 0:
        raise EmissionsError("emissions have no tokens, expected at least the blank")
    return _core.greedy(rows, check_whole("blank", blank, 0, rows.shape[1] - 1))
