"""The guard: its weights, fitted on the development sets, and what it saves and costs.

    python benchmarks/guard.py --data ../shared/data --work runs/accuracy --fit
    python benchmarks/guard.py --data ../shared/data --work runs/accuracy

With --fit: decodes all development speech with lists of 1,000 and 10,000 entries that nobody says, and the
sets with entities of their own with those among as many others, with and without the adapter, lets everything
stand, and fits the logistic regression of core/guard.h to what was written rightly and wrongly. Bias and
share are then set so that lists that nobody says cost ALARMS an hour of ordinary speech, the mean of with and
without the adapter. Prints the weights, for the model's decode options (an hour). Without: writes
docs/figures/verification.md.
"""

from __future__ import annotations

import argparse
import math
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from accuracy import SETS, common_parser
from development import DevelopmentSet, said
from numpy.typing import NDArray
from rows import cached, fingerprint

from earmark import Recognizer
from earmark.biasing import WordList
from earmark.evaluation.alignment import Alignment, align
from earmark.language import DEFAULT
from earmark.models import Emissions
from earmark.transcript import Hit, Hypothesis, Verdict

WEIGHTS = (
    "guard_phones", "guard_words", "guard_heard", "guard_sure", "guard_length", "guard_caution",
    "guard_attention",
)  # fmt: skip
LETTING = {"guard": True, "guard_bias": 1000.0}  # everything is verified, nothing rejected
LONG = 12  # phones, as core/guard.cpp
LEAST_SURE = 1e-6  # likewise
ASKED = 0.5  # likewise
USUAL = 1000  # entries, likewise
RIDGE = 0.002
ALARMS = {1000: 1.0, 10_000: 2.0}  # an hour, that lists of so many entries which nobody says may cost
NAMES = "synthetic-entities-dev"  # full of names: like ones in a list are no measure of its alarms


@dataclass(frozen=True)
class Written:
    """One entry that the search wrote."""

    features: tuple[float, ...]  # in the order of WEIGHTS
    right: bool
    never: bool  # of a list that nobody says
    entry: tuple[str, str]  # set and entry
    adapted: bool  # with the adapter
    size: int  # of the list, or of its distractors


def main() -> None:
    """Fit, or measure and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--fit", action="store_true", help="print weights instead of writing the page")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", UserWarning)  # entries that sound alike are named for every list
    if arguments.fit:
        hours, found = collected(arguments)
        options = Recognizer(arguments.model).options
        now = np.array([getattr(options, key) for key in WEIGHTS])
        weights = fit(found)
        bias, share = thresholds(found, weights, hours)
        for name, chosen, least, less in (
            ("now", now, options.guard_bias, options.guard_share),
            ("now, at the alarms asked for", now, *thresholds(found, now, hours)),
            ("fitted", weights, bias, share),
        ):
            for size in ALARMS:
                print(f"# {name}, {size:,}: {kept(found, chosen, least - less * beyond(size), size)}")
        for key, value in (("guard_bias", bias), ("guard_share", share), *zip(WEIGHTS, weights, strict=True)):
            print(f"{key} = {value:.3g}")
        return
    from guard_page import write_page  # the figures, which take the fitted weights from the model

    write_page(arguments)


def collected(arguments: argparse.Namespace) -> tuple[float, list[Written]]:
    """Hours of ordinary speech, and what lists have brought about in all of it."""
    hours, found = 0.0, list[Written]()
    for biasing in ("auto", "decoder"):
        recognizer = Recognizer(arguments.model, LETTING, biasing=biasing)
        for name in SETS:
            one = DevelopmentSet(name, arguments.data, arguments.work, recognizer)
            hours += one.hours / 2 if name != NAMES else 0.0
            for size in ALARMS:
                print(f"# {biasing}, {name}, {size:,}", file=sys.stderr, flush=True)
                found += _kept_rows(arguments.work, one, recognizer, biasing, size, never=True)
                if name == NAMES or (name.startswith("librispeech") and size == 1000):
                    found += _kept_rows(arguments.work, one, recognizer, biasing, size, never=False)
    return hours, found


def _kept_rows(
    work: Path, one: DevelopmentSet, recognizer: Recognizer, biasing: str, size: int, *, never: bool
) -> list[Written]:
    """What a list brings about, searched once for every state of the code: to try ALARMS costs nothing."""

    def measure() -> dict[str, Any]:
        lists = one.never(size) if never else one.own(size)
        return {"rows": [asdict(row) for row in written(one, recognizer, lists, size, never=never)]}

    key = [one.name, biasing, size, never, recognizer.model.digest, asdict(recognizer.options), fingerprint()]
    rows = cached(work / "guard", key, measure)
    assert rows is not None  # what is measured here always is
    return [
        Written(**{**row, "features": tuple(row["features"]), "entry": tuple(row["entry"])})
        for row in rows["rows"]
    ]


def beyond(size: int) -> float:
    """What ``guard_share`` counts: nats of a list's length."""
    return math.log(size / USUAL)


def written(
    one: DevelopmentSet, recognizer: Recognizer, lists: Sequence[WordList], size: int, *, never: bool
) -> Iterator[Written]:
    """Every entry that a list has brought about and that has a rival, and whether it was said."""
    vocabulary = recognizer.model.alphabet
    compiled = [recognizer.compile(words) for words in lists]
    found = zip(one.utterances, one.searched(recognizer, compiled), compiled, strict=True)
    for utterance, best, words in found:
        assert words is not None
        texts = [said(h, words, vocabulary) for h, _ in best]
        alignment = align(
            DEFAULT.normalize(utterance.text).split(), [word for text, _ in texts for word in text]
        )
        offset = 0
        for (hypothesis, emissions), (text, spans) in zip(best, texts, strict=True):
            for hit, (first, count) in zip(hypothesis.hits, spans, strict=True):
                if hit.verdict is None or hit.verdict.alternative is None or hit.boost + hit.lm <= 0:
                    continue
                entry = words.entries[hit.entry]
                right = not never and _said(alignment, offset + first, count)
                features = _features(hit, hypothesis, entry.strictness, emissions)
                adapted = emissions.attention is not None
                yield Written(features, right, never, (one.name, entry.word.text), adapted, size)
            offset += len(text)


def kept(all_found: Sequence[Written], weights: NDArray[np.float64], bias: float, size: int) -> str:
    """What such a guard would keep of what lists of one size have rightly and wrongly written."""
    found = [one for one in all_found if one.size == size]
    stays = [one for one in found if float(np.dot(weights, one.features)) + bias >= 0]
    parts = [
        f"{sum(o.right and o.entry[0] == name for o in stays)} of "
        f"{sum(o.right and o.entry[0] == name for o in found)} right ones in {name}"
        for name in SETS
    ]
    alarms = [sum(one.never for one in several) for several in (stays, found)]
    return f"keeps {', '.join(parts)}; {alarms[0]} of {alarms[1]} alarms of lists that nobody says"


def _said(alignment: Alignment, first: int, count: int) -> bool:
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

    An entry that one set has again and again counts by the root of their number, or a few would be most of
    what is learned.
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
            both.append(sorted(scores, reverse=True)[min(round(alarms * hours), len(scores) - 1)])
        cuts[size] = sum(both) / 2
    few, many = ALARMS
    return -cuts[few], (cuts[many] - cuts[few]) / (beyond(many) - beyond(few))


if __name__ == "__main__":
    main()
