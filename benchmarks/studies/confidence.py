"""Measure how far the confidence of words is the probability that they were said, and fit its weights.

    python -m benchmarks.studies.confidence --data ../shared/data [--fit]

Writes docs/figures/confidence.md. --fit prints new weights for the model's confidence.json instead.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace

import numpy as np

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import write_page
from benchmarks.common.sets import WAKE_WORDS
from benchmarks.studies.confidence_page import as_markdown
from benchmarks.studies.confidence_rows import LM, Row, Source, measured, plan
from earmark.decoding import ConfidenceWeights
from earmark.decoding.confidence import logit
from earmark.model_options import confidence_of

STUDY = "studies.confidence"
FOLDS = 5  # by speaker
RIDGE = 1e-3
NEUTRAL = ConfidenceWeights(0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0)
Features = Callable[[Row], tuple[float, ...]]


def main() -> None:
    """Measure and write the page, or print weights."""
    parser = common_parser(__doc__)
    parser.add_argument("--fit", action="store_true", help="print weights for confidence.json, write no page")
    arguments = parser.parse_args()
    bench = Bench.of(arguments)
    sources = [measured(bench, source) for source in plan()]
    if arguments.fit:
        print(json.dumps({k: float(f"{v:.3g}") for k, v in asdict(fitted(sources)).items()}, indent=1))
        return
    shipped, folds = confidence_of(bench.own.model) or NEUTRAL, held_out(sources)
    text = as_markdown(
        STUDY,
        sources,
        lambda row, source: probability(row, source.decoder, shipped),
        lambda row, source: probability(row, source.decoder, folds[fold_of(row)]),
    )
    if arguments.limit is None:
        write_page("confidence", text)
    else:
        print(text)


def words_of(row: Row) -> tuple[float, ...]:
    """Features of a word that was found with a language model."""
    e = row.evidence
    return logit(e.acoustic), e.margin or 0.0, e.sentence or 0.0


def alone_of(row: Row) -> tuple[float, ...]:
    """Features of a word that was found without one."""
    return (logit(row.evidence.acoustic),)


def entry_of(row: Row) -> tuple[float, ...]:
    """Features of an entry."""
    return (row.evidence.log_odds or 0.0,)


def fitted(sources: Sequence[Source]) -> ConfidenceWeights:
    """Weights of all kinds of words; the wake words, which are no sentences, are left out."""
    of = [source for source in sources if source.set != WAKE_WORDS]
    *words, bias = regression([s.rows for s in of if s.decoder == LM], words_of, lambda r: not r.evidence.listed)
    alone, alone_bias = regression(
        [s.rows for s in of if s.decoder != LM], alone_of, lambda r: not r.evidence.listed
    )
    entry, entry_bias = regression([s.rows for s in of if s.decoder == LM], entry_of, lambda r: r.evidence.listed)
    return ConfidenceWeights(bias, *words, alone_bias, alone, entry_bias, entry)


def regression(
    parts: Iterable[Sequence[Row]], features: Features, chosen: Callable[[Row], bool]
) -> list[float]:
    """Logistic regression, every part counting the same; weights of the features, then the bias."""
    kept = [rows for rows in ([row for row in part if chosen(row)] for part in parts) if rows]
    x = np.array([(*features(row), 1.0) for rows in kept for row in rows])
    y = np.array([row.right for rows in kept for row in rows], dtype=float)
    mass = np.array([1.0 / len(rows) for rows in kept for _ in rows]) / len(kept)
    ridge = RIDGE * np.diag([*x[:, :-1].var(axis=0), 0.0])
    w = np.zeros(x.shape[1])
    for _ in range(50):  # Newton's method
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (mass * p * (1 - p))[:, None]).T @ x + ridge
        step = np.linalg.solve(hessian + 1e-9 * np.eye(len(w)), x.T @ (mass * (p - y)) + ridge @ w)
        w -= step
        if np.abs(step).max() < 1e-9:
            break
    return [float(value) for value in w]


def fold_of(row: Row) -> int:
    """The part of the cross-validation that a speaker belongs to."""
    return zlib.crc32(row.speaker.encode()) % FOLDS


def held_out(sources: Sequence[Source]) -> list[ConfidenceWeights]:
    """Weights for each fold, fitted to the speakers of the others."""
    return [
        fitted([replace(s, rows=tuple(r for r in s.rows if fold_of(r) != fold)) for s in sources])
        for fold in range(FOLDS)
    ]


def probability(row: Row, decoder: str, weights: ConfidenceWeights) -> float:
    """The confidence of a word, as the recognizer gives it at one false alarm an hour."""
    e = row.evidence
    if e.listed:
        return weights.of_entry(e.log_odds or 0.0)
    if decoder != LM:
        return weights.of_word_alone(e.acoustic)
    return weights.of_word(e.acoustic, e.margin or 0.0, e.sentence or 0.0)
