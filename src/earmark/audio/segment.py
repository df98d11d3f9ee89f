"""Cut audio of any length into segments of speech, in flat memory; leave out what lies between.

Compute rows from ``segment.samples`` and keep ``segment.kept_rows(rows, shift)``; row i lies at
``segment.start + i * shift`` seconds of the file. Where ``continues`` is true no pause separates the
segment from the one before: the two overlap by a margin of about a second on both sides of the join.
Concatenate the kept rows of the two before decoding, or the word at the join is cut in two.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from earmark.arrays import ComparedByValue
from earmark.audio.end_points import USUAL, EndPoints
from earmark.audio.frame_grid import anchor
from earmark.audio.loudness import BRIEF, FRAME, brief_means, loudness
from earmark.audio.offset import OffsetFilter
from earmark.audio.speech import Detection, Detector, Probabilities, block_samples
from earmark.audio.speech_stream import SPEECH, SpeechStream
from earmark.audio.stage import Chained, Reblock, Stage, through
from earmark.audio.waveform import RATE, Samples

LEAD, TAIL = 0.4, 0.3  # seconds of the recording kept before and after speech, of a pause half at most
MAX_SEGMENT = 22.0  # seconds kept of one segment; 24 with both margins
MARGIN = 1.0  # seconds of overlap on each side of a join without a pause, beyond a model's local context
SHORT_PAUSE = 0.2  # seconds, longer than the closure of a stop consonant: a good place for a join
LATE = 8.0  # seconds: without a long pause the cut lies after this
SURE = 0.5  # probability from which a frame counts for the level of the speech


@dataclass(frozen=True, eq=False)
class Segment(ComparedByValue):
    """A stretch of a longer audio."""

    samples: Samples = field(repr=False)  # (N,) at 16 kHz, margins included
    start: float  # seconds in the file of samples[0]; below 0 where its mirror image was put before it
    keep_from: float  # seconds in the file: rows before belong to the segment before
    keep_to: float  # seconds in the file: rows from here on belong to the next segment
    continues: bool = False  # no pause between the segment before and this one
    joins: bool = False  # no pause between this one and the segment after it
    level: float = 0.0  # of full scale: RMS of its speech

    @property
    def end(self) -> float:
        """Seconds in the file where the samples end."""
        return self.start + len(self.samples) / RATE

    def kept_rows(self, rows: int, shift: float) -> slice:
        """Select the rows, one every ``shift`` seconds, that belong to this segment."""
        first = _row(self.keep_from - self.start, shift)
        last = rows if self.keep_to >= self.end else min(rows, _row(self.keep_to - self.start, shift))
        return slice(first, last)


def segments(
    blocks: Iterable[Samples], grid: int, detector: Detector = "silero", anchored: bool = True
) -> Iterator[Segment]:
    """Segments of a stream of 16 kHz blocks, in order; how the stream is cut into blocks does not matter.

    A segment begins so that a loud sample of its first speech lies on a multiple of two ``grid``, and is cut
    on multiples of it. Where ``grid`` is the distance of two rows of emissions, the same speech has the same
    rows wherever it stands, and rows of overlapping segments fall on one clock. A segment that is not
    ``anchored`` begins ``LEAD`` seconds before its first speech, for models that begin to encode before they
    have seen it all. At most 25 s and two blocks are in memory.
    """
    return through(Segmenter(grid, detector, anchored=anchored), blocks)


class Segmenter:
    """:func:`segments` of a stream that comes block by block: each as soon as its end is certain."""

    def __init__(
        self, grid: int, detector: Detector, rules: EndPoints = USUAL, anchored: bool = True
    ) -> None:
        self.stream = SpeechStream()
        even = Chained(Reblock(block_samples(detector)), OffsetFilter())
        self._sound: Stage[Samples, tuple[Samples, Probabilities]] = Chained(even, Detection(detector))
        self._phase, self._rules = 2 * grid, rules  # two: some models have frames of two rows inside
        self._cut = _cut(self.stream, self._phase, rules, anchored)

    def add(self, item: Samples) -> Iterator[Segment]:
        """Take a block of (N,) samples; yield the segments that it completes."""
        for block, probabilities in self._sound.add(item):
            self.stream.take(block, probabilities)
            yield from self._complete()

    def presumed(self) -> Segment | None:
        """The first segment of a chain as it is if its speech has ended; None while that may change.

        The pause has to last as long as a segment holds of it. Where it lasts until it ends the segment, the
        segment is this one.
        """
        stream, rules = self.stream, self._rules
        speech = np.flatnonzero(stream.probabilities >= SPEECH)
        if not len(speech):
            return None
        last = int(speech[-1]) + 1
        pause = rules.pause if last >= _frames(rules.least) else rules.silence
        end = _End(last, last + _frames(pause), False)
        if len(stream.probabilities) < end.kept or last > _frames(longest_segment(rules)):
            return None
        start = _start(stream, end, self._phase) if stream.begins is None else stream.begins
        return _segment(stream, end, start, start, _kept(stream, end, start, self._phase))

    def rest(self) -> Iterator[Segment]:
        """End the stream; yield the segments that remain."""
        for block, probabilities in self._sound.rest():
            self.stream.take(block, probabilities)
        self.stream.ended = True
        yield from self._complete()

    def _complete(self) -> Iterator[Segment]:
        while (segment := next(self._cut, None)) is not None:
            yield segment


@dataclass(frozen=True)
class _End:
    """Where a segment ends, in frames from where it begins."""

    at: int  # first frame that is not its own
    following: int  # first frame of speech after it
    joins: bool  # without a pause

    @property
    def kept(self) -> int:
        """The frame up to which it holds: some of the pause after it, but not what the next one holds."""
        return self.at if self.joins else min(self.at + _frames(TAIL), (self.at + self.following) // 2)


def _cut(stream: SpeechStream, phase: int, rules: EndPoints, anchored: bool) -> Iterator[Segment | None]:
    """Yield segments, and None to wait for more of the stream."""
    while True:
        while not stream.seek():
            if stream.ended:
                return
            yield None
        yield from _chain(stream, phase, rules, anchored)


def _chain(stream: SpeechStream, phase: int, rules: EndPoints, anchored: bool) -> Iterator[Segment | None]:
    """Segments from one long pause to the next."""
    margin = _up(_samples(MARGIN), phase)
    if not anchored:
        stream.begins = stream.keep_from = max(stream.at - _samples(LEAD), stream.taken, 0)
    end = yield from _wait_for_end(stream, rules)
    origin = _start(stream, end, phase) if stream.begins is None else stream.begins
    keep_from = start = origin
    continues = False
    while True:
        keep_to = _kept(stream, end, origin, phase)
        segment = _segment(stream, end, start, keep_from, keep_to, margin, continues)
        stream.taken = start + len(segment.samples)
        stream.advance(end.at)
        yield segment
        if not end.joins:
            return
        keep_from, start, continues = keep_to, keep_to - margin, True
        if not anchored:
            stream.begins, stream.keep_from = start, keep_from
        end = yield from _wait_for_end(stream, rules)


def _kept(stream: SpeechStream, end: _End, origin: int, phase: int) -> int:
    """The sample of the stream up to which a segment of the chain that begins at ``origin`` holds."""
    keep_to = origin + (stream.at + end.kept * FRAME - origin) // phase * phase
    return keep_to if end.joins else min(keep_to, stream.end)


def _segment(
    stream: SpeechStream,
    end: _End,
    start: int,
    keep_from: int,
    keep_to: int,
    margin: int = 0,
    continues: bool = False,
) -> Segment:
    """The segment between samples of the stream, ``margin`` of them behind it where another one joins it."""
    return Segment(
        stream.cut(start, min(keep_to + margin, stream.end) if end.joins else keep_to),
        start=start / RATE,
        keep_from=keep_from / RATE,
        keep_to=keep_to / RATE,
        continues=continues,
        joins=end.joins,
        level=_level(stream, end.at),
    )


def _wait_for_end(stream: SpeechStream, rules: EndPoints) -> Generator[None, None, _End]:
    """Yield until the end of the segment that begins where the stream is does not depend on what follows."""
    while (end := _end(stream, rules)) is None:
        yield None
    return end


def _start(stream: SpeechStream, end: _End, phase: int) -> int:
    """The sample of the stream at which the first segment of a chain begins, on the phase of its speech."""
    loud = stream.at + anchor(stream.samples[: end.at * FRAME])
    start = loud - _up(loud - stream.at + _samples(LEAD), phase)
    return start + _up(max(0, max(stream.taken, 1 - phase) - start), phase)


def longest_segment(rules: EndPoints) -> float:
    """Seconds that one segment keeps at most."""
    return MAX_SEGMENT if rules.longest is None else min(MAX_SEGMENT, rules.longest)


def _end(stream: SpeechStream, rules: EndPoints) -> _End | None:
    """The end of the segment that begins where the stream is; None while more of the stream decides."""
    speech = stream.probabilities >= SPEECH
    endless = len(speech) + 2 * _frames(TAIL)
    limit = _frames(longest_segment(rules))
    pauses = _pauses(speech)
    for first, last in pauses:
        if first > limit:
            break
        if stream.ended and last == len(speech):
            return _End(first, endless, False)
        if last - first >= _frames(rules.pause if first >= _frames(rules.least) else rules.silence):
            return _End(first, last, False)
    if stream.ended and len(speech) <= limit:
        return _End(len(speech), endless, False)
    if not stream.ended and len(speech) <= limit + _frames(rules.silence):
        return None
    # No long pause: the longest short one, or the quietest moment. Leave the next segment something to hold.
    earliest, latest = _frames(LATE), min(limit, len(speech) - _frames(MARGIN))
    short = [p for p in pauses if p[1] - p[0] >= _frames(SHORT_PAUSE) and earliest <= sum(p) // 2 <= latest]
    if short:
        first, last = max(short, key=lambda pause: pause[1] - pause[0])
        return _End((first + last) // 2, last, True)
    brief = brief_means(loudness(stream.samples[: latest * FRAME]))[earliest:]
    quietest = int(np.flatnonzero(brief == brief.min())[-1])  # of equals the last: fewer joins
    middle = earliest + quietest + BRIEF // 2
    return _End(middle, middle, True)


def _pauses(speech: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Runs of frames without speech, [first, last), but one at the very beginning."""
    quiet = np.concatenate([[False], ~speech, [False]])
    edges = np.flatnonzero(quiet[1:] != quiet[:-1])
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if a > 0]


def _level(stream: SpeechStream, count: int) -> float:
    """RMS of the speech in the first ``count`` frames."""
    probabilities = stream.probabilities[:count]
    sure = probabilities >= (SURE if probabilities.max() >= SURE else SPEECH)
    samples = np.pad(stream.samples, (0, -len(stream.samples) % FRAME))[: count * FRAME]
    power = np.square(samples, dtype=np.float64).reshape(-1, FRAME).mean(axis=1)  # (F,)
    return float(np.sqrt(power[sure].mean()))


def _row(seconds: float, shift: float) -> int:
    """Nearest row, halves up: two neighbours must round the same cut the same way."""
    return math.floor(seconds / shift + 0.5 + 1e-6)


def _up(samples: int, step: int) -> int:
    """The least multiple of ``step`` from ``samples`` on."""
    return -(-samples // step) * step


def _samples(seconds: float) -> int:
    return int(round(seconds * RATE))


def _frames(seconds: float) -> int:
    return int(round(seconds * RATE / FRAME))
