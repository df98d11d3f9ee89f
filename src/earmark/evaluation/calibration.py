"""Compare the confidences of words with how often they are right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.evaluation.alignment import align
from earmark.evaluation.bootstrap import Sums
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.spoken import place_words
from earmark.transcript import Transcript

BINS = 10  # of equal width, as calibration errors are usually stated


@dataclass(frozen=True)
class WordConfidence:
    """One written word."""

    confidence: float  # 0..1
    right: bool  # its words stand in the reference at the aligned place
    listed: bool  # written from the list


@dataclass(frozen=True)
class Bin:
    """Words of similar confidence."""

    words: int
    confidence: float  # 0..1, mean
    right: float  # 0..1, share


def confidences_of(utterance: Utterance, transcript: Transcript) -> tuple[WordConfidence, ...]:
    """Words of known confidence, and whether each is right; an entry of several words counts once."""
    spoken, placed = place_words(transcript, utterance.language)
    alignment = align(utterance.language.normalize(utterance.text).split(), spoken)
    return tuple(
        WordConfidence(word.confidence, alignment.said_at(first, count) is not None, word.entry is not None)
        for word, first, count in placed
        if word.confidence is not None
    )


def binned(words: Iterable[WordConfidence]) -> NDArray[np.float64]:
    """(3 BINS,) words, summed confidences and right words of each bin."""
    table = np.zeros((3, BINS))
    for word in words:
        place = min(int(word.confidence * BINS), BINS - 1)
        table[:, place] += 1.0, word.confidence, word.right
    return table.ravel()


def calibration_error(sums: Sums) -> Sums:
    """Expected calibration error: mean difference of confidence and share of right words, by word.

    Args:
        sums: (3 BINS, R) summed rows of :func:`binned` of R resamples.

    Returns:
        (R,) errors, 0..1, NaN without a word.
    """
    words, confidence, right = np.asarray(sums).reshape(3, BINS, -1)
    return np.asarray(np.abs(confidence - right).sum(axis=0) / words.sum(axis=0))


def bins_of(rows: Sequence[NDArray[np.float64]]) -> list[Bin | None]:
    """The bins of some utterances, from :func:`binned` of each; None for one without words."""
    words, confidence, right = np.sum(rows, axis=0).reshape(3, BINS) if len(rows) else np.zeros((3, BINS))
    return [
        Bin(int(n), float(c / n), float(r / n)) if n else None
        for n, c, r in zip(words, confidence, right, strict=True)
    ]
