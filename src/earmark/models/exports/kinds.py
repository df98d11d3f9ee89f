"""Front ends by the names that descriptions give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from earmark.models.exports.export import FrontEnd, Waveform
from earmark.models.exports.mel import GUARD, LogMel

KALDI = LogMel()  # icefall's, as sherpa-onnx computes it
WENET = LogMel(gain=32768.0)  # Kaldi's over samples of 16 bits
SHERPA_NEMO = LogMel(
    low=0.0, high=0.0, scale="slaney", window="hann", remove_dc=False, least=GUARD, guard="add",
    normalize="per_feature",
)  # fmt: skip
NEMO = LogMel(
    low=0.0, high=0.0, scale="slaney", window="hanning", edges="zeros", emphasize="audio", remove_dc=False,
    least=GUARD, guard="add", normalize="nemo",
)  # fmt: skip
GIGA_AM = LogMel(
    bins=64, low=0.0, high=8000.0, scale="torchaudio", window="hann", edges="reflect", pre_emphasis=0.0,
    remove_dc=False, least=1e-9, padded=False,
)  # fmt: skip
GIGA_AM_3 = replace(GIGA_AM, length=0.02, edges="inside", coarse=True)
MEDASR = LogMel(bins=128, low=125.0, high=7500.0, window="hanning", edges="inside")

KINDS: Mapping[str, FrontEnd] = {
    "samples": Waveform(),
    "kaldi": KALDI,
    "wenet": WENET,
    "nemo": NEMO,
    "sherpa-nemo": SHERPA_NEMO,
    "medasr": MEDASR,
    "gigaam": GIGA_AM,
    "gigaam-v3": GIGA_AM_3,
}
