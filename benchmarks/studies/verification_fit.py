"""Fit the weights of verification on the development sets, and print them.

    python -m benchmarks.studies.verification_fit --data ../shared/data

Decodes all development speech with lists of 1,000 and 10,000 entries that are never spoken, and the sets with
entities of their own with those among as many others, with and without the adapter, rejects nothing, and fits
the logistic regression of core/decode/verification.h to what was written rightly and wrongly. Bias and share
are then set so that lists that are never spoken cost ALARMS an hour of ordinary speech, the mean of with and
without the adapter (an hour).
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench, Case
from benchmarks.common.hypotheses import best_hypotheses, spoken_words
from benchmarks.common.rows import cached, fingerprint
from benchmarks.common.sets import BOOKS, NAMES, SETS
from earmark import Recognizer
from earmark.decoding import VerifierWeights
from earmark.evaluation.alignment import Alignment, align
from earmark.language import DEFAULT
from earmark.model_options import verifier_of
from earmark.models import Emissions
from earmark.transcript import Hit, Hypothesis, Verdict

WEIGHTS = (  # of VerifierWeights
    "phones", "lm", "phone_match", "confidence", "length", "confusability", "attention",
)  # fmt: skip
LENIENT = {"verification.enabled": True, "verification.bias": 1000.0}  # judge all, reject none
LONG = 12  # phones, as core/decode/verifier.cpp
LEAST_SURE = 1e-6  # likewise
ASKED = 0.5  # likewise
USUAL = 1000  # entries, likewise
RIDGE = 0.002
ALARMS = {1000: 1.0, 10_000: 2.0}  # an hour, that lists of so many entries may cost if never spoken


@dataclass(frozen=True)
class Written:
    """An entry that the search wrote."""

    features: tuple[float, ...]  # in the order of WEIGHTS
    right: bool
    never: bool  # of a list that is never spoken
    entry: tuple[str, str]  # set and entry
    adapted: bool  # with the adapter
    size: int  # of the list, or of its distractors


def main() -> None:
    """Collect, fit and print."""
    bench = Bench.of(common_parser(__doc__).parse_args())
    hours, found = collected(bench)
    current = verifier_of(bench.own.model) or VerifierWeights()
    now = np.array([getattr(current, key) for key in WEIGHTS])
    weights = fit(found)
    bias, share = thresholds(found, weights, hours)
    for name, chosen, least, less in (
        ("now", now, current.bias, current.list_size),
        ("now, at the alarms asked for", now, *thresholds(found, now, hours)),
        ("fitted", weights, bias, share),
    ):
        for size in ALARMS:
            print(f"# {name}, {size:,}: {kept(found, chosen, least - less * beyond(size), size)}")
    fitted = {"bias": bias, **dict(zip(WEIGHTS, weights.tolist(), strict=True)), "list_size": share}
    print(json.dumps({key: float(f"{value:.3g}") for key, value in fitted.items()}, indent=1))


def collected(bench: Bench) -> tuple[float, list[Written]]:
    """Hours of ordinary speech, and the entries that lists have brought about in all of it."""
    hours, found = 0.0, list[Written]()
    for name in SETS:
        seconds = sum(one.seconds for one in bench.encoded(name))
        hours += seconds / 3600 if name != NAMES else 0.0
        for size in ALARMS:
            cases = [Case(name, "never", size)]
            if name == NAMES:
                cases.append(Case(name, "entities", size))
            elif name == BOOKS and size == USUAL:
                cases.append(Case(name, f"words_{size}"))
            for biasing in ("auto", "decoder"):
                print(f"# {biasing}, {name}, {size:,}", file=sys.stderr, flush=True)
                for case in cases:
                    found += _kept_rows(bench, case, biasing, size)
    return hours, found


def _kept_rows(bench: Bench, case: Case, biasing: str, size: int) -> list[Written]:
    """Entries that a list brings about, searched once for every state of the code."""
    recognizer = bench.recognizer({"biasing": biasing, "options": LENIENT})

    def measure() -> dict[str, Any]:
        return {"rows": [asdict(row) for row in written(bench, case, recognizer, size)]}

    state = [recognizer.model.digest, str(recognizer.options), fingerprint()]
    key = [asdict(case), biasing, bench.limit, *state]
    rows = cached(bench.work / "verification", key, measure)
    assert rows is not None  # what is measured here always is
    return [
        Written(**{**row, "features": tuple(row["features"]), "entry": tuple(row["entry"])})
        for row in rows["rows"]
    ]


def beyond(size: int) -> float:
    """Return nats of a list's length, as ``list_size`` counts them."""
    return math.log(size / USUAL)


def written(bench: Bench, case: Case, recognizer: Recognizer, size: int) -> Iterator[Written]:
    """Every entry that a list has brought about and that has an alternative, and whether it was spoken."""
    compiled = [recognizer.compile(words) for words in bench.lists(case)]
    best = best_hypotheses(recognizer, bench.encoded(case.set), compiled)
    for utterance, segments, words in zip(bench.utterances(case.set), best, compiled, strict=True):
        assert words is not None
        texts = [spoken_words(h, words, recognizer.model.alphabet) for h, _ in segments]
        reference = DEFAULT.normalize(utterance.text).split()
        alignment = align(reference, [word for text, _ in texts for word in text])
        offset = 0
        for (hypothesis, emissions), (text, spans) in zip(segments, texts, strict=True):
            for hit, (first, count) in zip(hypothesis.hits, spans, strict=True):
                if hit.verdict is None or hit.verdict.alternative is None or hit.boost + hit.lm <= 0:
                    continue
                never = case.words == "never"
                right = not never and _spoken(alignment, offset + first, count)
                entry = words.entries[hit.entry]
                features = _features(hit, hypothesis, entry.confusability.degree, emissions)
                adapted = emissions.attention is not None
                yield Written(features, right, never, (case.set, entry.word.text), adapted, size)
            offset += len(text)


def kept(all_found: Sequence[Written], weights: NDArray[np.float64], bias: float, size: int) -> str:
    """Say what such weights would keep of the entries that lists of one size have written."""
    found = [one for one in all_found if one.size == size]
    stays = [one for one in found if float(np.dot(weights, one.features)) + bias >= 0]
    parts = [
        f"{sum(o.right and o.entry[0] == name for o in stays)} of "
        f"{sum(o.right and o.entry[0] == name for o in found)} right ones in {name}"
        for name in SETS
    ]
    alarms = [sum(one.never for one in several) for several in (stays, found)]
    return f"keeps {', '.join(parts)}; {alarms[0]} of {alarms[1]} alarms of lists that are never spoken"


def _spoken(alignment: Alignment, first: int, count: int) -> bool:
    back = {hypothesis: reference for reference, hypothesis in alignment.matches.items()}
    start = back.get(first)
    return start is not None and all(back.get(first + i) == start + i for i in range(count))


def _features(
    hit: Hit, hypothesis: Hypothesis, caution: float, emissions: Emissions
) -> tuple[float, ...]:
    looked = emissions.attention
    verdict = hit.verdict or Verdict()
    n = max(verdict.length, 1)
    sure = hypothesis.confidences[hit.first_token : hit.last_token + 1]
    return (
        verdict.phones,
        verdict.words,
        verdict.phone_match / n,
        sum(math.log(max(one, LEAST_SURE)) for one in sure) / len(sure),
        float(min(n, LONG)),
        -caution,
        0.0 if looked is None else looked.of(hit.entry, hit.first_frame, hit.last_frame) - ASKED,
    )


def fit(found: Sequence[Written]) -> NDArray[np.float64]:
    """Weights in the order of WEIGHTS.

    An entry that one set has again and again counts by the root of their number, or a few would dominate.
    """
    times = Counter((one.adapted, one.size, one.entry, one.right) for one in found)
    x = np.array([one.features for one in found])
    y = np.array([1.0 if one.right else 0.0 for one in found])
    mass = np.array([times[one.adapted, one.size, one.entry, one.right] ** -0.5 for one in found])
    for label in (0.0, 1.0):
        mass[y == label] /= mass[y == label].sum()
    mean, spread = x.mean(0), x.std(0) + 1e-9
    z = np.hstack([(x - mean) / spread, np.ones((len(x), 1))])
    ridge = np.diag([2 * RIDGE] * len(WEIGHTS) + [1e-9])
    w = np.zeros(z.shape[1])
    for _ in range(100):  # Newton's method
        p = 1 / (1 + np.exp(-z @ w))
        step = np.linalg.solve(
            (z * (mass * p * (1 - p))[:, None]).T @ z + ridge, z.T @ (mass * (p - y)) + ridge @ w
        )
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    weights: NDArray[np.float64] = w[:-1] / spread
    return weights


def thresholds(found: Sequence[Written], weights: NDArray[np.float64], hours: float) -> tuple[float, float]:
    """The bias for lists of USUAL entries, and what each nat of length takes from it."""
    cuts = {}
    for size, alarms in ALARMS.items():
        both = []
        for adapted in (False, True):
            scores = [
                float(np.dot(weights, one.features))
                for one in found
                if one.never and one.size == size and one.adapted == adapted and one.entry[0] != NAMES
            ]
            allowed = min(round(alarms * hours), len(scores) - 1)
            both.append(sorted(scores, reverse=True)[allowed] if scores else 0.0)  # few clips cause none
        cuts[size] = sum(both) / 2
    few, many = ALARMS
    return -cuts[few], (cuts[many] - cuts[few]) / (beyond(many) - beyond(few))


if __name__ == "__main__":
    main()
