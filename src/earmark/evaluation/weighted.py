"""The alignment of Le et al. 2021: insertions and deletions cost 3, substitutions 4."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from earmark.evaluation.alignment import Alignment

GAP, CHANGE = 3, 4  # as the score.py beside their word lists has them (is21_deep_bias)
DIAGONAL, INSERT, DELETE = 0, 1, 2  # in this order where several cost the same


def align_weighted(reference: Sequence[str], hypothesis: Sequence[str]) -> Alignment:
    """A cheapest edit path.

    At cost 1 two substitutions are as good as a deletion, a match and an insertion; here they cost 8
    against 6, so that a word written one place off still counts as right.
    """
    steps = _steps(reference, hypothesis)
    matches: dict[int, int] = {}
    substitutions: list[tuple[int, int]] = []
    deletions: list[int] = []
    insertions: list[int] = []
    row, column = len(reference), len(hypothesis)
    while row or column:
        step = steps[row, column]
        row, column = row - (step != INSERT), column - (step != DELETE)
        if step == INSERT:
            insertions.append(column)
        elif step == DELETE:
            deletions.append(row)
        elif reference[row] == hypothesis[column]:
            matches[row] = column
        else:
            substitutions.append((row, column))
    return Alignment(
        tuple(reference),
        tuple(hypothesis),
        dict(sorted(matches.items())),
        tuple(reversed(substitutions)),
        tuple(reversed(deletions)),
        tuple(reversed(insertions)),
    )


def _steps(reference: Sequence[str], hypothesis: Sequence[str]) -> NDArray[np.uint8]:
    """(R + 1, H + 1) the last step of a cheapest path to each cell, row by row."""
    ids = {word: number for number, word in enumerate(dict.fromkeys([*reference, *hypothesis]))}
    spoken, found = ([ids[word] for word in words] for words in (reference, hypothesis))
    written = np.array(found, dtype=np.int64)
    columns = len(written) + 1
    along = GAP * np.arange(columns)  # what insertions up to here cost
    steps = np.full((len(spoken) + 1, columns), INSERT, dtype=np.uint8)
    before = along.copy()
    for row, word in enumerate(spoken, start=1):
        diagonal = np.concatenate([[np.iinfo(np.int64).max // 2], before[:-1] + CHANGE * (written != word)])
        delete = before + GAP
        here = np.minimum.accumulate(np.minimum(diagonal, delete) - along) + along
        insert = np.concatenate([[np.iinfo(np.int64).max // 2], here[:-1] + GAP])
        steps[row] = np.where(diagonal == here, DIAGONAL, np.where(insert == here, INSERT, DELETE))
        before = here
    return steps
