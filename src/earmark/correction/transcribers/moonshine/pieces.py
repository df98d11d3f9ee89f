"""Cut audio at pauses into pieces of speech that are as long as Moonshine reads them well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from earmark.audio import RATE, Segment, normalize_gain, segments
from earmark.audio.waveform import Samples

STRIDE = 384  # samples of one frame of the encoder
LEVEL = 10 ** (-27 / 20)  # of full scale, RMS of speech: the best of -50 to -16 dB, writer/README.md
LONGEST = 12.0  # seconds: longer pieces are read no better for sure, and more slowly, writer/README.md
GAP = 2.0  # seconds that are left out between two segments of one piece at most


@dataclass(frozen=True, eq=False)
class Piece:
    """A stretch of speech, what is silent inside left out."""

    samples: Samples = field(repr=False)  # (N,) at 16 kHz
    start: float  # seconds of the recording
    end: float

    @property
    def seconds(self) -> float:
        """Seconds of its samples."""
        return len(self.samples) / RATE


def pieces(blocks: Iterable[Samples]) -> Iterator[Piece]:
    """Pieces of a stream of 16 kHz blocks, in order."""
    held: Piece | None = None
    for piece in map(_kept, segments(blocks, STRIDE)):
        if held is None:
            held = piece
        elif piece.start - held.end <= GAP and held.seconds + piece.seconds <= LONGEST:
            held = replace(held, samples=np.concatenate([held.samples, piece.samples]), end=piece.end)
        else:
            yield held
            held = piece
    if held is not None:
        yield held


def _kept(segment: Segment) -> Piece:
    """A segment at the level of speech, without what overlaps with its neighbours."""
    (segment,) = normalize_gain([segment], LEVEL)
    first, last = (round((at - segment.start) * RATE) for at in (segment.keep_from, segment.keep_to))
    return Piece(segment.samples[first:last], max(segment.keep_from, 0.0), segment.keep_to)
