"""Fit the weights of verification on the development sets, and print them.

    python -m benchmarks.studies.verification_fit --data ../shared/data --homophones FOLDER

Decodes development speech, as recorded and disturbed, with lists that are said and lists that are not
(verification_rows.py), rejects nothing, and fits the logistic regression of core/decode/verifier.h to what
was written rightly and wrongly. The bias is then set so that no kind of list that is not said costs more
than ALARMS an hour of clean speech, and NOISY an hour of disturbed speech; lists of 10,000 entries may cost
twice as many.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.copies import CLEAN
from benchmarks.studies.verification_rows import WEIGHTS, Source, Written, sources
from earmark.decoding import VerifierWeights
from earmark.model_options import verifier_of

RIDGE = 0.002
USUAL = 1000  # entries, as core/decode/verifier.cpp
ALARMS, NOISY = 1.0, 2.0  # an hour
MANY = 2  # times as many of lists of 10,000 entries
Floats = NDArray[np.float64]


def main() -> None:
    """Collect, fit and print."""
    parser = common_parser(__doc__)
    parser.add_argument(
        "--homophones", type=Path, required=True, metavar="FOLDER", help="as homophones.py --set"
    )
    arguments = parser.parse_args()
    bench = Bench.of(arguments)
    every = list(sources(bench, arguments.homophones))
    current = verifier_of(bench.own.model) or VerifierWeights()
    weights = fit([row for source in every for row in source.rows])
    bias, share = thresholds(every, weights)
    now = np.array([getattr(current, name) for name in WEIGHTS])
    report("now", every, now, current.bias, current.list_size, current.short_list)
    report("fitted", every, weights, bias, share, 0.0)
    fitted = {"bias": bias, **dict(zip(WEIGHTS, weights.tolist(), strict=True)), "list_size": share}
    print(json.dumps({key: float(f"{value:.3g}") for key, value in fitted.items()}, indent=1))


def fit(found: Sequence[Written]) -> Floats:
    """Weights in the order of WEIGHTS.

    An entry that comes again and again counts by the root of their number, or a few would dominate.
    """
    times = Counter((one.entry, one.right) for one in found)
    x = np.array([one.features for one in found])
    y = np.array([1.0 if one.right else 0.0 for one in found])
    mass = np.array([times[one.entry, one.right] ** -0.5 for one in found])
    for label in (0.0, 1.0):
        mass[y == label] /= mass[y == label].sum()
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    ridge = np.diag([2 * RIDGE] * len(WEIGHTS) + [1e-9])
    w = np.zeros(z.shape[1])
    for _ in range(100):  # Newton's method
        p = 1 / (1 + np.exp(-z @ w))
        hessian = (z * (mass * p * (1 - p))[:, None]).T @ z + ridge
        step = np.linalg.solve(hessian, z.T @ (mass * (p - y)) + ridge @ w)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    weights: Floats = w[:-1] / spread
    return weights


def thresholds(every: Sequence[Source], weights: Floats) -> tuple[float, float]:
    """The bias for lists of at most USUAL entries, and what each nat of length takes from it."""
    cuts, many = [-math.inf], -math.inf
    for (name, clean), several in _not_said(every).items():
        hours, scores = sum(s.hours for s in several), _scores(several, weights)
        if name.endswith("10,000"):
            many = max(many, _cut(scores, MANY * (ALARMS if clean else NOISY) * hours))
        else:
            cuts.append(_cut(scores, (ALARMS if clean else NOISY) * hours))
    cut = max(cuts)
    return -cut, max(0.0, many - cut) / math.log(10_000 / USUAL)


def _not_said(every: Iterable[Source]) -> dict[tuple[str, bool], list[Source]]:
    """Sources of lists that are not said, by kind of list, and whether the speech is clean."""
    found = defaultdict[tuple[str, bool], list[Source]](list)
    for source in every:
        if not source.said:
            found[source.list, source.copy == CLEAN.name].append(source)
    return found


def _scores(several: Iterable[Source], weights: Floats) -> list[float]:
    rows = [row for source in several for row in source.rows]
    return sorted((float(np.dot(weights, row.features)) for row in rows), reverse=True)


def _cut(scores: Sequence[float], allowed: float) -> float:
    """The least score that leaves no more alarms than allowed."""
    place = math.floor(allowed)
    return scores[place] + 1e-6 if place < len(scores) else -math.inf


def report(
    name: str, every: Sequence[Source], weights: Floats, bias: float, share: float, short: float
) -> None:
    """Say what such weights would keep, by kind of list."""
    kinds = defaultdict[tuple[str, str, bool], list[Source]](list)
    for source in every:
        kinds[source.set if source.said else "", source.list, source.copy == CLEAN.name].append(source)
    for (of, kind, clean), several in kinds.items():
        rows = [row for source in several for row in source.rows]
        stays = [row for row in rows if log_odds(row, weights, bias, share, short) >= 0]
        hours = sum(source.hours for source in several)
        right = f"{sum(r.right for r in stays)} of {sum(r.right for r in rows)} right, "
        wrong = sum(not r.right for r in stays)
        speech = "clean" if clean else "disturbed"
        print(
            f"# {name}: {of or 'not said'}, {kind}, {speech}: {right if of else ''}"
            f"{wrong} of {sum(not r.right for r in rows)} wrong ({wrong / hours:.1f} an hour)"
        )


def log_odds(row: Written, weights: Floats, bias: float, share: float, short: float) -> float:
    """As core/decode/verifier.cpp."""
    length = math.log(max(row.size, 1) / USUAL)
    return float(np.dot(weights, row.features)) + bias - length * (short if length < 0 else share)


if __name__ == "__main__":
    main()
