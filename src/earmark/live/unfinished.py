"""Unfinished: an utterance that goes on, read by the first pass and, now and then, by all passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from earmark.assemble import Decoded, write
from earmark.audio import RATE
from earmark.audio.speech_stream import SpeechStream
from earmark.biasing import BiasList
from earmark.decoding import greedy_decode
from earmark.live.encoding import Encoding, Step
from earmark.live.growing import Growing
from earmark.live.partial import Partial, Settling, Written
from earmark.live.windows import Windows
from earmark.models import CtcModel, Emissions
from earmark.offline import incremental
from earmark.stages import Stages
from earmark.transcript import Hypothesis


class Unfinished:
    """One utterance on its way; ``follow`` and ``take`` must not run at the same time."""

    def __init__(self, model: CtcModel, stages: Stages, words: BiasList | None, stream: SpeechStream) -> None:
        """Begin an utterance at the speech that a stream has found."""
        self.words = words
        self.encoding = _encoding(model, stream)
        self.follow, self.take = self.encoding.follow, self.encoding.take
        self._model, self._stages, self._settling = model, stages, Settling()
        self._rows = _rows_reader(stages, words)
        self._start = self.encoding.start / RATE  # seconds in the stream
        self._partial = Partial("", "", (), round(self._start, 3))

    def read(self, work: Sequence[Any]) -> Partial:
        """Read what :meth:`take` returned."""
        steps = self.encoding.encode(work)
        if steps:
            ready = self._stages.prepare([step.emissions for step in steps], [self.words] * len(steps))
            for step, emissions in zip(steps, ready, strict=True):
                self._partial = self._advance(step, emissions)
        return self._partial

    def _advance(self, step: Step, emissions: Emissions) -> Partial:
        """Read the new frames of a step."""
        stages, new = self._stages, step.new
        unbiased = None if emissions.unbiased is None else emissions.unbiased[new]
        self._rows.advance(emissions.log_probs[new], unbiased=unbiased)
        if step.whole is not None:
            (verified,) = stages.decode([step.whole], [self.words], 1)
            self._settling.settle(self._written(verified), step.seconds)
        best, shift = self._rows.partial(), self._model.frame_shift
        found = Decoded((best,), self._start, shift, confidence=stages.confidence)
        return self._settling.partial(self._written(found), step.seconds)

    def _written(self, found: Decoded) -> list[Written]:
        """Words of the best hypothesis."""
        alphabet = self._model.alphabet
        written = write(found, found.hypotheses[0], alphabet, self.words, float("inf"))
        return [(word, spaced) for word, spaced, _ in written]


def _encoding(model: CtcModel, stream: SpeechStream) -> Encoding[Any]:
    """How the frames of an utterance come, by what the model can do."""
    acoustic = incremental(model)
    return Windows(model, stream) if acoustic is None else Growing(model, acoustic, stream)


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
