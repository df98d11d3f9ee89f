"""Bytes to samples, as libsndfile reads them."""

import io

import numpy as np
import pytest
import soundfile

from earmark.errors import AudioError
from earmark.serve.sockets.pcm import PcmFormat, PcmReader

SUBTYPES = {"s16le": "PCM_16", "s32le": "PCM_32", "f32le": "FLOAT", "mulaw": "ULAW", "alaw": "ALAW"}


def floats(samples):
    return samples if samples.dtype.kind == "f" else samples / -float(np.iinfo(samples.dtype).min)


@pytest.mark.parametrize("encoding", SUBTYPES)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_encoding_is_read_as_libsndfile_reads_it(encoding, channels):
    content = (
        np.random.default_rng(1).standard_normal(480).astype("<f4").tobytes() if encoding == "f32le" else None
    )
    content = content or bytes(range(256)) * 8
    layout = {"samplerate": 8000, "channels": channels, "format": "RAW", "subtype": SUBTYPES[encoding]}
    expected, _ = soundfile.read(
        io.BytesIO(content), dtype="float32", always_2d=True, endian="LITTLE", **layout
    )
    reader = PcmReader(PcmFormat(encoding, 8000, channels))
    pieces = [reader.read(content[first : first + 7]) for first in range(0, len(content), 7)]
    found = np.concatenate([floats(piece) for piece in pieces])
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, atol=1e-6)


@pytest.mark.parametrize(
    "values",
    [("opus",), ("s16le", 0), ("s16le", 16_000.5), ("s16le", 16_000, 0), ("s16le", 16_000, 10_000), (None,)],
)
def test_layouts_that_cannot_be_are_refused(values):
    with pytest.raises(AudioError, match="expected"):
        PcmFormat(*values)
