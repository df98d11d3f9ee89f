"""Fit the weights of verification on the development sets, and print them.

    python -m benchmarks.studies.verification_fit --data ../shared/data --homophones FOLDER

Decodes development speech, as recorded and disturbed, with lists that are said and lists that are not
(verification_rows.py), rejects nothing, and fits the logistic regression of core/decode/verifier.h to what
was written rightly and wrongly. The bias of entries that are displayed otherwise than their words, as names
are, is then set so that lists that are not said cost ALARMS an hour of clean speech, the mean of all kinds;
that of other entries so that most more are right than wrong. Names that sound exactly like the words in their
place have a regression of their own, on the sentence alone, and as many alarms. Prints the weights of an
entry's confidence too.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.characters import Characters
from benchmarks.common.copies import CLEAN
from benchmarks.common.regression import regression
from benchmarks.studies.verification_rows import WEIGHTS, Source, Written, sources
from earmark.decoding import VerifierWeights
from earmark.model_options import verifier_of

RIDGE = 0.002
OF_THE_MODEL = ("confidence", "attention")  # and not of phones, words and sentence
SENTENCE = ("context", "rarity")  # what tells a name from the words that it sounds like
USUAL = 1000  # entries, as core/decode/verifier.cpp
ALARMS = 0.5  # an hour, of lists that sound like ordinary words for the most part; of either regression
MORE = (2.0, 4.0, 8.0)  # by which the worth of an alarm is fitted
Floats = NDArray[np.float64]


def main() -> None:
    """Collect, fit and print."""
    parser = common_parser(__doc__)
    parser.add_argument(
        "--homophones", type=Path, required=True, metavar="FOLDER", help="as homophones.py --set"
    )
    parser.add_argument(
        "--portable", action="store_true", help="leave out the features of one model, and add rows of another"
    )
    arguments = parser.parse_args()
    names = [name for name in WEIGHTS if not (arguments.portable and name in OF_THE_MODEL)]
    bench = Bench.of(arguments)
    every = list(sources(bench, arguments.homophones))
    if arguments.portable:
        every += sources(bench, arguments.homophones, Characters())
    current = verifier_of(bench.own.model) or VerifierWeights()
    fitted = fitted_to(every, current, names)
    for name, weights in (("now", current), ("fitted", fitted)):
        report(name, every, weights)
    print(json.dumps({key: float(f"{value:.3g}") for key, value in asdict(fitted).items()}, indent=1))
    slope, bias = confidence_of_entries(every, fitted)
    print(f"# confidence.json: entry_bias {bias:.3g}, entry_log_odds {slope:.3g}")


def fitted_to(
    every: Sequence[Source], current: VerifierWeights, names: Sequence[str] = WEIGHTS
) -> VerifierWeights:
    """All weights but those that no regression here is about; 0 for features that are not named."""
    others, homophones = [of_kind(every, homophone) for homophone in (False, True)]
    slopes = fit([row for source in others for row in source.rows], names)
    cut, nats = alarms(others, slopes)
    plain = plain_cut(others, slopes)
    chosen = dict(zip(WEIGHTS, slopes.tolist(), strict=True))
    sentence = fit([row for source in homophones for row in source.rows], SENTENCE)
    return replace(
        current, **chosen, bias=-plain, named=plain - cut, alarm_nats=nats, list_size=0.0, short_list=0.0,
        homophone_bias=-alarms(homophones, sentence)[0],
        homophone_context=float(sentence[WEIGHTS.index("context")]),
        homophone_rarity=float(sentence[WEIGHTS.index("rarity")]),
    )  # fmt: skip


def of_kind(every: Sequence[Source], homophone: bool) -> list[Source]:
    """The sources with those rows alone whose entries sound like the alternative, or the others."""
    return [
        replace(source, rows=tuple(row for row in source.rows if row.homophone == homophone))
        for source in every
    ]


def fit(found: Sequence[Written], names: Sequence[str]) -> Floats:
    """Weights in the order of WEIGHTS, 0 for those that are not named.

    An entry that comes again and again counts by the root of their number, or a few would dominate.
    """
    times = Counter((one.entry, one.right) for one in found)
    used = [WEIGHTS.index(name) for name in names]
    x = np.array([(*(one.features[i] for i in used), float(one.named)) for one in found])
    y = np.array([1.0 if one.right else 0.0 for one in found])
    mass = np.array([times[one.entry, one.right] ** -0.5 for one in found])
    for label in (0.0, 1.0):
        mass[y == label] /= mass[y == label].sum()
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    ridge = np.diag([2 * RIDGE] * (len(names) + 1) + [1e-9])
    w = np.zeros(z.shape[1])
    for _ in range(100):  # Newton's method
        p = 1 / (1 + np.exp(-z @ w))
        hessian = (z * (mass * p * (1 - p))[:, None]).T @ z + ridge
        step = np.linalg.solve(hessian, z.T @ (mass * (p - y)) + ridge @ w)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    weights = np.zeros(len(WEIGHTS))
    weights[used] = w[: len(names)] / spread[: len(names)]
    return weights


def alarms(every: Sequence[Source], slopes: Floats) -> tuple[float, float]:
    """The score that leaves ALARMS an hour, and nats that each factor e of alarms is worth."""
    clean = [source for source in every if not source.said and source.copy == CLEAN.name]
    hours = sum(source.hours for source in clean)
    scores = sorted((score(row, slopes) for source in clean for row in source.rows), reverse=True)
    places = [min(round(rate * hours), len(scores) - 1) for rate in (ALARMS, *MORE)]
    rates = np.log([max(place, 1) / hours for place in places])
    cuts = [scores[place] for place in places]
    return cuts[0], max(0.0, -float(np.polyfit(rates, cuts, 1)[0]))


def plain_cut(every: Sequence[Source], slopes: Floats) -> float:
    """The score from which most more of the other entries are right than wrong."""
    rows = [row for source in every if source.said for row in source.rows if not row.named]
    ranked = sorted(((score(row, slopes), row.right) for row in rows), reverse=True)
    worth = np.cumsum([1 if right else -1 for _, right in ranked])
    return ranked[int(worth.argmax())][0]


def score(row: Written, slopes: Floats) -> float:
    """Without any bias."""
    return float(np.dot(slopes, row.features))


def confidence_of_entries(every: Sequence[Source], weights: VerifierWeights) -> tuple[float, float]:
    """Slope and bias that make probabilities of log-odds; a source counts by the root of its entries."""
    parts = [source.rows for source in every if source.rows]
    x = [[[log_odds(row, weights)] for row in rows] for rows in parts]
    y = [[float(row.right) for row in rows] for rows in parts]
    slope, bias = regression(x, y, [math.sqrt(len(rows)) for rows in parts])
    return slope, bias


def report(name: str, every: Sequence[Source], weights: VerifierWeights) -> None:
    """Say what such weights would keep, by kind of list."""
    kinds = defaultdict[tuple[str, str, bool], list[Source]](list)
    for source in every:
        kinds[source.set if source.said else "", source.list, source.copy == CLEAN.name].append(source)
    for (of, kind, clean), several in kinds.items():
        rows = [row for source in several for row in source.rows]
        stays = [row for row in rows if log_odds(row, weights) >= 0]
        hours = sum(source.hours for source in several)
        right = f"{sum(r.right for r in stays)} of {sum(r.right for r in rows)} right, "
        wrong = sum(not r.right for r in stays)
        speech = "clean" if clean else "disturbed"
        print(
            f"# {name}: {of or 'not said'}, {kind}, {speech}: {right if of else ''}"
            f"{wrong} of {sum(not r.right for r in rows)} wrong ({wrong / hours:.1f} an hour)"
        )


def log_odds(row: Written, weights: VerifierWeights) -> float:
    """As core/decode/verifier.cpp."""
    if row.homophone:
        context, rarity = (row.features[WEIGHTS.index(name)] for name in SENTENCE)
        told = weights.homophone_context * context + weights.homophone_rarity * rarity
        return weights.homophone_bias + told
    length = math.log(max(row.size, 1) / USUAL)
    prior = -length * (weights.short_list if length < 0 else weights.list_size)
    slopes = np.array([getattr(weights, name) for name in WEIGHTS])
    return score(row, slopes) + weights.bias + prior + (weights.named if row.named else 0.0)


if __name__ == "__main__":
    main()
