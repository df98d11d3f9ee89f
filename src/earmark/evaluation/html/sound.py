"""Clips as data URIs, for players that need no file beside the page."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import soundfile

from earmark.audio import RATE, load_audio

OGG = (".ogg", ".opus")
AS_IS = 200_000  # bytes: a small Ogg file is put in the page as it is
LONGEST = 30  # seconds of a clip that are kept; twenty of them make a page of about 3 MB


def data_uri(path: str | Path) -> str:
    """``data:audio/ogg;base64,...`` of a sound file, re-encoded as Opus where it is large or no Ogg.

    Raises:
        AudioError: the file cannot be read.
    """
    path = Path(path)
    if path.suffix.lower() in OGG and path.is_file() and path.stat().st_size <= AS_IS:
        return _uri("audio/ogg", path.read_bytes())
    samples = load_audio(path).samples[: LONGEST * RATE]
    written = io.BytesIO()
    if "OPUS" in soundfile.available_subtypes("OGG"):
        soundfile.write(written, samples, RATE, format="OGG", subtype="OPUS")
        return _uri("audio/ogg", written.getvalue())
    soundfile.write(written, samples, RATE, format="WAV", subtype="PCM_16")
    return _uri("audio/wav", written.getvalue())


def _uri(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
