"""Sums, rates and intervals of an evaluation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from earmark.evaluate.bootstrap import Sums, f1, interval, ratio
from earmark.evaluate.entities import EntityCounts
from earmark.evaluate.score import UtteranceScore
from earmark.evaluate.wer import ErrorCounts

SECONDS_PER_HOUR = 3600


@dataclass(frozen=True)
class Timing:
    """Wall time of a stretch of utterances that were computed together."""

    audio: float  # seconds of audio
    acoustic: float | None  # seconds for reading and emissions; None when they were stored
    search: float | None  # seconds; None when measured together with ``acoustic``


@dataclass(frozen=True)
class Measure:
    """A value with its 95 % interval; None where there is nothing to divide by."""

    value: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True)
class Report:
    """What an evaluation found. Rates are fractions: 0.25 is 25 %."""

    scores: tuple[UtteranceScore, ...]
    timings: tuple[Timing, ...]
    settings: dict[str, Any]

    def measures(self) -> dict[str, Measure]:
        """Every figure by name."""
        return {
            "wer": self._rate([s.errors for s in self.scores]),
            "u_wer": self._rate([s.unbiased for s in self.scores]),
            "b_wer": self._rate([s.biased for s in self.scores]),
            "precision": self._entity(lambda e: (e.found, e.found + e.invented), ratio),
            "recall": self._entity(lambda e: (e.found, e.found + e.missed), ratio),
            "f1": self._entity(lambda e: (e.found, e.invented, e.missed), f1),
            "false_alarms_per_hour": _measure(
                [(s.entities.invented, s.seconds / SECONDS_PER_HOUR) for s in self.scores], ratio
            ),
            "real_time_factor": self._time(
                lambda t: None if t.acoustic is None else t.acoustic + (t.search or 0)
            ),
            "search_real_time_factor": self._time(lambda t: t.search),
        }

    def as_json(self) -> dict[str, Any]:
        """The report as plain data: values, intervals under ``intervals``, and the counts they come from."""
        measures = self.measures()
        entity_names = ("precision", "recall", "f1")
        flat = [name for name in measures if name not in entity_names]
        errors = sum((s.errors for s in self.scores), ErrorCounts())
        entities = sum((s.entities for s in self.scores), EntityCounts())
        return {
            **{name: measures[name].value for name in flat},
            "entities": {name: measures[name].value for name in entity_names},
            "utterances": len(self.scores),
            "intervals": {
                **{name: measures[name].interval for name in flat},
                "entities": {name: measures[name].interval for name in entity_names},
            },
            "counts": {
                "seconds": round(sum(s.seconds for s in self.scores), 3),
                "words": errors.words,
                "substitutions": errors.substitutions,
                "deletions": errors.deletions,
                "insertions": errors.insertions,
                "biased_words": sum(s.biased.words for s in self.scores),
                "entities_found": entities.found,
                "entities_missed": entities.missed,
                "false_alarms": entities.invented,
                "entities_not_in_text": entities.unlocated,
            },
            "settings": self.settings,
        }

    def _rate(self, counts: Sequence[ErrorCounts]) -> Measure:
        return _measure([(c.errors, c.words) for c in counts], ratio)

    def _entity(
        self, row: Callable[[EntityCounts], tuple[float, ...]], statistic: Callable[[Sums], Sums]
    ) -> Measure:
        # Without a single mention in the references there is nothing to find, and no F1 to state.
        if not any(s.entities.found + s.entities.missed for s in self.scores):
            return Measure(None, None)
        return _measure([row(s.entities) for s in self.scores], statistic)

    def _time(self, seconds: Callable[[Timing], float | None]) -> Measure:
        rows = [(spent, t.audio) for t in self.timings if (spent := seconds(t)) is not None]
        return _measure(rows, ratio) if rows else Measure(None, None)


def _measure(rows: Sequence[tuple[float, ...]], statistic: Callable[[Sums], Sums]) -> Measure:
    """The statistic of the summed rows, and its interval over resampled rows."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(statistic(np.asarray(rows, dtype=np.float64).sum(axis=0)[:, None])[0])
    return Measure(value if np.isfinite(value) else None, interval(rows, statistic))
