"""Compare two systems on the same utterances, and say whether the difference is more than chance."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.checks import cause
from earmark.errors import ManifestError, OptionsError
from earmark.evaluation.bootstrap import draw, middle
from earmark.evaluation.figures import FIGURES, Figure

RESAMPLES = 10_000  # p-values down to 0.0002


@dataclass(frozen=True)
class Difference:
    """A figure of two systems, A and B."""

    a: float
    b: float
    interval: tuple[float, float]  # 95 %, of b - a
    p: float  # two-sided: how often resampled utterances would not even show the sign of b - a

    @property
    def difference(self) -> float:
        """Return the difference B - A."""
        return self.b - self.a


@dataclass(frozen=True, eq=False)
class Rows:
    """The counts of each utterance of a report."""

    columns: tuple[str, ...]
    ids: tuple[str, ...]  # U
    counts: NDArray[np.float64]  # (U, C)

    @classmethod
    def load(cls, path: str | Path, run: str | None = None) -> Rows:
        """Read a file that ``earmark evaluate --output`` wrote; ``run`` names one of its further runs.

        Raises:
            ManifestError: the file is missing or no such report.
            OptionsError: it has no run of this name.
        """
        try:
            report = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ManifestError(
                f"the report {str(path)!r} cannot be read ({cause(error)}): "
                "give what `earmark evaluate --output` wrote"
            ) from None
        if run is not None:
            report = _named_run(report, run, path)
        rows = report.get("rows") if isinstance(report, dict) else None
        if not isinstance(rows, dict) or not rows.get("counts"):
            raise ManifestError(
                f"the report {str(path)!r} holds no counts of single utterances: write it again with "
                "`earmark evaluate --output FILE`"
            )
        return cls.read(rows)

    @classmethod
    def read(cls, rows: Mapping[str, Any]) -> Rows:
        """Read the ``rows`` of a report."""
        counts = np.asarray(rows["counts"], dtype=np.float64)
        return cls(tuple(rows["columns"]), tuple(rows["ids"]), counts)

    def of(self, figure: Figure) -> NDArray[np.float64]:
        """(U, k) the counts that a figure is made of."""
        return self.counts[:, [self.columns.index(name) for name in figure.counts]]


def compare(a: Rows, b: Rows, names: Sequence[str] = tuple(FIGURES)) -> dict[str, Difference]:
    """The named figures of both; those that are undefined in one of them, or not counted, are left out.

    Utterances are resampled in pairs, so that what makes some of them hard for both cancels out.

    Raises:
        OptionsError: the reports are of different utterances.
    """
    if a.ids != b.ids:
        only = sorted(set(a.ids) ^ set(b.ids))
        what = f"{len(only)} of them in one only, first {only[0]!r}" if only else "in another order"
        raise OptionsError(
            f"the reports are of different utterances ({len(a.ids)} and {len(b.ids)}, {what}): "
            "evaluate both systems on the same manifest"
        )
    draws = draw(len(a.ids), RESAMPLES)
    known = [name for name in names if {*FIGURES[name].counts} <= {*a.columns} & {*b.columns}]
    found = {
        name: _difference(a.of(FIGURES[name]), b.of(FIGURES[name]), FIGURES[name], draws) for name in known
    }
    return {name: one for name, one in found.items() if one is not None}


def _difference(
    a: NDArray[np.float64], b: NDArray[np.float64], figure: Figure, draws: NDArray[np.int32]
) -> Difference | None:
    with np.errstate(divide="ignore", invalid="ignore"):
        values = [float(figure.statistic(one.sum(axis=0)[:, None])[0]) for one in (a, b)]
        resampled = figure.statistic((draws @ b).T) - figure.statistic((draws @ a).T)  # (RESAMPLES,)
    resampled = resampled[np.isfinite(resampled)]
    if not np.isfinite(values).all() or not len(resampled):
        return None
    beyond = min((resampled <= 0).sum(), (resampled >= 0).sum())
    p = min(1.0, 2 * (beyond + 1) / (len(resampled) + 1))  # + 1: a p-value of 0 cannot be known
    return Difference(values[0], values[1], middle(resampled), float(p))


def _named_run(report: Mapping[str, Any], run: str, path: str | Path) -> Mapping[str, Any]:
    named = {one.get("name"): one for one in report.get("runs", [])}
    if run not in named:
        raise OptionsError(
            f"the report {str(path)!r} has no run {run!r}, "
            f"expected one of {', '.join(map(str, named)) or 'none'}"
        )
    return named[run]  # type: ignore[no-any-return]
