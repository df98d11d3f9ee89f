"""Samples as bytes of the layouts that streams take."""

import numpy as np
import soxr


def encoded(samples, rate, encoding):
    """(N,) floats at 16 kHz -> bytes at another rate."""
    found = soxr.resample(samples, 16_000, rate)
    if encoding == "f32le":
        return found.astype("<f4").tobytes()
    whole = np.clip(np.round(found * 32767), -32768, 32767).astype("<i2")
    return whole.tobytes() if encoding == "s16le" else _companded(whole, encoding)


def _companded(whole, encoding):
    """The code of G.711 whose value lies nearest, by the tables of libsndfile."""
    import io

    import soundfile

    subtype = {"mulaw": "ULAW", "alaw": "ALAW"}[encoding]
    file = io.BytesIO()
    soundfile.write(file, whole, 8000, format="RAW", subtype=subtype)
    return file.getvalue()
