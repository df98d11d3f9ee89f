"""Degraded copies of clips, to measure what noise, a telephone line and a low level cost.

The same clip, seed and kind give the same copy.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np

from earmark.audio.augment import add_noise, attenuate, babble, coloured_noise, telephone
from earmark.audio.waveform import Samples
from earmark.errors import OptionsError

COLOURS = {"white": 0.0, "pink": 1.0, "brown": 2.0}  # power falls as 1 / f^e
NOISES = (*COLOURS, "babble")
KINDS = (*NOISES, "telephone", "quiet")


def degrade(
    kind: str, samples: Samples, voices: Sequence[Samples], snr_db: float, seed: Sequence[int]
) -> Samples:
    """Make one copy of a clip.

    Args:
        kind: of :data:`KINDS`.
        samples: (N,) float32 at 16 kHz.
        voices: other clips, for babble; at least :data:`earmark.audio.augment.TALKERS`.
        snr_db: of the noise; mean power of the clip over mean power of the noise. The others need none.
        seed: of the noise, as ``seed_of`` makes it.

    Raises:
        OptionsError: no such kind, or too few voices.
    """
    rng = np.random.default_rng([*seed, zlib.crc32(kind.encode())])
    if kind == "telephone":
        return telephone(samples)
    if kind == "quiet":
        return attenuate(samples)
    if kind == "babble":
        return add_noise(samples, babble(len(samples), voices, rng), snr_db)
    if kind in COLOURS:
        return add_noise(samples, coloured_noise(len(samples), COLOURS[kind], rng), snr_db)
    raise OptionsError(f"there is no degradation {kind!r}: expected one of {', '.join(KINDS)}")


def seed_of(name: str, seed: int) -> tuple[int, int]:
    """Derive a seed for the clip ``name``, so that it does not matter which others are degraded."""
    return seed, zlib.crc32(name.encode())
