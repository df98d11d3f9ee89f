"""Buffer a stream of samples with their probabilities of speech."""

from __future__ import annotations

import numpy as np

from earmark.audio.loudness import FRAME
from earmark.audio.speech import Probabilities
from earmark.audio.waveform import RATE, Samples

SPEECH = 0.3  # probability from which a frame is speech
BEHIND = 1.5 * RATE  # samples kept before the position, for the margins of segments


class SpeechStream:
    """Samples without offset, and a position ``at`` in them that moves forward."""

    def __init__(self) -> None:
        self._held: Samples = np.zeros(0, np.float32)
        self._first = 0  # sample of the stream that _held begins with
        self.at = 0  # sample of the stream that ``probabilities`` begin with, on a frame
        self.probabilities: Probabilities = np.zeros(0, np.float32)  # (F,) from ``at`` on
        self.taken = -RATE  # sample of the stream up to which segments have taken all
        self.ended = False
        # Of the segment that goes on, where they follow from what came before it; those of anchored segments
        # are known when they end.
        self.begins: int | None = None  # sample of the stream with which it begins
        self.keep_from = 0  # sample of the stream before which rows belong to the segment before

    @property
    def samples(self) -> Samples:
        """Samples from ``at`` on."""
        return self._held[self.at - self._first :]

    def take(self, block: Samples, probabilities: Probabilities) -> None:
        """Append a block of whole frames; the last one of a stream may end within a frame."""
        self._held = np.concatenate([self._held, block])
        self.probabilities = np.concatenate([self.probabilities, probabilities])

    def seek(self) -> bool:
        """Move to the next frame of speech; return false if there is none so far."""
        speech = np.flatnonzero(self.probabilities >= SPEECH)
        self.advance(int(speech[0]) if len(speech) else len(self.probabilities))
        return len(speech) > 0

    def advance(self, frames: int) -> None:
        """Move the position by ``frames``; drop samples far behind it."""
        self.at += frames * FRAME
        self.probabilities = self.probabilities[frames:]
        behind = self.at - int(BEHIND) - self._first
        if behind > 0:
            self._held, self._first = self._held[behind:].copy(), self._first + behind

    @property
    def end(self) -> int:
        """Samples of the stream read so far."""
        return self._first + len(self._held)

    def cut(self, start: int, end: int) -> Samples:
        """Return samples ``start`` to ``end`` of the stream; its mirror image precedes the first."""
        inside = self._held[max(0, start - self._first) : end - self._first]
        before = max(0, -start)
        return np.pad(inside, (before, 0), mode="reflect" if len(inside) > before else "constant")
