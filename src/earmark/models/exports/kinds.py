"""Front ends by the names that descriptions give them."""

from __future__ import annotations

from collections.abc import Mapping

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
MEDASR = LogMel(bins=128, low=125.0, high=7500.0, window="hanning", edges="inside")

KINDS: Mapping[str, FrontEnd] = {
    "samples": Waveform(),
    "kaldi": KALDI,
    "wenet": WENET,
    "nemo": NEMO,
    "sherpa-nemo": SHERPA_NEMO,
    "medasr": MEDASR,
}
