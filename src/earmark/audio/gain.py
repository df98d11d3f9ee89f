"""Normalize the level of speech.

Networks over samples add small constants, which mask quiet speech, and saturate on loud speech:
``docs/design/audio.md`` has the cost.
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
QUIET = 0.1  # of full scale: recordings that peak below are amplified to this peak
_NOTHING = -105.0  # dB re full scale, pre-emphasised: below it are only zeros, less than one step of 16 bits


def normalize_gain(chain: Sequence[Segment], level: float | None = LEVEL) -> tuple[Segment, ...]:
    """Amplify joined segments by one factor, so that their speech has the RMS ``level``; None: leave them."""
    loudest = max(segment.level for segment in chain)
    if level is None or loudest <= 0.0:
        return tuple(chain)
    factor = np.float32(min(MOST, level / loudest))
    return tuple(replace(s, samples=s.samples * factor, level=s.level * float(factor)) for s in chain)


def gain(pieces: Sequence[Samples]) -> float:
    """Return one factor, 1 to MOST, for all (N,) pieces of a recording; 1 without speech."""
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
    levels = decibels[decibels > _NOTHING]
    return len(levels) > 0 and float(np.percentile(levels, 99) - np.percentile(levels, 10)) >= MIN_RANGE
