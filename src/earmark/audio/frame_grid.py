"""Align segments to the model's frames by their own speech.

A model with frames of 48 ms transcribes a clip slightly differently when it is shifted by 20 ms, and a file
joined from clips would differ from its clips. So frames are counted from the speech of a segment, not from
the start of the file.
"""

from __future__ import annotations

import numpy as np

from earmark.audio.waveform import Samples

ONSET = 0.25  # share of the segment's peak: the first sample that loud is taken for speech
SEARCH = 1600  # samples, 100 ms from there in which the loudest is the anchor: a vowel, not a breath


def anchor(samples: Samples) -> int:
    """Return the index of a sample that moves with the speech when the audio is shifted."""
    loudness = np.abs(samples)
    onset = int(np.argmax(loudness >= ONSET * loudness.max()))
    return onset + int(np.argmax(loudness[onset : onset + SEARCH]))
