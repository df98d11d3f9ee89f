"""Measure the loudness of frames, and find frames louder than the background."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from earmark.audio.waveform import Samples

FRAME = 512  # samples, 32 ms: one loudness value
BRIEF = 6  # frames, 192 ms: as long as the shortest pause
MIN_RANGE = 9.0  # dB between background and speech below which loudness shows no pauses (music, noise)

_SILENT = -75.0  # dB re full scale, pre-emphasised: digital silence is below it
_SMOOTHING = 3  # frames


def loudness(samples: Samples) -> NDArray[np.float32]:
    """(N,) -> (N // FRAME,) dB, N at least FRAME; smoothed, pre-emphasised so that hum hides no pause."""
    emphasised = samples[1:] - np.float32(0.97) * samples[:-1]
    count = len(samples) // FRAME
    padded = np.concatenate([emphasised[:1], emphasised])[: count * FRAME]
    power = np.square(padded).reshape(count, FRAME).mean(axis=1)
    edged = np.pad(power, _SMOOTHING // 2, mode="edge")
    smooth = np.convolve(edged, np.ones(_SMOOTHING) / _SMOOTHING, "valid")
    return np.asarray(10 * np.log10(np.maximum(smooth, 1e-12)), dtype=np.float32)


def brief_means(levels: NDArray[np.float32]) -> NDArray[np.float32]:
    """(F,) dB -> (F - BRIEF + 1,) means of BRIEF frames in a row, F at least BRIEF."""
    means: NDArray[np.float32] = np.lib.stride_tricks.sliding_window_view(levels, BRIEF).mean(axis=1)
    return means


def loud_frames(samples: Samples) -> NDArray[np.bool_]:
    """(N,) -> (N // FRAME,) frames over a threshold between background and speech."""
    levels = loudness(samples)
    threshold = _SILENT
    if len(levels) >= BRIEF:
        around = np.lib.stride_tricks.sliding_window_view(levels, BRIEF)
        # The background is the quietest level apart from digital silence.
        recorded = around.mean(axis=1)[around.min(axis=1) > _SILENT]
        if len(recorded):
            background, speech = float(recorded.min()), float(np.percentile(recorded, 99))
            if speech - background >= MIN_RANGE:
                above = float(np.clip(0.25 * (speech - background), 3.0, 15.0))
                threshold = max(threshold, background + above)
    return np.asarray(levels >= threshold)
