"""PCM: bytes of a client's audio messages to samples."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.audio.load import MAX_CHANNELS
from earmark.audio.opening import MAX_RATE, MIN_RATE
from earmark.audio.waveform import RATE
from earmark.checks import check_whole, shown
from earmark.errors import AudioError

_DTYPES = {"s16le": "<i2", "s32le": "<i4", "f32le": "<f4", "mulaw": "u1", "alaw": "u1"}
_NAMES = {name: name for name in _DTYPES} | {
    "pcm_s16le": "s16le", "linear16": "s16le", "pcm16": "s16le", "audio/pcm": "s16le",
    "pcm_s32le": "s32le", "pcm_f32le": "f32le",
    "ulaw": "mulaw", "audio/pcmu": "mulaw", "audio/pcma": "alaw",
}  # fmt: skip
ENCODINGS = tuple(_DTYPES)


@dataclass(frozen=True)
class PcmFormat:
    """Layout of a stream of samples.

    Raises:
        AudioError: the encoding is unknown, or a number out of range.
    """

    encoding: str = "s16le"  # one of ENCODINGS, or another protocol's name of one
    rate: int = RATE  # samples a second
    channels: int = 1  # interleaved; they are mixed

    def __post_init__(self) -> None:
        if not isinstance(self.encoding, str) or self.encoding not in _NAMES:
            raise AudioError(
                f"the encoding is {shown(self.encoding)}, expected one of {', '.join(ENCODINGS)}: "
                "send samples without a container or compression"
            )
        object.__setattr__(self, "encoding", _NAMES[self.encoding])
        check_whole("the rate in samples a second", self.rate, MIN_RATE, MAX_RATE, AudioError)
        check_whole("the number of channels", self.channels, 1, MAX_CHANNELS, AudioError)

    @property
    def frame(self) -> int:
        """Bytes of one sample of all channels."""
        return np.dtype(_DTYPES[self.encoding]).itemsize * self.channels


class PcmReader:
    """Samples of successive messages; a message may end within a sample."""

    def __init__(self, layout: PcmFormat) -> None:
        self.layout = layout
        self._rest = b""

    def read(self, message: bytes) -> NDArray[Any]:
        """(N, channels) of the layout's type, or int16 of the companded ones; N may be 0."""
        layout = self.layout
        given = self._rest + message
        whole = len(given) - len(given) % layout.frame
        self._rest = given[whole:]
        samples = np.frombuffer(given[:whole], _DTYPES[layout.encoding]).reshape(-1, layout.channels)
        tables = {"mulaw": _mulaw, "alaw": _alaw}
        return tables[layout.encoding]()[samples] if layout.encoding in tables else samples


@cache
def _mulaw() -> NDArray[np.int16]:
    """(256,) linear values of G.711 mu-law."""
    code = ~np.arange(256, dtype=np.uint8)
    step, exponent = (code & 0xF).astype(np.int32), ((code >> 4) & 7).astype(np.int32)
    size = (((step << 3) + 0x84) << exponent) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


@cache
def _alaw() -> NDArray[np.int16]:
    """(256,) linear values of G.711 A-law."""
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    step, exponent = (code & 0xF).astype(np.int32), ((code >> 4) & 7).astype(np.int32)
    size = (step << 4) + 8
    size = np.where(exponent > 0, (size + 0x100) << np.maximum(exponent - 1, 0), size)
    return np.where(code & 0x80, size, -size).astype(np.int16)
