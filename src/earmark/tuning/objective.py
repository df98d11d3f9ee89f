"""The objective that tuning minimises, and the confidence interval of a gain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from earmark.errors import OptionsError
from earmark.evaluation.bootstrap import Sums, f1, interval, ratio
from earmark.evaluation.score import UtteranceScore

COLUMNS = 5  # of _counts


@dataclass(frozen=True)
class Objective:
    """loss = (word errors + ``false_alarms`` x false alarms) / words + ``entities`` x (1 - entity F1)."""

    false_alarms: float = (
        1.0  # word errors that one counts as, on top of those it makes: guards ordinary words
    )
    entities: float = 0.0  # weight of the entities that are missed or invented

    def __post_init__(self) -> None:
        """Refuse weights that would reward errors."""
        for name, value in (("false alarms", self.false_alarms), ("entities", self.entities)):
            if not 0 <= value < np.inf:
                raise OptionsError(f"the weight of {name} is {value:g}, expected a number of 0 or more")

    def loss(self, scores: Sequence[UtteranceScore]) -> float:
        """Return the objective over some utterances together."""
        return float(self._loss(np.sum([_counts(s) for s in scores], axis=0)[:, None])[0])

    def _loss(self, sums: Sums) -> Sums:
        """(COLUMNS, R) summed counts -> (R,)."""
        errors, words, found, invented, missed = sums
        worse = np.zeros_like(errors)
        if self.entities:
            with np.errstate(divide="ignore", invalid="ignore"):
                worse = np.nan_to_num(1 - f1(np.stack([found, invented, missed])))  # none said, none missed
        return np.asarray(
            (errors + self.false_alarms * invented) / np.maximum(words, 1) + self.entities * worse
        )

    def gain(self, before: Sequence[UtteranceScore], after: Sequence[UtteranceScore]) -> Gain:
        """Return the gain from ``before`` to ``after``, on the same utterances in the same order."""
        pairs = [(*_counts(b), *_counts(a)) for b, a in zip(before, after, strict=True)]

        def difference(sums: Sums) -> Sums:
            return self._loss(sums[COLUMNS:]) - self._loss(sums[:COLUMNS])

        return Gain(
            utterances=len(pairs),
            before=_rate(before),
            after=_rate(after),
            loss=self.loss(after) - self.loss(before),
            interval=interval(pairs, difference) or (0.0, 0.0),
        )


@dataclass(frozen=True)
class Rate:
    """A word error rate, 0.25 = 25 %, with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{100 * self.value:.2f} % ({100 * self.low:.2f} to {100 * self.high:.2f})"


@dataclass(frozen=True)
class Gain:
    """Two settings on the same utterances."""

    utterances: int
    before: Rate
    after: Rate
    loss: float  # of the objective, after minus before: negative is better
    interval: tuple[float, float]  # 95 % of ``loss``, utterances resampled in pairs

    @property
    def certain(self) -> bool:
        """Whether the gain is more than the noise of drawing these utterances and no others."""
        return self.interval[1] < 0

    def __str__(self) -> str:
        low, high = self.interval
        verdict = "more than noise" if self.certain else "inside the noise"
        return (
            f"WER {self.before} before, {self.after} after; objective {100 * self.loss:+.2f} "
            f"({100 * low:+.2f} to {100 * high:+.2f}): {verdict}"
        )


def _counts(score: UtteranceScore) -> tuple[float, ...]:
    e = score.entities
    return (score.errors.errors, score.errors.words, e.found, e.invented, e.missed)


def _rate(scores: Sequence[UtteranceScore]) -> Rate:
    rows = [(s.errors.errors, s.errors.words) for s in scores]
    low, high = interval(rows, ratio) or (0.0, 0.0)
    return Rate(sum(e for e, _ in rows) / max(sum(w for _, w in rows), 1), low, high)
