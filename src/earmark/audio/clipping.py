"""Detect audio that was recorded too loud: samples above full scale, and clipped samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from earmark.errors import AudioDiagnostic

NEAR = 0.99  # share of the highest sample, from which equal neighbours count as clipped
FAINT = 0.01  # of full scale: equal samples below it come from a coarse quantizer
SHARE = 0.001  # of all samples, from which it is reported: speech 5 dB above full scale has more


class ClippingMeter:
    """Counts samples at the recording's own rate, block after block."""

    def __init__(self) -> None:
        self.samples = self.over = self.flat = 0
        self.peak = 0.0  # of full scale

    def add(self, samples: NDArray[np.float32]) -> None:
        """Count (N,) or (N, channels) samples."""
        columns = samples.reshape(len(samples), -1)
        height = np.abs(columns)
        peaks = height.max(axis=0)
        self.peak = max(self.peak, float(peaks.max()))
        self.samples += columns.size
        self.over += int((height > 1.0).sum())
        same = (columns[1:] == columns[:-1]) & (height[1:] >= np.maximum(NEAR * peaks, FAINT))
        self.flat += int((same[1:] & same[:-1]).sum())  # two before it are equal

    def diagnostics(self) -> tuple[AudioDiagnostic, ...]:
        """Describe overload and clipping of the recording."""
        over, flat = (count / max(self.samples, 1) for count in (self.over, self.flat))
        found = []
        if over >= SHARE:
            found.append(
                AudioDiagnostic(
                    "over_full_scale",
                    f"{100 * over:.1f} % of the samples are above full scale, up to {self.peak:.2f}: "
                    "they were used as they are; give samples from -1 to 1, or record at a lower level",
                    over,
                )
            )
        if flat >= SHARE:
            found.append(
                AudioDiagnostic(
                    "clipped",
                    f"{100 * flat:.1f} % of the samples are clipped at {self.peak:.2f} of full scale: "
                    "words may be wrong there; record at a lower level",
                    flat,
                )
            )
        return tuple(found)
