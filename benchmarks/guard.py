"""The guard: its weights, fitted on the development sets, and what it saves and costs.

    python benchmarks/guard.py --data ../shared/data --work runs/accuracy --fit
    python benchmarks/guard.py --data ../shared/data --work runs/accuracy

With --fit: decodes all development speech with lists of 1,000 entries that nobody says, and the sets with
entities of their own with those too, lets everything stand, and fits the logistic regression of core/guard.h to
what was written rightly and wrongly; the bias is then set so that the lists that nobody says cost an alarm an
hour. Prints the weights, for the model's decode options. Without: writes docs/guard.md.
"""

from __future__ import annotations

import math
import random
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from accuracy import DISTRACTORS, SETS, common_parser, unpacked
from numpy.typing import NDArray

from earmark import Recognizer
from earmark.decode import BeamDecoder
from earmark.evaluate.alignment import Alignment, align
from earmark.evaluate.cache import EmissionsCache
from earmark.evaluate.entities import Inventory, find_invented
from earmark.evaluate.lists import draw_distractors, entity_words
from earmark.evaluate.manifest import Utterance, load_manifest
from earmark.evidence import spell
from earmark.jobs import Heard
from earmark.text import spoken_form
from earmark.transcript import EntryHit, Hypothesis
from earmark.words import CompiledWords, Word, WordList

WEIGHTS = ("guard_phones", "guard_words", "guard_heard", "guard_sure", "guard_length", "guard_caution")
LETTING = {
    "guard": True,
    **dict.fromkeys((*WEIGHTS, "guard_acoustic", "guard_bias"), 0.0),
}  # weigh, undo none
LONG = 12  # phones, as core/guard.cpp
LEAST_SURE = 1e-6  # likewise
RIDGE = 0.002
ALARMS = 1.0  # an hour, that lists which nobody says may cost
WAKE = (Word("athena"), Word("chatterbox"))


@dataclass(frozen=True)
class Written:
    """One entry that the search wrote."""

    features: tuple[float, ...]  # in the order of WEIGHTS
    right: bool
    never: bool  # of a list that nobody says
    entry: tuple[str, str]  # set and entry


def main() -> None:
    """Fit, or measure and write the page."""
    parser = common_parser(__doc__)
    parser.add_argument("--fit", action="store_true", help="print weights instead of writing the page")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", UserWarning)  # entries that sound alike are named for every list
    if arguments.fit:
        recognizer = Recognizer(arguments.model, LETTING)
        hours, written = 0.0, []
        for name in SETS:
            one = DevelopmentSet(name, arguments.data, arguments.work, recognizer)
            hours += one.hours
            written += list(one.written(recognizer, one.never(1000), never=True))
            if one.own:
                written += list(one.written(recognizer, one.own + one.never(1000), never=False))
        weights, bias = fit(written, hours)
        for key, value in (("guard_bias", bias), *zip(WEIGHTS, weights, strict=True)):
            print(f"{key} = {value:.3g}")
        return
    from guard_page import write_page  # the figures, which take the fitted weights from the model

    write_page(arguments)


class DevelopmentSet:
    """Utterances, what the acoustic model hears in them, and the entries that they hold."""

    def __init__(self, name: str, data: Path, work: Path, recognizer: Recognizer) -> None:
        """Read the set; its emissions are computed once and kept."""
        self.name = name
        self.distractors = [data / "words" / f"{file}.txt.xz" for file in DISTRACTORS]
        self.utterances = load_manifest(unpacked(name, data, work))
        self.heard = _heard(
            self.utterances, work / "emissions" / f"{name}-{recognizer.model.digest[:8]}", recognizer
        )
        self.hours = sum(h.seconds for h in self.heard) / 3600
        self.own = WAKE if name.startswith("wakewords") else entity_words(self.utterances)

    def never(self, size: int) -> tuple[Word, ...]:
        """Entries that nobody says."""
        return draw_distractors(self.distractors, size, self.utterances)

    def hypotheses(self, recognizer: Recognizer, words: CompiledWords | None) -> list[list[Hypothesis]]:
        """The best of every piece of every utterance."""
        pieces = [(i, e) for i, heard in enumerate(self.heard) for e in heard.segments]
        search: BeamDecoder = recognizer._search
        found = search.decode_batch(
            [e.log_probs for _, e in pieces], words, 1, [e.phone_log_probs for _, e in pieces]
        )
        best: list[list[Hypothesis]] = [[] for _ in self.heard]
        for (i, _), hypotheses in zip(pieces, found, strict=True):
            best[i].append(hypotheses[0])
        return best

    def written(self, recognizer: Recognizer, words: Sequence[Word], *, never: bool) -> Iterator[Written]:
        """Every entry of the list that the search writes, and whether it was said."""
        compiled = recognizer.compile(WordList.of(words))
        assert compiled is not None
        vocabulary = recognizer.model.vocabulary
        for utterance, best in zip(self.utterances, self.hypotheses(recognizer, compiled), strict=True):
            texts = [spell(h.tokens, vocabulary).split() for h in best]
            alignment = align(spoken_form(utterance.text).split(), [word for text in texts for word in text])
            offset = 0
            for hypothesis, text in zip(best, texts, strict=True):
                for hit in hypothesis.hits:
                    first = offset + len(spell(hypothesis.tokens[: hit.first_token], vocabulary).split())
                    entry = compiled.entries[hit.entry]
                    count = len(
                        spell(hypothesis.tokens[hit.first_token : hit.last_token + 1], vocabulary).split()
                    )
                    right = _said(alignment, first, count) and not never
                    features = _features(hit, hypothesis, entry.strictness)
                    yield Written(features, right, never, (self.name, entry.word.text))
                offset += len(text)

    def texts(self, recognizer: Recognizer, words: Sequence[Word]) -> list[str]:
        """What is written with a list, or without one where it is empty; entries as they are spoken."""
        compiled = recognizer.compile(WordList.of(words)) if words else None
        vocabulary = recognizer.model.vocabulary
        return [
            " ".join(spell(h.tokens, vocabulary) for h in best)
            for best in self.hypotheses(recognizer, compiled)
        ]

    def alarms(self, recognizer: Recognizer, words: Sequence[Word]) -> int:
        """Entries of the list in transcripts where nobody says them."""
        inventory = Inventory(word.text for word in words)
        pairs = zip(self.utterances, self.texts(recognizer, words), strict=True)
        return sum(
            1
            for u, t in pairs
            for _ in find_invented(align(spoken_form(u.text).split(), t.split()), inventory)
        )


def _heard(utterances: Sequence[Utterance], folder: Path, recognizer: Recognizer) -> list[Heard]:
    if not (folder / "index.json").is_file():
        cache = EmissionsCache(folder, recognizer.model)
        for utterance in utterances:
            cache.store(utterance.id, recognizer.hear(utterance.audio))
        cache.close()
    stored = EmissionsCache.open(folder, recognizer.model)
    return [stored.load(utterance.id) for utterance in utterances]


def _said(alignment: Alignment, first: int, count: int) -> bool:
    back = {hypothesis: reference for reference, hypothesis in alignment.matches.items()}
    start = back.get(first)
    return start is not None and all(back.get(first + i) == start + i for i in range(count))


def _features(hit: EntryHit, hypothesis: Hypothesis, caution: float) -> tuple[float, ...]:
    rival, n = hit.rival, max(hit.length, 1)
    sure = hypothesis.confidences[hit.first_token : hit.last_token + 1]
    return (
        0.0 if rival is None else rival.phones,
        0.0 if rival is None else rival.words,
        hit.heard / n,
        sum(math.log(max(one, LEAST_SURE)) for one in sure) / len(sure),
        float(min(n, LONG)),
        -caution,
    )


def fit(written: Sequence[Written], hours: float) -> tuple[NDArray[np.float64], float]:
    """Weights in the order of WEIGHTS, and the bias at which never-spoken lists cost ALARMS an hour.

    An entry that one set has again and again counts by the root of their number, or the takes of two wake
    words would be most of what is learned.
    """
    times = Counter((one.entry, one.right) for one in written)
    x = np.array([one.features for one in written])
    y = np.array([1.0 if one.right else 0.0 for one in written])
    mass = np.array([times[one.entry, one.right] ** -0.5 for one in written])
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
    never = np.sort(scores[[one.never for one in written]])[::-1]
    allowed = math.floor(ALARMS * hours)
    cut = never[allowed] if allowed < len(never) else never[-1]
    kept = np.sort(scores[(scores > cut) & (y == 1)])
    return weights, -float((cut + kept[0]) / 2)  # half way to the next right one


if __name__ == "__main__":
    random.seed(0)
    main()
