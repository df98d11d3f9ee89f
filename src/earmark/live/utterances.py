"""Utterances: cut a stream at its end points, and follow the utterance that goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from earmark.audio import RATE, Segment
from earmark.audio.end_points import EndPoints
from earmark.audio.segment import Segmenter, longest_segment
from earmark.audio.waveform import Samples
from earmark.biasing import BiasList
from earmark.live.lists import Change, Lists
from earmark.live.unfinished import Unfinished
from earmark.models import CtcModel, Emissions
from earmark.offline import Chunk, encode_chunks, incremental, is_complete
from earmark.stages import Stages

BEFORE = 1.0  # seconds, at least those before its speech with which an utterance begins


@dataclass(frozen=True, eq=False)
class Utterance:
    """An utterance that has ended."""

    chunk: Chunk
    changes: tuple[Change, ...]  # the list in force when it began, and those after it
    seconds: float  # of the stream when its end was certain
    emissions: Callable[[], Emissions]  # encodes it, or what is left of it

    def is_same(self, other: Utterance) -> bool:
        """Whether both are read alike: the same segments with the same lists."""
        lists = [[(at, id(words)) for at, words in one.changes] for one in (self, other)]
        return lists[0] == lists[1] and self.chunk == other.chunk

    @property
    def end(self) -> float:
        """Seconds of the stream from which words belong to the next utterance."""
        last = self.chunk[-1]
        return last.keep_to if last.joins else self.seconds


class Utterances:
    """Utterances of one stream of blocks at 16 kHz, of the size of the detector's."""

    def __init__(self, model: CtcModel, stages: Stages, words: BiasList | None, rules: EndPoints) -> None:
        self.lists = Lists(words)
        self.unfinished: Unfinished | None = None
        self._model, self._stages = model, stages
        grid = round(model.frame_shift * RATE)
        self._segmenter = Segmenter(grid, "running", rules, anchored=incremental(model) is None)
        self._chunk: list[Segment] = []
        self._rules = rules

    def add(self, block: Samples) -> Iterator[Utterance]:
        """Take a block; yield the utterances that end in it."""
        for segment in self._segmenter.add(block):
            yield from self._append(segment)
        stream = self._segmenter.stream
        if len(stream.probabilities) and self.unfinished is None:
            self.unfinished = Unfinished(self._model, self._stages, stream)
        if self.unfinished is not None:
            self.unfinished.follow(stream)

    def presumed(self) -> Utterance | None:
        """The utterance that goes on, as its pause would end it; None while it may change, or is long."""
        segment = None if self.unfinished is None or self._chunk else self._segmenter.presumed()
        return None if segment is None else self._utterance((segment,), self.unfinished)

    def change(self, words: BiasList | None, seconds: float) -> None:
        """Use another list for words that begin from ``seconds`` of the stream on."""
        begun = self._segmenter.stream.at / RATE if self.unfinished is None else self.unfinished.start
        self.lists.change(seconds, words, begun - BEFORE)

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
        begun, self.unfinished = self.unfinished, None
        yield self._utterance(chunk, begun)

    def _utterance(self, chunk: Chunk, begun: Unfinished | None) -> Utterance:
        changes = self.lists.between(chunk[0].keep_from, chunk[-1].keep_to)
        seconds = self._segmenter.stream.end / RATE
        return Utterance(chunk, changes, seconds, self._encoder(begun, chunk))

    def _encoder(self, begun: Unfinished | None, chunk: Chunk) -> Callable[[], Emissions]:
        """What encodes an utterance that has ended."""
        if begun is None:
            return lambda: encode_chunks(self._model, [chunk])[0]
        return partial(begun.encoding.final, chunk)
