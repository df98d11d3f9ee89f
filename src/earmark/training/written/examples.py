"""Examples for the tagger: some sentences of running text each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.output.written.features import AFFIX_ROWS, FIELDS, WORD_ROWS
from earmark.training.written.options import TaggerOptions
from earmark.training.written.text import TaggedText

EDGE = 8  # words before a cut that are not scored: what decides their marks is missing


@dataclass(frozen=True, eq=False)
class Batch:
    """B examples of N words."""

    features: NDArray[np.int32]  # (B, N, 4)
    mask: NDArray[np.float32]  # (B, N) 1 where a word stands
    scored: NDArray[np.bool_]  # (B, N)
    marks: NDArray[np.int64]  # (B, N)
    cases: NDArray[np.int64]  # (B, N)


def draw(text: TaggedText, options: TaggerOptions, random: np.random.Generator) -> Batch:
    """Draw a batch: of single sentences, or of longer text, half of it cut within a sentence."""
    if random.random() < options.single:
        shape, span = (2 * options.batch, options.words // 2), _sentence
    else:
        shape, span = (options.batch, options.words), _passage
    batch = Batch(
        np.zeros((*shape, FIELDS), np.int32), np.zeros(shape, np.float32), np.zeros(shape, bool),
        np.zeros(shape, np.int64), np.zeros(shape, np.int64),
    )  # fmt: skip
    for row in range(shape[0]):
        first, last, cut = span(text, shape[1], random)
        n = last - first
        batch.features[row, :n] = text.features[first:last]
        batch.mask[row, :n] = 1
        batch.scored[row, : n - EDGE if cut else n] = True
        batch.marks[row, :n] = text.marks[first:last]
        batch.cases[row, :n] = text.cases[first:last]
    _hide(batch, options.unknown, random)
    return batch


def _sentence(text: TaggedText, limit: int, random: np.random.Generator) -> tuple[int, int, bool]:
    """First and last word of a sentence, and whether it is cut."""
    sentence = int(random.integers(len(text.starts) - 1))
    first, last = (int(start) for start in text.starts[sentence : sentence + 2])
    return first, min(last, first + limit), last - first > limit


def _passage(text: TaggedText, limit: int, random: np.random.Generator) -> tuple[int, int, bool]:
    """First and last word of several sentences, and whether the last is cut."""
    first = int(text.starts[random.integers(len(text.starts) - 1)])
    last = min(first + limit, len(text))
    whole = int(text.starts[np.searchsorted(text.starts, last, "right") - 1])
    if whole > first and random.random() < 0.5:
        return first, whole, False
    return first, last, last - first == limit


def _hide(batch: Batch, share: float, random: np.random.Generator) -> None:
    """Give a share of the words spellings at random."""
    hidden = random.random(batch.mask.shape) < share
    rows = random.integers(0, [WORD_ROWS, WORD_ROWS, AFFIX_ROWS, AFFIX_ROWS], (int(hidden.sum()), FIELDS))
    batch.features[hidden] = rows
