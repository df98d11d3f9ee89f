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
from earmark.models import CtcModel, Emissions
from earmark.models.phones_beside import ModelWithPhones
from earmark.offline import encode_chunks
from earmark.stages import Stages
from earmark.transcript import Hypothesis

EVERY = 0.384  # seconds of new audio in a window; half of it costs twice the work and saves 0.1 s
LEFT = 1.92  # seconds of audio before them that the encoder sees: docs/design/streaming.md
RIGHT = 0.192  # seconds behind them
VERIFIED = 4  # windows, 1.5 s, after which all passes run and words become stable
KEPT = 7.68  # seconds at most that they run on: OLD, a verified hypothesis more, and two seconds before it


@dataclass(frozen=True)
class _Window:
    """Samples to encode, and which of their frames are new."""

    segment: Segment  # all of them
    new_from: float  # seconds in the stream
    new_to: float
    whole: Segment | None  # the utterance so far, where all passes run; its last KEPT seconds


class Unfinished:
    """One utterance on its way; ``follow`` and ``take`` must not run at the same time."""

    def __init__(self, model: CtcModel, stages: Stages, words: BiasList | None, stream: SpeechStream) -> None:
        """Begin an utterance at the speech that a stream has found."""
        self.words = words
        self._stages, self._settling = stages, Settling()
        self._rows = _rows_reader(stages, words)
        self._model = model
        self._first_pass: CtcModel = model.model if isinstance(model, ModelWithPhones) else model
        unit = 2 * round(model.frame_shift * RATE)  # samples: of the grid of segments
        self._every, self._left, self._right, self._kept = (
            max(1, round(s * RATE / unit)) * unit for s in (EVERY, LEFT, RIGHT, KEPT)
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
            encoded = encode_chunks(self._first_pass, [(window.segment,) for window in windows])
            ready = self._stages.prepare(encoded, [self.words] * len(windows))
            for window, emissions in zip(windows, ready, strict=True):
                self._partial = self._advance(window, emissions)
        return self._partial

    def _advance(self, window: _Window, emissions: Emissions) -> Partial:
        """Read the new frames of a window."""
        stages = self._stages
        new = replace(window.segment, keep_from=window.new_from, keep_to=window.new_to)
        kept = new.kept_rows(len(emissions.log_probs), emissions.frame_shift)
        unbiased = None if emissions.unbiased is None else emissions.unbiased[kept]
        self._rows.advance(emissions.log_probs[kept], unbiased=unbiased)
        if window.whole is not None:
            (verified,) = stages.decode(encode_chunks(self._model, [(window.whole,)]), [self.words], 1)
            self._settling.settle(self._written(verified), window.new_to)
        best, shift = self._rows.partial(), self._model.frame_shift
        found = Decoded((best,), self._start / RATE, shift, confidence=stages.confidence)
        return self._settling.partial(self._written(found), window.new_to)

    def _levels_taken(self) -> list[float]:
        levels, self._levels = self._levels, []
        return levels

    def _cut(self, level: float) -> _Window:
        """The next window; drop the samples that no later one needs."""
        new_from, new_to = self._next, self._next + self._every
        self._next = new_to
        segment = self._segment(max(self._start, new_from - self._left), new_to + self._right, level)
        first, whole = max(self._start, new_to - self._kept), None
        if (new_to - self._start) // self._every % VERIFIED == 0:
            whole = self._segment(first, new_to + self._right, level)
        self._held, self._first = self._held[first - self._first :].copy(), first
        return _Window(segment, new_from / RATE, new_to / RATE, whole)

    def _segment(self, first: int, end: int, level: float) -> Segment:
        samples = self._held[first - self._first : end - self._first].copy()
        at = first / RATE
        return Segment(samples, start=at, keep_from=at, keep_to=end / RATE, level=level)

    def _written(self, found: Decoded) -> list[Written]:
        """Words of the best hypothesis."""
        alphabet = self._model.alphabet
        return list(write(found, found.hypotheses[0], alphabet, self.words, float("inf")))


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
