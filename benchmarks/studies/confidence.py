"""Measure how far the confidence of words is the probability that they were said, and fit its weights.

    python -m benchmarks.studies.confidence --data ../shared/data [--fit]

Writes docs/figures/confidence.md. --fit prints new weights for the model's confidence.json instead, fitted to
the words of all sets but wake words without a list; those of entries come from verification_fit, with the
verifier's own.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace

from benchmarks.common.arguments import common_parser
from benchmarks.common.cases import Bench
from benchmarks.common.page import write_page
from benchmarks.common.regression import regression
from benchmarks.common.sets import WAKE_WORDS
from benchmarks.studies.confidence_page import as_markdown
from benchmarks.studies.confidence_rows import LM, NO_LIST, Row, Source, measured, plan
from earmark.decoding import ConfidenceWeights
from earmark.decoding.confidence import logit
from earmark.model_options import confidence_of

STUDY = "studies.confidence"
FOLDS = 5  # by speaker
NEUTRAL = ConfidenceWeights(0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0)
Features = Callable[[Row], tuple[float, ...]]


def main() -> None:
    """Measure and write the page, or print weights."""
    parser = common_parser(__doc__)
    parser.add_argument("--fit", action="store_true", help="print weights for confidence.json, write no page")
    arguments = parser.parse_args()
    bench = Bench.of(arguments)
    sources = [measured(bench, source) for source in plan()]
    shipped = confidence_of(bench.own.model) or NEUTRAL
    if arguments.fit:
        found = asdict(fitted(sources, shipped))
        print(json.dumps({name: float(f"{value:.3g}") for name, value in found.items()}, indent=1))
        return
    folds = held_out(sources, shipped)
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


def fitted(sources: Sequence[Source], current: ConfidenceWeights) -> ConfidenceWeights:
    """Weights of ordinary words, without a list; wake words, which are no sentences, are left out."""
    plain = [
        (source.decoder, [row for row in source.rows if not row.evidence.listed])
        for source in sources
        if source.set != WAKE_WORDS and source.list == NO_LIST
    ]
    acoustic, margin, sentence, bias = _fit([rows for of, rows in plain if of == LM], words_of)
    alone, alone_bias = _fit([rows for of, rows in plain if of != LM], alone_of)
    return replace(
        current, bias=bias, acoustic=acoustic, margin=margin, sentence=sentence, alone_bias=alone_bias,
        alone_acoustic=alone,
    )  # fmt: skip


def _fit(parts: Iterable[Sequence[Row]], features: Features) -> list[float]:
    kept = [rows for rows in parts if rows]
    x = [[features(row) for row in rows] for rows in kept]
    return regression(x, [[float(row.right) for row in rows] for rows in kept], [1.0] * len(kept))


def fold_of(row: Row) -> int:
    """The part of the cross-validation that a speaker belongs to."""
    return zlib.crc32(row.speaker.encode()) % FOLDS


def held_out(sources: Sequence[Source], current: ConfidenceWeights) -> list[ConfidenceWeights]:
    """Weights for each fold, fitted to the speakers of the others."""
    parts = (
        [replace(s, rows=tuple(row for row in s.rows if fold_of(row) != fold)) for s in sources]
        for fold in range(FOLDS)
    )
    return [fitted(part, current) for part in parts]


def probability(row: Row, decoder: str, weights: ConfidenceWeights) -> float:
    """The confidence of a word, as the recognizer gives it at one false alarm an hour."""
    e = row.evidence
    if e.listed:
        return weights.of_entry(e.log_odds or 0.0)
    if decoder != LM:
        return weights.of_word_alone(e.acoustic)
    return weights.of_word(e.acoustic, e.margin or 0.0, e.sentence or 0.0)


if __name__ == "__main__":
    main()
