"""Acoustic models: samples in, emissions out.

:class:`earmark.models.onnx.OnnxModel` is not re-exported here, so that whoever only
needs the types does not import onnxruntime.
"""

from earmark.models.alphabet import Alphabet
from earmark.models.emissions import BLANK, Emissions, check_log_probs
from earmark.models.emissions_file import EmissionsFile
from earmark.models.protocol import CtcModel, bundled_models, find_model

__all__ = [
    "BLANK",
    "CtcModel",
    "Emissions",
    "EmissionsFile",
    "Alphabet",
    "bundled_models",
    "check_log_probs",
    "find_model",
]
