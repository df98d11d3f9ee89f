"""Bring speech to one level, whatever it was recorded at.

The small constants of a network over samples drown quiet speech, and its saturating ones bend loud speech:
``docs/design/audio.md`` has what that costs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from earmark.audio.loudness import BRIEF, FRAME, MIN_RANGE, brief_means, loudness
from earmark.audio.segment import Segment
from earmark.audio.waveform import Samples

LEVEL = 10 ** (-34 / 20)  # of full scale, RMS: the best for the language model, docs/design/audio.md
MOST = 1000.0  # 60 dB: what peaks at a thousandth of full scale needs 50
QUIET = 0.1  # of full scale: a recording that peaks above stays as it is, one below gets this peak
_NOTHING = -105.0  # dB re full scale, pre-emphasised: below it lie zeros, less than the last of 16 bits


def normalize_gain(chain: Sequence[Segment]) -> tuple[Segment, ...]:
    """A chain of joined segments, all amplified alike so that their speech has the RMS of LEVEL."""
    loudest = max(segment.level for segment in chain)
    if loudest <= 0.0:
        return tuple(chain)
    factor = np.float32(min(MOST, LEVEL / loudest))
    return tuple(replace(s, samples=s.samples * factor, level=s.level * float(factor)) for s in chain)


def gain(pieces: Sequence[Samples]) -> float:
    """The factor, 1 to MOST, that the (N,) pieces of one recording need together; 1 where nobody speaks."""
    peak = max((float(np.abs(piece).max()) for piece in pieces if len(piece)), default=0.0)
    if not 0.0 < peak < QUIET or not any(map(_varies, pieces)):
        return 1.0
    return min(MOST, QUIET / peak)


def _varies(samples: Samples) -> bool:
    """Whether loudness rises and falls as in speech: by MIN_RANGE; steady noise stays within 5 dB."""
    if len(samples) < FRAME:
        return False
    decibels = loudness(samples)
    if len(decibels) >= BRIEF:
        decibels = brief_means(decibels)
    heard = decibels[decibels > _NOTHING]
    return len(heard) > 0 and float(np.percentile(heard, 99) - np.percentile(heard, 10)) >= MIN_RANGE
