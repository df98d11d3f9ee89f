"""Raise quiet speech to the level at which models hear well.

A network over samples hears the same at any usual level, but what was recorded far below it drowns in the
small constants of the network: on librispeech-dev the bundled model gets twice as many words wrong when all
clips peak at 0.003 of full scale as when they peak at 0.03 (``docs/design/audio.md``). Noise in which nobody
speaks stays as quiet as it is: raised, it would be read as words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from earmark.audio.segment import BRIEF, FRAME, MIN_RANGE, Segment, brief_means, loudness
from earmark.audio.waveform import Samples

QUIET = 0.1  # of full scale: what is louder at its peak stays as it is, what is not gets this peak
MOST = 100.0  # 40 dB: below 0.001 at its peak a 16-bit recording has little left of what was said
_NOTHING = -105.0  # dB re full scale, pre-emphasised: below it lie zeros, less than the last of 16 bits


def gain(pieces: Sequence[Samples]) -> float:
    """The factor, 1 to MOST, that the (N,) pieces of one recording need together; 1 where nobody speaks."""
    peak = max((float(np.abs(piece).max()) for piece in pieces if len(piece)), default=0.0)
    if not 0.0 < peak < QUIET or not any(map(_varies, pieces)):
        return 1.0
    return min(MOST, QUIET / peak)


def normalize_gain(chain: Sequence[Segment]) -> tuple[Segment, ...]:
    """A chain of joined segments, all raised alike where they are quiet speech."""
    factor = gain([segment.samples for segment in chain])
    if factor == 1.0:
        return tuple(chain)
    return tuple(replace(s, samples=s.samples * factor) for s in chain)


def _varies(samples: Samples) -> bool:
    """Whether loudness rises and falls as in speech: by MIN_RANGE; steady noise stays within 5 dB."""
    if len(samples) < FRAME:
        return False
    decibels = loudness(samples)
    if len(decibels) >= BRIEF:
        decibels = brief_means(decibels)
    heard = decibels[decibels > _NOTHING]
    return len(heard) > 0 and float(np.percentile(heard, 99) - np.percentile(heard, 10)) >= MIN_RANGE
