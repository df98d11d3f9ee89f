"""Sums, rates and intervals of an evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.evaluation.bootstrap import Counts, Sums, interval, ratio
from earmark.evaluation.calibration import binned, bins_of, calibration_error
from earmark.evaluation.damage import Damage
from earmark.evaluation.entities import EntityCounts
from earmark.evaluation.figures import FIGURES, OF_ENTITIES
from earmark.evaluation.score import UtteranceScore
from earmark.evaluation.wer import ErrorCounts

CONFIDENCES = {"calibration_error": False, "calibration_error_listed": True}  # of words: whether listed


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
    peak_memory: float | None = None  # MB that the process has held at most so far; None: not known
    biased: bool = False  # whether lists were used

    def measures(self) -> dict[str, Measure]:
        """Every figure by name."""
        return dict(self._measures)

    @cached_property
    def _measures(self) -> dict[str, Measure]:
        return {
            **figures_of([one.counts() for one in self.scores]),
            "real_time_factor": self._time(
                lambda t: None if t.acoustic is None else t.acoustic + (t.search or 0)
            ),
            "search_real_time_factor": self._time(lambda t: t.search),
            **self._confidence(),
        }

    def _confidence(self) -> dict[str, Measure]:
        return {name: _measure(self._binned(of), calibration_error) for name, of in CONFIDENCES.items()}

    def _binned(self, listed: bool) -> list[NDArray[np.float64]]:
        """Binned confidences of each utterance, of its listed words or of the others."""
        words = ([w for w in one.confidences if w.listed == listed] for one in self.scores)
        return [binned(one) for one in words]

    def without_lists(self) -> dict[str, str]:
        """Spoken forms of the transcripts without a list, by utterance, as far as they are known."""
        return {
            one.id: one.hypothesis if one.damage is None else one.damage.without
            for one in self.scores
            if one.damage is not None or not self.biased
        }

    def by_type(self) -> dict[str, dict[str, Measure]]:
        """Precision, recall and F1 for each type of entity; empty where the manifest names none."""
        found = {}
        for kind in sorted({kind for one in self.scores for kind in one.by_type}):
            counts = [one.by_type.get(kind, EntityCounts()) for one in self.scores]
            rows = [{"found": c.found, "invented": c.invented, "missed": c.missed} for c in counts]
            found[kind] = figures_of(rows, OF_ENTITIES)
        return found

    def by_group(self) -> dict[str, dict[str, Measure]]:
        """Every figure for each part of the set; empty where it was not divided."""
        groups = sorted({one.group for one in self.scores if one.group is not None})
        return {g: figures_of([one.counts() for one in self.scores if one.group == g]) for g in groups}

    def as_json(self, rows: bool = False) -> dict[str, Any]:
        """The report as plain data: values, intervals under ``intervals``, and the counts they come from.

        ``rows`` adds the counts of each utterance, which a comparison of two reports needs.
        """
        measures = self.measures()
        types, groups = self.by_type(), self.by_group()
        parts: dict[str, Any] = {
            **nested(measures, lambda one: one.value),
            "peak_memory_mb": self.peak_memory,
            "utterances": len(self.scores),
            "intervals": nested(measures, lambda one: one.interval),
            "counts": self._counts(),
            "settings": self.settings,
            "calibration": {"ordinary": self._bins(False), "listed": self._bins(True)},
        }
        if types:
            parts["entities"]["by_type"] = {
                k: nested(v, lambda m: m.value)["entities"] for k, v in types.items()
            }
            spans = {k: nested(v, lambda m: m.interval)["entities"] for k, v in types.items()}
            parts["intervals"]["entities"]["by_type"] = spans
        if groups:
            parts["groups"] = {
                name: {
                    **nested(found, lambda m: m.value),
                    "utterances": sum(one.group == name for one in self.scores),
                    "intervals": nested(found, lambda m: m.interval),
                }
                for name, found in groups.items()
            }
        return {**parts, "rows": self._rows()} if rows else parts

    def _bins(self, listed: bool) -> list[dict[str, Any] | None]:
        return [None if one is None else asdict(one) for one in bins_of(self._binned(listed))]

    def _counts(self) -> dict[str, Any]:
        errors = sum((s.errors for s in self.scores), ErrorCounts())
        entities = sum((s.entities for s in self.scores), EntityCounts())
        return {
            "seconds": round(sum(s.seconds for s in self.scores), 3),
            "words": errors.words,
            "substitutions": errors.substitutions,
            "deletions": errors.deletions,
            "insertions": errors.insertions,
            "biased_words": sum(s.biased.words for s in self.scores),
            "unknown_words": sum(s.unknown[1] for s in self.scores),
            "entities_found": entities.found,
            "entities_missed": entities.missed,
            "false_alarms": entities.invented,
            "entities_not_in_text": entities.unlocated,
            **_damage_counts([s.damage for s in self.scores if s.damage is not None]),
        }

    def _rows(self) -> dict[str, Any]:
        counts = [one.counts() for one in self.scores]
        columns = list(counts[0]) if counts else []
        table = [[round(row[c], 9) for c in columns] for row in counts]
        return {"columns": columns, "ids": [one.id for one in self.scores], "counts": table}

    def _time(self, seconds: Callable[[Timing], float | None]) -> Measure:
        rows = [(spent, t.audio) for t in self.timings if (spent := seconds(t)) is not None]
        return _measure(rows, ratio) if rows else Measure(None, None)


def _damage_counts(found: Sequence[Damage]) -> dict[str, int]:
    """Damage in sum; nothing where it was not measured."""
    if not found:
        return {}
    return {
        "clips_compared": len(found),
        "clips_worse": sum(one.worse for one in found),
        "clips_better": sum(one.better for one in found),
        "wrong_entries": sum(len(one.wrong) for one in found),
        "capitals_changed": sum(len(one.capitals) for one in found),
    }


def figures_of(
    counts: Sequence[Mapping[str, float]], names: Sequence[str] = tuple(FIGURES)
) -> dict[str, Measure]:
    """The named figures of some utterances, from the counts of each."""
    chosen = {name: FIGURES[name] for name in names}
    return {
        name: _measure([tuple(row[c] for c in figure.counts) for row in counts], figure.statistic)
        for name, figure in chosen.items()
    }


def nested(measures: Mapping[str, Measure], pick: Callable[[Measure], Any]) -> dict[str, Any]:
    """Figures by name, those of entities under ``entities``."""
    flat = {name: pick(one) for name, one in measures.items() if name not in OF_ENTITIES}
    return {**flat, "entities": {name: pick(measures[name]) for name in OF_ENTITIES}}


def _measure(rows: Sequence[Counts], statistic: Callable[[Sums], Sums]) -> Measure:
    """The statistic of the summed rows, and its interval over resampled rows."""
    if not rows:
        return Measure(None, None)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(statistic(np.asarray(rows, dtype=np.float64).sum(axis=0)[:, None])[0])
    return Measure(value if np.isfinite(value) else None, interval(rows, statistic))
