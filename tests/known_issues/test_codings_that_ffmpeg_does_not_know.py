"""A sound file whose coding neither libsndfile nor FFmpeg knows was an AttributeError."""

import struct

import pytest

from earmark.audio import load_audio
from earmark.errors import AudioError


def test_a_wav_file_of_an_unknown_coding(tmp_path):
    head = struct.pack("<HHIIHH", 0x7777, 1, 16_000, 32_000, 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", 3200) + b"\0" * 3200
    path = tmp_path / "a.wav"
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    with pytest.raises(AudioError, match="cannot be read as audio"):
        load_audio(path)
