"""Windows: an utterance that goes on, encoded in windows by a model that sees both sides of a frame.

The frames of a window count only from ``LEFT`` seconds behind its beginning to ``RIGHT`` seconds before its
end; windows overlap, and their frames meet without a gap. Where windows lie follows from the audio alone:
partials at the same place of a stream are the same, whatever its blocks were and however often somebody
asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from earmark.audio import RATE, Segment
from earmark.audio.loudness import FRAME
from earmark.audio.segment import LEAD, SURE
from earmark.audio.speech_stream import SPEECH, SpeechStream
from earmark.audio.waveform import Samples
from earmark.live.encoding import KEPT, LEFT, VERIFIED, Step
from earmark.models import CtcModel, Emissions
from earmark.models.phones_beside import ModelWithPhones
from earmark.offline import Chunk, encode_chunks

EVERY = 0.384  # seconds of new audio in a window; half of it costs twice the work and saves 0.1 s
RIGHT = 0.096  # seconds behind them that the encoder sees


@dataclass(frozen=True)
class Window:
    """Samples to encode, and which of their frames are new."""

    segment: Segment  # all of them
    new_from: float  # seconds in the stream
    new_to: float
    whole: Segment | None  # the utterance so far, where all passes run; its last KEPT seconds


class Windows:
    """One utterance on its way, for any model; windows are encoded again as they overlap."""

    def __init__(self, model: CtcModel, stream: SpeechStream) -> None:
        """Begin an utterance at the speech that a stream has found."""
        self._model = model
        self._first_pass: CtcModel = model.model if isinstance(model, ModelWithPhones) else model
        unit = 2 * round(model.frame_shift * RATE)  # samples: of the grid of segments
        self._every, self._left, self._right, self._kept = (
            max(1, round(s * RATE / unit)) * unit for s in (EVERY, LEFT, RIGHT, KEPT)
        )
        self.start = max(min(stream.taken, stream.at), stream.at - round(LEAD * RATE), 0)
        self._next = self.start  # sample of the stream with which the next window's new frames begin
        self._held: Samples = np.zeros(0, np.float32)  # from _first on
        self._first = self._end = self.start
        self._power = SpeechPower()
        self._levels: list[float] = []  # of the windows that are complete

    def follow(self, stream: SpeechStream) -> None:
        """Take the samples that are new in the stream."""
        new = stream.cut(self._end, stream.end)
        count = min(-(-len(new) // FRAME), len(stream.probabilities))
        if count:
            self._power.add(new[-count * FRAME :], stream.probabilities[-count:])
        self._held, self._end = np.concatenate([self._held, new]), stream.end
        while self._next + (len(self._levels) + 1) * self._every + self._right <= self._end:
            self._levels.append(self._power.level)

    def take(self) -> list[Window]:
        """The windows that were completed since the last call."""
        levels, self._levels = self._levels, []
        return [self._cut(level) for level in levels]

    def encode(self, work: Sequence[Window]) -> list[Step]:
        """The new frames of each window."""
        encoded = encode_chunks(self._first_pass, [(window.segment,) for window in work])
        return [self._step(window, emissions) for window, emissions in zip(work, encoded, strict=True)]

    def final(self, chunk: Chunk) -> Emissions:
        """Encode the utterance in one piece, which has ended."""
        return encode_chunks(self._model, [chunk])[0]

    def _step(self, window: Window, emissions: Emissions) -> Step:
        new = replace(window.segment, keep_from=window.new_from, keep_to=window.new_to)
        rows = new.kept_rows(len(emissions.log_probs), emissions.frame_shift)
        whole = None if window.whole is None else encode_chunks(self._model, [(window.whole,)])[0]
        return Step(emissions, rows, window.new_to, whole)

    def _cut(self, level: float) -> Window:
        """The next window; drop the samples that no later one needs."""
        new_from, new_to = self._next, self._next + self._every
        self._next = new_to
        segment = self._segment(max(self.start, new_from - self._left), new_to + self._right, level)
        first, whole = max(self.start, new_to - self._kept), None
        if (new_to - self.start) // self._every % round(VERIFIED / EVERY) == 0:
            whole = self._segment(first, new_to + self._right, level)
        self._held, self._first = self._held[first - self._first :].copy(), first
        return Window(segment, new_from / RATE, new_to / RATE, whole)

    def _segment(self, first: int, end: int, level: float) -> Segment:
        samples = self._held[first - self._first : end - self._first].copy()
        at = first / RATE
        return Segment(samples, start=at, keep_from=at, keep_to=end / RATE, level=level)


class SpeechPower:
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
