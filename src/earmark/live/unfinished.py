"""Unfinished: an utterance that goes on, read by the first pass and, now and then, by all passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from earmark.audio import RATE
from earmark.audio.speech_stream import SpeechStream
from earmark.biasing import BiasList
from earmark.live.encoding import Encoding, Step
from earmark.live.first_pass import FirstPass
from earmark.live.growing import Growing
from earmark.live.lists import Change, Read, parts
from earmark.live.partial import Partial, Settling, Written
from earmark.live.windows import Windows
from earmark.models import CtcModel, Emissions
from earmark.offline import incremental
from earmark.stages import Stages


class Unfinished:
    """One utterance on its way; ``follow`` and ``take`` must not run at the same time."""

    def __init__(self, model: CtcModel, stages: Stages, stream: SpeechStream) -> None:
        """Begin an utterance at the speech that a stream has found."""
        self.encoding = _encoding(model, stream)
        self.follow, self.take = self.encoding.follow, self.encoding.take
        self.start = self.encoding.start / RATE  # seconds in the stream
        self._stages, self._settling = stages, Settling()
        self._first_pass: FirstPass | None = None
        self._partial = Partial("", "", (), round(self.start, 3))

    def read(self, work: Sequence[Any], changes: Sequence[Change]) -> Partial:
        """Read what :meth:`take` returned, with the lists since the utterance began."""
        for step in self.encoding.encode(work):
            due = [change for change in changes if change[0] <= max(step.seconds, changes[0][0])]
            self._partial = self._advance(step, due)
        return self._partial

    def _advance(self, step: Step, changes: Sequence[Change]) -> Partial:
        """Read the new frames of a step."""
        if self._first_pass is None:
            self._first_pass = FirstPass(self._stages, changes[0][1], self.start)
        found = self._first_pass.read(step, changes)
        if step.whole is not None:
            self._settling.settle(self._verified(step.whole, changes), step.seconds)
        return self._settling.partial(found, step.seconds)

    def _verified(self, emissions: Emissions, changes: Sequence[Change]) -> list[Written]:
        """Words of all passes."""

        def read(words: BiasList | None) -> Read:
            (decoded,) = self._stages.decode([emissions], [words], 1)
            return Read.of(decoded, words, self._stages.resources.model.alphabet)

        return [written for part in parts(changes, read) for written in part.written]


def _encoding(model: CtcModel, stream: SpeechStream) -> Encoding[Any]:
    """How the frames of an utterance come, by what the model can do."""
    acoustic = incremental(model)
    return Windows(model, stream) if acoustic is None else Growing(model, acoustic, stream)
