"""Cut long audio into segments at silences, in flat memory.

Using a segment: compute rows from ``segment.samples`` and keep ``segment.kept_rows(rows, shift)``; row i lies
at ``segment.start + i * shift`` seconds of the file. Where ``continues`` is true no pause separates the
segment from the one before: the two overlap by a margin of about a second on both sides of the join.
Concatenate the kept rows of the two before decoding, or the word at the join is cut in two.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from earmark.audio.waveform import MIN_SECONDS, RATE, Samples

FRAME = 320  # samples, 20 ms: one loudness value
MAX_SEGMENT = 22.0  # seconds kept of one segment; 24 with both margins
MARGIN = 1.0  # seconds of overlap on each side of a join without a pause, beyond a model's local context
LONG_PAUSE = 0.6  # seconds: people end sentences; ends a segment that holds at least MIN_SEGMENT
MIN_SEGMENT = 1.5  # seconds: shorter ones have no context, longer ones join what was said apart
SHORT_PAUSE = 0.2  # seconds, longer than the closure of a stop consonant: a good place for a join
LATE = 8.0  # seconds: without a long pause the cut lies after this
MIN_RANGE = 9.0  # dB between background and speech below which loudness tells no pauses (music, noise)
BRIEF = 10  # frames, 200 ms: as long as the shortest pause

_SILENT = -75.0  # dB re full scale, pre-emphasised: below it there is nothing but digital silence
_SMOOTHING = 3  # frames, 60 ms
_PIECE = 10 * RATE  # samples


@dataclass(frozen=True, eq=False)
class Segment:
    """A stretch of a longer audio."""

    samples: Samples = field(repr=False)  # (N,) at 16 kHz, margins included
    start: float  # seconds in the file of samples[0]
    keep_from: float  # seconds in the file: rows before belong to the segment before
    keep_to: float  # seconds in the file: rows from here on belong to the next segment
    continues: bool = False  # no pause between the segment before and this one

    @property
    def end(self) -> float:
        """Seconds in the file where the samples end."""
        return self.start + len(self.samples) / RATE

    def kept_rows(self, rows: int, shift: float) -> slice:
        """Those of ``rows``, one every ``shift`` seconds, that belong to this segment."""
        first = _row(self.keep_from - self.start, shift)
        last = rows if self.keep_to >= self.end else min(rows, _row(self.keep_to - self.start, shift))
        return slice(first, last)


def segments(blocks: Iterable[Samples], grid: int) -> Iterator[Segment]:
    """Segments of a stream of 16 kHz blocks, in order; how the stream is cut into blocks does not matter.

    Cuts lie on multiples of ``grid`` samples; where that is the distance of two rows of emissions, rows of
    overlapping segments fall on the same clock. Every sample lies in the kept part of exactly one segment.
    At most 25 s plus one block are in memory.
    """
    source = _Buffer(iter(blocks))
    join = False  # the cut at the front of the buffer is a join without a pause
    while True:
        margin = _samples(MARGIN) if join else 0  # what the buffer holds before the cut
        ended = source.fill(margin + _samples(MAX_SEGMENT + MARGIN))
        body = source.samples[margin:]
        cut, next_join = _cut(body, ended, grid)
        last = cut == len(body)
        behind = 0 if last or not next_join else _samples(MARGIN)
        samples = source.samples[: margin + cut + behind].copy()
        start = source.position
        if len(samples):
            yield Segment(
                samples,
                start=start / RATE,
                keep_from=(start + margin) / RATE,
                keep_to=(start + margin + cut) / RATE,
                continues=join,
            )
        if last:
            return
        source.drop(margin + cut - (_samples(MARGIN) if next_join else 0))
        join = next_join


class _Buffer:
    """The part of a stream that is being looked at."""

    def __init__(self, blocks: Iterator[Samples]) -> None:
        # Pieces, because dropping the front of a whole hour in one block would copy it each time.
        self._blocks = (b[i : i + _PIECE] for b in blocks for i in range(0, len(b), _PIECE))
        self.samples: Samples = np.zeros(0, np.float32)
        self.position = 0  # in the stream, of samples[0]

    def fill(self, size: int) -> bool:
        """Read until there are more than ``size`` samples; true when the stream has ended before."""
        parts, held = [self.samples], len(self.samples)
        ended = False
        while held <= size and not ended:
            block = next(self._blocks, None)
            ended = block is None
            if block is not None:
                parts.append(np.asarray(block, dtype=np.float32))
                held += len(block)
        self.samples = np.concatenate(parts) if len(parts) > 1 else self.samples
        return ended

    def drop(self, count: int) -> None:
        self.samples = self.samples[count:].copy()
        self.position += count


def _cut(body: Samples, ended: bool, grid: int) -> tuple[int, bool]:
    """Where the segment that begins with ``body`` ends, in samples, and whether that is a join.

    ``body`` is looked at up to the longest segment and a margin; ``ended`` says nothing follows it.
    """
    seen = body[: _samples(MAX_SEGMENT + MARGIN)]
    if len(seen) < _samples(MIN_SEGMENT):
        return len(body), False
    levels = loudness(seen)
    pauses = _pauses(levels)
    limit = min(_samples(MAX_SEGMENT), len(body)) // FRAME
    whole = ended and len(body) <= _samples(MAX_SEGMENT)
    for first, last in pauses:
        trailing = ended and last * FRAME >= len(body) - _samples(MIN_SECONDS)
        long = last - first >= LONG_PAUSE * RATE / FRAME
        if long and not trailing and first * FRAME >= _samples(MIN_SEGMENT) and (first + last) // 2 <= limit:
            return _on_grid((first + last) // 2, grid), False
    if whole:
        return len(body), False
    # No long pause: the longest short one, or the quietest moment. Leave the next segment something to hold.
    earliest = int(LATE * RATE) // FRAME
    latest = min(limit, (len(body) - _samples(MARGIN)) // FRAME)
    short = [p for p in pauses if p[1] - p[0] >= SHORT_PAUSE * RATE / FRAME]
    inside = [p for p in short if earliest <= sum(p) // 2 <= latest]
    if inside:
        first, last = max(inside, key=lambda pause: pause[1] - pause[0])
        return _on_grid((first + last) // 2, grid), True
    brief = brief_means(levels)[earliest : latest - BRIEF]
    quietest = int(np.flatnonzero(brief == brief.min())[-1])  # of equals the last: fewer joins
    return _on_grid(earliest + quietest + BRIEF // 2, grid), True


def loudness(samples: Samples) -> NDArray[np.float32]:
    """(N,) -> (N // 320,) dB, N at least 320; smoothed, pre-emphasised so that no hum hides the pauses."""
    emphasised = samples[1:] - np.float32(0.97) * samples[:-1]
    count = len(samples) // FRAME
    padded = np.concatenate([emphasised[:1], emphasised])[: count * FRAME]
    power = np.square(padded).reshape(count, FRAME).mean(axis=1)
    edged = np.pad(power, _SMOOTHING // 2, mode="edge")
    smooth = np.convolve(edged, np.ones(_SMOOTHING) / _SMOOTHING, "valid")
    return np.asarray(10 * np.log10(np.maximum(smooth, 1e-12)), dtype=np.float32)


def brief_means(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """(F,) dB -> (F - 9,) means of BRIEF frames in a row, F at least 10."""
    means: NDArray[np.float32] = np.lib.stride_tricks.sliding_window_view(levels, BRIEF).mean(axis=1)
    return means


def _pauses(levels: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Runs of quiet frames, [first, last), under a threshold between background and speech."""
    around = np.lib.stride_tricks.sliding_window_view(levels, BRIEF)  # (frames - 9, 10)
    # Digital silence says nothing about the room: the background is the quietest brief stretch of the rest.
    heard = around.mean(axis=1)[around.min(axis=1) > _SILENT]
    threshold = _SILENT
    if len(heard):
        background, speech = float(heard.min()), float(np.percentile(heard, 99))
        if speech - background >= MIN_RANGE:
            threshold = max(threshold, background + float(np.clip(0.25 * (speech - background), 3.0, 15.0)))
    quiet = np.concatenate([[False], levels < threshold, [False]])
    edges = np.flatnonzero(quiet[1:] != quiet[:-1])
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _row(seconds: float, shift: float) -> int:
    """Nearest row, halves up: two neighbours must round the same cut the same way."""
    return math.floor(seconds / shift + 0.5 + 1e-6)


def _on_grid(frame: int, grid: int) -> int:
    return frame * FRAME // grid * grid


def _samples(seconds: float) -> int:
    return int(round(seconds * RATE))
