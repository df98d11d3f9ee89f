"""The clock of a network: samples from one row of logits to the next, by a measured run."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.audio import RATE
from earmark.errors import ModelError

Count = Callable[[NDArray[np.float32]], int]  # rows that a network puts out for (N,) samples

SHORT = 8_000  # samples of the shorter run
LONGER = 32_000  # samples more in the longer run: enough to tell 8 hops of 10 ms from 7 and 9
LONGEST = 512_000  # samples that may be needed: then the hop is not known
HOP = RATE // 100  # samples, of mel front ends that do not say theirs: 10 ms


def front_end_hop(config: Any, features: Any) -> int:
    """Samples that the first part of a model steps by: its convolutions, or its spectrogram.

    What configurations call ``inputs_to_logits_ratio`` counts samples in some families and spectrogram frames
    in others, and leaves out adapters; so rows are counted and this is the unit.
    """
    strides = getattr(config, "conv_stride", None) or getattr(
        getattr(config, "audio_config", None), "conv_stride", None
    )
    return math.prod(strides) if strides else int(getattr(features, "hop_length", HOP))


def samples_a_row(count: Count, hop: int, name: str) -> int:
    """The number of samples from one row to the next: the only multiple of ``hop`` that the rows allow.

    Args:
        count: runs the network on samples.
        hop: of its front end.
        name: of the model, in messages.

    Raises:
        ModelError: no multiple fits.
    """
    noise = np.random.default_rng(0).normal(0.0, 0.1, SHORT + LONGER).astype(np.float32)
    first, more = count(noise[:SHORT]), LONGER
    while True:
        rows = count(np.resize(noise, SHORT + more)) - first
        # Lengths are rounded to whole rows: the difference of two is off by less than one.
        least, most = more / (rows + 1), more / max(rows - 1, 0.5)
        fitting = [n * hop for n in range(1, math.ceil(most / hop) + 1) if least < n * hop < most]
        if len(fitting) == 1:
            return fitting[0]
        if not fitting or more >= LONGEST:
            raise ModelError(
                f"model {name!r} puts out {rows} rows more for {more} samples more, which is not one row for "
                f"a whole number of its front end's {hop} samples: give frame_shift= in seconds"
            )
        more *= 2
