"""Put speech on the same phase of the model's frames, wherever it lies in a file.

A model with frames of 48 ms reads a clip that is shifted by 20 ms a little differently. A file joined from
pieces would then not say what its pieces say. So a segment's frames are laid by its own speech, not by where
the file happens to begin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from earmark.audio.segment import Segment
from earmark.audio.waveform import RATE, Samples

ONSET = 0.25  # of the segment's peak: the first sample as loud as that is surely speech
SEARCH = 1600  # samples, 100 ms from there in which the loudest one is the anchor: a vowel, not a breath


def anchor(samples: Samples) -> int:
    """A sample of the speech itself that moves with it when the audio is shifted: (N,) -> index."""
    loudness = np.abs(samples)
    onset = int(np.argmax(loudness >= ONSET * loudness.max()))
    return onset + int(np.argmax(loudness[onset : onset + SEARCH]))


def align_to_frame_grid(chain: Sequence[Segment], grid: int) -> tuple[Segment, ...]:
    """A chain of joined segments, shifted by less than two rows so that its first speech lies on row times.

    ``grid``: samples from one row of the model to the next. Two of them, because some models have frames of
    two rows inside.

    The start of a file is lengthened by its own mirror image, elsewhere that much of a pause is left out.
    """
    first, phase = chain[0], 2 * grid
    drop = anchor(first.samples) % phase
    if drop == 0:
        return tuple(chain)
    if first.start == 0.0:
        pad = phase - drop
        samples = np.pad(first.samples, (pad, 0), mode="reflect")
        head = replace(first, samples=samples, start=-pad / RATE)
        # The others move by the same phase, so that rows of overlapping segments stay on one clock.
        return (replace(head, keep_from=head.start), *(_without(s, drop) for s in chain[1:]))
    return tuple(_without(s, drop) for s in chain)


def _without(segment: Segment, drop: int) -> Segment:
    start = segment.start + drop / RATE
    return replace(
        segment, samples=segment.samples[drop:], start=start, keep_from=max(segment.keep_from, start)
    )
