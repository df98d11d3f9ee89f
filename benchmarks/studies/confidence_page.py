"""The page on the confidence of words: calibration errors and reliability."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.common.page import page, percent, section, table
from benchmarks.studies.confidence_rows import Row, Source

BINS = 15  # of equal mass
FEWEST = 100  # words of a row of a table: of fewer, chance alone makes an error of 5 points
Floats = NDArray[np.float64]
Probability = Callable[[Row, Source], float]
HEAD = (
    "set", "speech", "list", "decoder", "words", "right", "mean confidence", "error", "held out", "AUC",
    "acoustic: error", "AUC",
)  # fmt: skip


def calibration_error(p: Floats, right: Floats) -> float:
    """Expected calibration error over bins of equal mass, words in the order of their probability."""
    order = np.argsort(p, kind="stable")
    bins = np.array_split(order, BINS)
    return float(sum(abs(p[one].sum() - right[one].sum()) for one in bins) / len(p))


def area(p: Floats, right: Floats) -> float | None:
    """Area under the curve: how often a right word is surer than a wrong one, ties by half."""
    _, place, count = np.unique(p, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    good = right.sum()
    if good in (0, len(right)):
        return None
    return float((rank[right == 1].sum() - good * (good + 1) / 2) / (good * (len(right) - good)))


def as_markdown(study: str, sources: Sequence[Source], shipped: Probability, held_out: Probability) -> str:
    """Make the page from the rows and two kinds of probabilities."""
    plain = [row for source in sources for row in _rows(source, False, shipped, held_out)]
    listed = [row for source in sources for row in _rows(source, True, shipped, held_out)]
    return page(
        "Confidence", study, "Development sets, bundled model.", TOP,
        section("Words that are not of the list", table(HEAD, plain)),
        section("Words of the list", LISTED, table(HEAD, listed)),
        section("Reliability, words that are not of the list", _reliability(sources, False, shipped)),
        section("Reliability, words of the list", _reliability(sources, True, shipped)),
    )  # fmt: skip


def _rows(
    source: Source, listed: bool, shipped: Probability, held_out: Probability
) -> Iterator[Sequence[str]]:
    rows = [row for row in source.rows if row.evidence.listed == listed]
    if len(rows) < FEWEST:
        return
    right = np.array([row.right for row in rows], dtype=float)
    ours, theirs, acoustic = (
        np.array([of(row, source) for row in rows]) for of in (shipped, held_out, _acoustic)
    )
    yield (
        source.set, source.copy.name, source.list, source.decoder, f"{len(rows):,}", percent(right.mean()),
        percent(ours.mean()), percent(calibration_error(ours, right)),
        percent(calibration_error(theirs, right)), percent(area(ours, right)),
        percent(calibration_error(acoustic, right)), percent(area(acoustic, right)),
    )  # fmt: skip


def _acoustic(row: Row, source: Source) -> float:
    return row.evidence.acoustic


def _reliability(sources: Sequence[Source], listed: bool, shipped: Probability) -> str:
    found = [(s, row) for s in sources for row in s.rows if row.evidence.listed == listed]
    p = np.array([shipped(row, source) for source, row in found])
    right = np.array([row.right for _, row in found], dtype=float)
    bins = np.array_split(np.argsort(p, kind="stable"), BINS)
    rows = [(percent(p[one].mean()), percent(right[one].mean()), f"{len(one):,}") for one in bins if len(one)]
    return table(("mean confidence", "right", "words"), rows)


TOP = f"""The confidence of a word is a logistic regression on its evidence
([design](../design/transcript.md)). A word is right where its words stand in the reference at the aligned
place. *Error* is the expected calibration error, the sum over {BINS} bins of equal mass of n_b / n * |mean
confidence - share of right words|; *AUC* how often a right word is surer than a wrong one; *held out* the
error of weights that were fitted to the other speakers. The shipped weights of ordinary words are fitted
to the rows without a list but those of wakewords-dev. *Acoustic* is `acoustic_confidence`. All are
percent. Rows with fewer than {FEWEST} words are left out.
"""
LISTED = """An entry of several words counts once. The weights of entries come from
`benchmarks.studies.verification_fit`, with the verifier's own: nothing is held out here.
"""
