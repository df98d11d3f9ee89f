"""Put speech on the same phase of the model's frames, wherever it lies in a file.

A model with frames of 48 ms reads a clip that is shifted by 20 ms a little differently. A file joined from
pieces would then not say what its pieces say. So a segment's frames are laid by its own speech, not by where
the file happens to begin.
"""

from __future__ import annotations

import numpy as np

from earmark.audio.waveform import Samples

ONSET = 0.25  # of the segment's peak: the first sample as loud as that is surely speech
SEARCH = 1600  # samples, 100 ms from there in which the loudest one is the anchor: a vowel, not a breath


def anchor(samples: Samples) -> int:
    """A sample of the speech itself that moves with it when the audio is shifted: (N,) -> index."""
    loudness = np.abs(samples)
    onset = int(np.argmax(loudness >= ONSET * loudness.max()))
    return onset + int(np.argmax(loudness[onset : onset + SEARCH]))
