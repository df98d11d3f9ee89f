"""Utterances: cut a stream at its end points, and follow the utterance that goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from earmark.audio import RATE, Segment
from earmark.audio.end_points import EndPoints
from earmark.audio.segment import Segmenter, longest_segment
from earmark.audio.waveform import Samples
from earmark.biasing import BiasList
from earmark.live.unfinished import Unfinished
from earmark.models import CtcModel
from earmark.offline import Chunk, is_complete
from earmark.stages import Stages


@dataclass(frozen=True, eq=False)
class Utterance:
    """An utterance that has ended."""

    chunk: Chunk
    words: BiasList | None  # the list in force when it began
    seconds: float  # of the stream when its end was certain

    @property
    def end(self) -> float:
        """Seconds of the stream from which words belong to the next utterance."""
        last = self.chunk[-1]
        return last.keep_to if last.joins else self.seconds


class Utterances:
    """Utterances of one stream of blocks at 16 kHz, of the size of the detector's."""

    def __init__(self, model: CtcModel, stages: Stages, words: BiasList | None, rules: EndPoints) -> None:
        self.words = words  # the list of utterances that have not begun
        self.unfinished: Unfinished | None = None
        self._model, self._stages = model, stages
        grid = round(model.frame_shift * RATE)
        self._segmenter = Segmenter(grid, "running", rules)
        self._chunk: list[Segment] = []
        self._rules = rules

    def add(self, block: Samples) -> Iterator[Utterance]:
        """Take a block; yield the utterances that end in it."""
        for segment in self._segmenter.add(block):
            yield from self._append(segment)
        stream = self._segmenter.stream
        if len(stream.probabilities) and self.unfinished is None:
            self.unfinished = Unfinished(self._model, self._stages, self.words, stream)
        if self.unfinished is not None:
            self.unfinished.follow(stream)

    def rest(self) -> Iterator[Utterance]:
        """End the stream; yield the utterances that remain."""
        for segment in self._segmenter.rest():
            yield from self._append(segment)

    def _is_long(self) -> bool:
        """Whether another segment could make the utterance longer than it may be."""
        if self._rules.longest is None:
            return False
        kept = self._chunk[-1].keep_to - self._chunk[0].keep_from
        return kept + longest_segment(self._rules) > self._rules.longest

    def _append(self, segment: Segment) -> Iterator[Utterance]:
        self._chunk.append(segment)
        if not is_complete(self._chunk) and not self._is_long():
            return
        chunk, self._chunk = tuple(self._chunk), []
        words = self.words if self.unfinished is None else self.unfinished.words
        self.unfinished = None
        yield Utterance(chunk, words, self._segmenter.stream.end / RATE)
