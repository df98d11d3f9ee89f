"""Every figure of an evaluation: which counts it is made of, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from earmark.evaluation.bootstrap import Sums, ratio
from earmark.evaluation.bootstrap import f1 as harmonic


@dataclass(frozen=True)
class Figure:
    """A statistic of summed counts."""

    counts: tuple[str, ...]  # names of :meth:`UtteranceScore.counts`
    statistic: Callable[[Sums], Sums]  # (C, R) sums -> (R,) values, NaN where undefined
    better: int  # -1: less is better, 1: more is


def precision(sums: Sums) -> Sums:
    """Share of what was written, of (found, invented, missed)."""
    return _where_said(sums, sums[0] / (sums[0] + sums[1]))


def recall(sums: Sums) -> Sums:
    """Share of what was said, of (found, invented, missed)."""
    return _where_said(sums, sums[0] / (sums[0] + sums[2]))


def f1(sums: Sums) -> Sums:
    """Harmonic mean of both, of (found, invented, missed)."""
    return _where_said(sums, harmonic(sums))


def _where_said(sums: Sums, values: Sums) -> Sums:
    """Without a single mention in the references there is nothing to find, and no figure to state."""
    return np.where(sums[0] + sums[2] > 0, values, np.nan)


ENTITIES = ("found", "invented", "missed")
DAMAGE = {  # of utterances that were decoded with a list and without
    "clips_worse": Figure(("worse", "compared"), ratio, -1),
    "clips_better": Figure(("better", "compared"), ratio, 1),
    "wrong_entries_per_hour": Figure(("wrong_entries", "compared_hours"), ratio, -1),
    "capitals_changed_per_hour": Figure(("capitals_changed", "compared_hours"), ratio, -1),
}
FIGURES = {
    "wer": Figure(("errors", "words"), ratio, -1),
    "u_wer": Figure(("unbiased_errors", "unbiased_words"), ratio, -1),
    "b_wer": Figure(("biased_errors", "biased_words"), ratio, -1),
    "cer": Figure(("character_edits", "characters"), ratio, -1),
    "oov_recall": Figure(("unknown_found", "unknown_words"), ratio, 1),
    "precision": Figure(ENTITIES, precision, 1),
    "recall": Figure(ENTITIES, recall, 1),
    "f1": Figure(ENTITIES, f1, 1),
    "false_alarms_per_hour": Figure(("invented", "hours"), ratio, -1),
    **DAMAGE,
}
OF_ENTITIES = ("precision", "recall", "f1")
