"""Fit the decision on corrections on training clips, and write it into the package.

    python -m benchmarks.studies.correction_fit --data ../shared/data [--transcripts FOLDER] [--print]

Corrects transcripts of training clips with lists that are said and lists that are not (correction_rows.py),
and fits the logistic regression of earmark.correction.decision to the contests, as they are and without
confidences. The bias is then set so that lists that are not said cost at most ALARMS an hour of clean speech,
1,000 names and names like words alike; homophones have a bias of their own. Development sets chose RIDGE,
DISTURBED, PRIOR and the features, so that figures on them are a little too good.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.copies import CLEAN
from benchmarks.common.others import transcripts_folder
from benchmarks.common.rows import ROOT
from benchmarks.studies.correction_rows import Row, Source, bare, sources
from earmark.correction.contest import FEATURES, Contest
from earmark.correction.decision import FILE, Decision

RIDGE = 0.1  # of a weight's distance from that of PRIOR, in units of each feature's spread
PRIOR = ("log_odds", "sentence")  # weigh 1 where nothing speaks against it: verification was fitted to more
DISTURBED = 0.1  # mass of a contest on the telephone, where the transcript has heard better than we
ALARMS = 0.5  # an hour
ABOVE = 0.01  # nats by which the first entry too many fails
STATED = (
    (True, True),
    (False, True),
    (False, False),
)  # (confidences, capitals) of the transcripts fitted to
Floats = NDArray[np.float64]


def main() -> None:
    """Collect, fit and write."""
    parser = common_parser(__doc__)
    parser.add_argument(
        "--transcripts", type=Path, metavar="FOLDER", help="SET/STEM.json (that of the work folder)"
    )
    parser.add_argument("--print", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    folder = arguments.transcripts or transcripts_folder(arguments.work)
    every = list(sources(Bench.of(arguments), folder))
    fitted = fit(every)
    for name, decision in (("now", Decision.fitted()), ("fitted", fitted)):
        print("\n".join(report(name, every, decision)))
    values = dict(zip((*FEATURES, "bias"), (*fitted.weights.tolist(), fitted.bias), strict=True))
    written = json.dumps({key: float(f"{value:.3g}") for key, value in values.items()}, indent=2) + "\n"
    print(written)
    if not arguments.print:
        (ROOT / "src/earmark/correction" / FILE).write_text(written, encoding="utf-8")


def fit(every: Sequence[Source]) -> Decision:
    """Weights by regression; the bias, and that of homophones, by the alarms of lists that are not said."""
    found = list(distinct(every))
    times = Counter((row.contest.entry, row.right) for _, row in found)
    mass = np.array([
        times[row.contest.entry, row.right] ** -0.5 * (1.0 if copy == CLEAN.name else DISTURBED)
        for copy, row in found
    ])  # fmt: skip
    right = np.array([float(row.right) for _, row in found])
    variants = [_features([bare(row.contest, kept) for _, row in found]) for kept in STATED]
    count = len(variants)
    weights, bias = _regression(np.vstack(variants), np.tile(right, count), np.tile(mass, count))
    cut, homophones = (alarm_cut(every, Decision(weights, bias), kind) for kind in (False, True))
    weights[FEATURES.index("homophone")] -= homophones - cut
    return Decision(weights, bias - cut)


def distinct(every: Sequence[Source]) -> Iterator[tuple[str, Row]]:
    """Every contest of a clip once, with its copy, whichever of the lists brought it about."""
    seen = set()
    for source in every:
        for row in source.rows:
            key = source.set, source.copy, row.clip, row.contest.entry, row.contest.given
            if key not in seen:
                seen.add(key)
                yield source.copy, row


def _features(contests: Sequence[Contest]) -> Floats:
    return np.array([contest.features() for contest in contests])


def _regression(x: Floats, y: Floats, mass: Floats) -> tuple[Floats, float]:
    """Weights and bias near PRIOR, by Newton's method with steps that are cut short."""
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    ridge = np.diag([RIDGE] * x.shape[1] + [1e-9])
    prior = np.append([float(name in PRIOR) for name in FEATURES] * spread, 0.0)
    mass = mass / mass.sum()
    w = prior.copy()
    for _ in range(200):
        p = 1 / (1 + np.exp(-z @ w))
        hessian = (z * (mass * p * (1 - p))[:, None]).T @ z + ridge
        step = np.linalg.solve(hessian, z.T @ (mass * (p - y)) + ridge @ (w - prior))
        w -= step * min(1.0, 3.0 / np.abs(step).max())
        if np.abs(step).max() < 1e-9:
            break
    weights = w[:-1] / spread
    return weights, float(w[-1] - weights @ mean)


def alarm_cut(every: Sequence[Source], decision: Decision, homophone: bool) -> float:
    """Log-odds, 0 at least, from which lists that are not said cost ALARMS an hour, the worst of them.

    Args:
        every: all sources; those of clean speech that are not said count.
        decision: whose bias is to be set.
        homophone: of entries that sound like what may have been said, or of all others.
    """
    cuts = [0.0]
    unsaid = [source for source in every if not source.said and source.copy == CLEAN.name]
    for name in {source.list for source in unsaid}:
        kind = [source for source in unsaid if source.list == name]
        allowed = ALARMS * sum(source.hours for source in kind) * len(STATED) / kind[0].weight
        contests = [
            row.contest
            for source in kind
            for row in source.rows
            if row.contest.homophone == homophone and not is_variant(row.contest)
        ]
        odds = sorted((decision.log_odds(bare(c, kept)) for c in contests for kept in STATED), reverse=True)
        if len(odds) > allowed:
            cuts.append(odds[int(allowed)] + ABOVE)
    return max(cuts)


def is_variant(contest: Contest) -> bool:
    """Whether an entry shares a word with those in its place, as one of two names of a thing does."""
    return not set(contest.entry.split()).isdisjoint(contest.given.split())


def report(name: str, every: Sequence[Source], decision: Decision) -> Iterator[str]:
    """Say what a decision would write, by kind of list."""
    for source in every:
        kept = [row for row in source.rows if decision.log_odds(row.contest) >= 0]
        right, wrong = (sum(row.right == side for row in kept) for side in (True, False))
        total = sum(row.right for row in source.rows)
        others = len(source.rows) - total
        yield (
            f"# {name}: {source.set}, {source.copy}, {source.list}: {right} of {total} right, {wrong} of "
            f"{others} wrong ({source.weight * wrong / source.hours:.1f} an hour)"
        )


if __name__ == "__main__":
    main()
