"""Write samples as the bytes of a WAV file."""

from __future__ import annotations

import io

import soundfile

from earmark.audio.waveform import RATE, Samples


def wav_bytes(samples: Samples) -> bytes:
    """(N,) at 16 kHz -> a WAV file of 16 bits; samples beyond full scale are clipped."""
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, RATE, format="WAV", subtype="PCM_16")
    return buffer.getvalue()
