"""Unfinished: an utterance that goes on, encoded in windows and read by the first pass.

The encoder sees the audio on both sides of a frame. So the frames of a window count only from ``LEFT``
seconds behind its beginning to ``RIGHT`` seconds before its end; windows overlap, and their frames meet
without a gap. Where windows lie follows from the audio alone: partials at the same place of a stream are the
same, whatever its blocks were and however often somebody asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from earmark.assemble import Decoded, write
from earmark.audio import RATE, Segment
from earmark.audio.loudness import FRAME
from earmark.audio.segment import LEAD, SURE
from earmark.audio.speech_stream import SPEECH, SpeechStream
from earmark.audio.waveform import Samples
from earmark.biasing import BiasList
from earmark.decoding import greedy_decode
from earmark.live.partial import Partial, Settling, Written
from earmark.models import CtcModel
from earmark.models.phones_beside import ModelWithPhones
from earmark.offline import encode_chunks
from earmark.stages import Stages
from earmark.transcript import Hypothesis

EVERY = 0.384  # seconds of new audio in a window; half of it costs twice the work and saves 0.1 s
LEFT = 1.92  # seconds of audio before them that the encoder sees: docs/design/streaming.md
RIGHT = 0.192  # seconds behind them


@dataclass(frozen=True)
class _Window:
    """Samples to encode, and which of their frames are new."""

    segment: Segment  # all of them
    new_from: float  # seconds in the stream
    new_to: float


class Unfinished:
    """One utterance on its way; ``follow`` and ``take`` must not run at the same time."""

    def __init__(self, stages: Stages, words: BiasList | None, stream: SpeechStream) -> None:
        """Begin an utterance at the speech that a stream has found."""
        self.words = words
        self._stages, self._settling = stages, Settling()
        self._rows = _rows_reader(stages, words)
        model = stages.resources.model
        self._model: CtcModel = model.model if isinstance(model, ModelWithPhones) else model
        unit = 2 * round(model.frame_shift * RATE)  # samples: of the grid of segments
        self._every, self._left, self._right = (
            max(1, round(s * RATE / unit)) * unit for s in (EVERY, LEFT, RIGHT)
        )
        self._start = max(min(stream.taken, stream.at), stream.at - round(LEAD * RATE), 0)
        self._next = self._start  # sample of the stream with which the next window's new frames begin
        self._held: Samples = np.zeros(0, np.float32)  # from _first on
        self._first = self._end = self._start
        self._power = _SpeechPower()
        self._levels: list[float] = []  # of the windows that are complete
        self._partial = Partial("", "", (), round(self._start / RATE, 3))

    def follow(self, stream: SpeechStream) -> None:
        """Take the samples that are new in the stream."""
        new = stream.cut(self._end, stream.end)
        count = min(-(-len(new) // FRAME), len(stream.probabilities))
        if count:
            self._power.add(new[-count * FRAME :], stream.probabilities[-count:])
        self._held, self._end = np.concatenate([self._held, new]), stream.end
        while self._next + (len(self._levels) + 1) * self._every + self._right <= self._end:
            self._levels.append(self._power.level)

    def take(self) -> list[_Window]:
        """The windows that were completed since the last call."""
        return [self._cut(level) for level in self._levels_taken()]

    def read(self, windows: Sequence[_Window]) -> Partial:
        """Read windows that :meth:`take` returned, in order."""
        if windows:
            encoded = encode_chunks(self._model, [(window.segment,) for window in windows])
            for window, e in zip(
                windows, self._stages.prepare(encoded, [self.words] * len(windows)), strict=True
            ):
                new = replace(window.segment, keep_from=window.new_from, keep_to=window.new_to)
                kept = new.kept_rows(len(e.log_probs), e.frame_shift)
                self._rows.advance(
                    e.log_probs[kept], unbiased=None if e.unbiased is None else e.unbiased[kept]
                )
                self._partial = self._settling.partial(self._written(), window.new_to)
        return self._partial

    def _levels_taken(self) -> list[float]:
        levels, self._levels = self._levels, []
        return levels

    def _cut(self, level: float) -> _Window:
        """The next window; drop the samples that no later one needs."""
        new_from, new_to = self._next, self._next + self._every
        first = max(self._start, new_from - self._left)
        samples = self._held[first - self._first : new_to + self._right - self._first].copy()
        self._next = new_to
        needed = max(self._start, new_to - self._left)
        self._held, self._first = self._held[needed - self._first :].copy(), needed
        at, end = first / RATE, (new_to + self._right) / RATE
        segment = Segment(samples, start=at, keep_from=at, keep_to=end, level=level)
        return _Window(segment, new_from / RATE, new_to / RATE)

    def _written(self) -> list[Written]:
        stages, shift = self._stages, self._stages.resources.model.frame_shift
        found = Decoded((self._rows.partial(),), self._start / RATE, shift, confidence=stages.confidence)
        alphabet = stages.resources.model.alphabet
        written = write(found, found.hypotheses[0], alphabet, self.words, float("inf"))
        return [(word, spaced) for word, spaced, _ in written]


class _SpeechPower:
    """The level of speech so far."""

    def __init__(self) -> None:
        self._sums = {SURE: 0.0, SPEECH: 0.0}  # of the power of frames, by the least probability of speech
        self._counts = {SURE: 0, SPEECH: 0}

    def add(self, samples: Samples, probabilities: NDArray[np.float32]) -> None:
        """(N,) samples of (F,) frames."""
        frames = np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)
        power = np.square(frames, dtype=np.float64).mean(axis=1)  # (F,)
        for least in self._sums:
            self._sums[least] += float(power[probabilities >= least].sum())
            self._counts[least] += int((probabilities >= least).sum())

    @property
    def level(self) -> float:
        """RMS of full scale."""
        least = SURE if self._counts[SURE] else SPEECH
        return float(np.sqrt(self._sums[least] / max(self._counts[least], 1)))


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
