"""FirstPass: the search of an utterance that goes on, with the lists in force as it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from earmark.assemble import Decoded
from earmark.biasing import BiasList
from earmark.decoding import greedy_decode
from earmark.live.encoding import Step
from earmark.live.lists import Change, Read
from earmark.live.partial import Written
from earmark.stages import Stages
from earmark.transcript import Hypothesis


class FirstPass:
    """Reads the new frames of each step.

    A list that changes is in force from the next word on that the search begins. A search with the new list
    begins at that word, and the words before it stay.
    """

    def __init__(self, stages: Stages, words: BiasList | None, start: float) -> None:
        """Begin an utterance at ``start`` seconds of the stream."""
        self._stages = stages
        self._shift = stages.resources.model.frame_shift
        self._start = start
        self._rows = 0  # read so far
        self._changes = 1  # that are in force
        self._before: list[Written] = []  # by lists that are in force no more
        self._waiting: list[tuple[int, Step]] = []  # rows before each step that a list to come may read
        self._begin(words, 0)

    def read(self, step: Step, changes: Sequence[Change]) -> list[Written]:
        """Words up to a step's end.

        Args:
            step: the next one.
            changes: lists of the utterance up to there, the first one in force at its beginning.
        """
        self._search(step, step.new)
        pending = changes[self._changes :]
        if pending:
            self._waiting.append((self._rows, step))
        self._rows += step.new.stop - step.new.start
        found = self._found()
        while pending and (later := [one for one in found if one[0].start >= pending[0][0]]):
            began = later[0][0].start
            due = [change for change in pending if change[0] <= began]
            self._changes, pending = self._changes + len(due), pending[len(due) :]
            self._before += found[: len(found) - len(later)]
            self._begin(due[-1][1], round((began - self._start) / self._shift))
            self._again()
            found = self._found()
        if not pending:
            self._waiting = []
        return self._before + found

    def _begin(self, words: BiasList | None, row: int) -> None:
        """Begin a search at a row of the utterance."""
        self._words, self._first = words, row
        self._reader = _rows_reader(self._stages, words)

    def _again(self) -> None:
        """Search what was read from the search's first row on."""
        for rows, step in self._waiting:
            skipped = max(0, self._first - rows)
            self._search(step, slice(min(step.new.start + skipped, step.new.stop), step.new.stop))

    def _search(self, step: Step, rows: slice) -> None:
        (emissions,) = self._stages.prepare([step.emissions], [self._words])
        unbiased = None if emissions.unbiased is None else emissions.unbiased[rows]
        self._reader.advance(emissions.log_probs[rows], unbiased=unbiased)

    def _found(self) -> list[Written]:
        """Words of the search's best hypothesis."""
        start = self._start + self._first * self._shift
        decoded = Decoded((self._reader.partial(),), start, self._shift, confidence=self._stages.confidence)
        return Read.of(decoded, self._words, self._stages.resources.model.alphabet).written


class _RowsReader(Protocol):
    def advance(self, log_probs: NDArray[np.float32], *, unbiased: NDArray[np.float32] | None) -> None: ...
    def partial(self) -> Hypothesis: ...


class _BestTokens:
    """Greedy decoding of the rows so far."""

    def __init__(self, blank: int) -> None:
        self._blank = blank
        self._rows: list[NDArray[np.float32]] = []

    def advance(self, log_probs: NDArray[np.float32], *, unbiased: NDArray[np.float32] | None) -> None:
        self._rows.append(log_probs)

    def partial(self) -> Hypothesis:
        return greedy_decode(np.concatenate(self._rows), self._blank)


def _rows_reader(stages: Stages, words: BiasList | None) -> _RowsReader:
    if stages.resources.decoder == "greedy":
        return _BestTokens(stages.resources.model.alphabet.blank)
    return stages.search.session(words)
