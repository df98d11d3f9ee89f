"""Log-mel features, as the acoustic models were trained on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from earmark.audio.waveform import Samples
from earmark.errors import AudioError

WINDOW = 400  # samples, 25 ms
HOP = 160  # samples, 10 ms: 100 frames a second
BINS = WINDOW // 2 + 1  # of the spectrum
FLOOR = 1e-10  # power below which the logarithm is cut off
CHUNK = 500  # frames at a time: the spectra stay in the processor cache, twice as fast as in long runs

# Periodic Hann: one more point than the symmetric window, the last left off.
_HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)


def log_mel(samples: Samples, filterbank: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N,) samples at 16 kHz -> (F, M) natural-log mel power, F = 1 + N // 160.

    Frames are centred on multiples of 10 ms, the audio mirrored by 200 samples at both ends.

    Args:
        samples: (N,) float32 in -1..1, N > 200.
        filterbank: (201, M) weights of the spectrum's bins in each of M mel bands (80 for the bundled model).

    Raises:
        AudioError: the audio is shorter than the mirror, or a shape is wrong.
    """
    if filterbank.ndim != 2 or filterbank.shape[0] != BINS:
        raise AudioError(f"the mel filterbank has shape {filterbank.shape}, expected ({BINS}, bands)")
    if samples.ndim != 1 or len(samples) <= WINDOW // 2:
        raise AudioError(f"samples have shape {samples.shape}, expected (N,) with N > {WINDOW // 2}")
    padded = np.pad(np.asarray(samples, dtype=np.float32), WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]  # (F, 400), a view
    features = np.empty((len(frames), filterbank.shape[1]), dtype=np.float32)
    for first in range(0, len(frames), CHUNK):
        spectrum = np.fft.rfft(frames[first : first + CHUNK] * _HANN)  # (f, 201) complex64
        power = spectrum.real**2 + spectrum.imag**2
        mel = power @ filterbank  # (f, M)
        np.log(np.maximum(mel, FLOOR, out=mel), out=features[first : first + CHUNK])
    return features
