"""The guard: its weights, fitted on the development sets, and what it saves and costs.

    python benchmarks/guard.py --data ../shared/data --work runs/accuracy --fit
    python benchmarks/guard.py --data ../shared/data --work runs/accuracy

With --fit: decodes all development speech with lists of 1,000 entries that nobody says, and the sets with
entities of their own with those too, with and without the adapter, lets everything stand, and fits the
logistic regression of core/guard.h to what was written rightly and wrongly; the bias is then set so that the
lists that nobody says cost an alarm an hour, with the adapter and without. Prints the weights, for the
model's decode options. Without: writes docs/guard.md.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from accuracy import SETS, common_parser
from development import DevelopmentSet, said
from numpy.typing import NDArray

from earmark import Recognizer
from earmark.acoustic import Emissions
from earmark.evaluate.alignment import Alignment, align
from earmark.text import spoken_form
from earmark.transcript import EntryHit, Hypothesis
from earmark.words import WordList

WEIGHTS = (
    "guard_phones", "guard_words", "guard_heard", "guard_sure", "guard_length", "guard_caution",
    "guard_attention",
)  # fmt: skip
LETTING = {"guard": True, "guard_bias": 1000.0}  # everything is weighed, nothing undone
LONG = 12  # phones, as core/guard.cpp
LEAST_SURE = 1e-6  # likewise
ASKED = 0.5  # likewise
RIDGE = 0.002
ALARMS = 1.0  # an hour, that lists which nobody says may cost


@dataclass(frozen=True)
class Written:
    """One entry that the search wrote."""

    features: tuple[float, ...]  # in the order of WEIGHTS
    right: bool
    never: bool  # of a list that nobody says
    entry: tuple[str, str]  # set and entry
    adapted: bool  # with the adapter


def main() -> None:
    """Fit, or measure and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--fit", action="store_true", help="print weights instead of writing the page")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", UserWarning)  # entries that sound alike are named for every list
    if arguments.fit:
        hours, found = 0.0, list[Written]()
        for biasing in ("auto", "decoder"):
            recognizer = Recognizer(arguments.model, LETTING, biasing=biasing)
            for name in SETS:
                one = DevelopmentSet(name, arguments.data, arguments.work, recognizer)
                hours += one.hours / 2
                found += written(one, recognizer, one.never(1000), never=True)
                if own := one.own(1000):
                    found += written(one, recognizer, own, never=False)
        own = Recognizer(arguments.model).options
        now = np.array([getattr(own, key) for key in WEIGHTS])
        weights, bias = fit(found, hours)
        for name, chosen, least in (("now", now, own.guard_bias), ("fitted", weights, bias)):
            print(f"# {name}: {kept(found, chosen, least)}")
        for key, value in (("guard_bias", bias), *zip(WEIGHTS, weights, strict=True)):
            print(f"{key} = {value:.3g}")
        return
    from guard_page import write_page  # the figures, which take the fitted weights from the model

    write_page(arguments)


def written(
    one: DevelopmentSet, recognizer: Recognizer, lists: Sequence[WordList], *, never: bool
) -> Iterator[Written]:
    """Every entry that a list has brought about and that has a rival, and whether it was said."""
    vocabulary = recognizer.model.vocabulary
    compiled = [recognizer.compile(words) for words in lists]
    found = zip(one.utterances, one.searched(recognizer, compiled), compiled, strict=True)
    for utterance, best, words in found:
        assert words is not None
        texts = [said(h, words, vocabulary) for h, _ in best]
        alignment = align(spoken_form(utterance.text).split(), [word for text, _ in texts for word in text])
        offset = 0
        for (hypothesis, emissions), (text, spans) in zip(best, texts, strict=True):
            for hit, (first, count) in zip(hypothesis.hits, spans, strict=True):
                if hit.rival is None or hit.boost + hit.lm <= 0:
                    continue
                entry = words.entries[hit.entry]
                right = not never and _said(alignment, offset + first, count)
                features = _features(hit, hypothesis, entry.strictness, emissions)
                adapted = emissions.attention is not None
                yield Written(features, right, never, (one.name, entry.word.text), adapted)
            offset += len(text)


def kept(found: Sequence[Written], weights: NDArray[np.float64], bias: float) -> str:
    """What such a guard would keep of what was rightly and wrongly written."""
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
    hit: EntryHit, hypothesis: Hypothesis, caution: float, emissions: Emissions
) -> tuple[float, ...]:
    looked = emissions.attention
    rival, n = hit.rival, max(hit.length, 1)
    sure = hypothesis.confidences[hit.first_token : hit.last_token + 1]
    return (
        0.0 if rival is None else rival.phones,
        0.0 if rival is None else rival.words,
        hit.heard / n,
        sum(math.log(max(one, LEAST_SURE)) for one in sure) / len(sure),
        float(min(n, LONG)),
        -caution,
        0.0 if looked is None else looked.of(hit.entry, hit.first_frame, hit.last_frame) - ASKED,
    )


def fit(found: Sequence[Written], hours: float) -> tuple[NDArray[np.float64], float]:
    """Weights in the order of WEIGHTS, and the bias at which never-spoken lists cost ALARMS an hour.

    An entry that one set has again and again counts by the root of their number, or the takes of two wake
    words would be most of what is learned.
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
        step = np.linalg.solve(
            (z * (mass * p * (1 - p))[:, None]).T @ z + ridge, z.T @ (mass * (p - y)) + ridge @ w
        )
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    weights = w[:-1] / spread
    scores = x @ weights
    allowed = math.floor(ALARMS * hours)
    cuts = []
    for adapted in (False, True):
        never = np.sort(scores[[one.never and one.adapted == adapted for one in found]])[::-1]
        cuts.append(never[min(allowed, len(never) - 1)])
    cut = max(cuts)
    kept = np.sort(scores[(scores > cut) & (y == 1)])
    return weights, -float((cut + kept[0]) / 2)  # half way to the next right one


if __name__ == "__main__":
    main()
