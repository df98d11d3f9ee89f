"""Acoustic models: samples in, emissions out.

:class:`earmark.acoustic.onnx.OnnxModel` is not re-exported here, so that whoever only
needs the types does not import onnxruntime.
"""

from earmark.acoustic.emissions import BLANK, Emissions, check_log_probs
from earmark.acoustic.file import EmissionsFile
from earmark.acoustic.model import AcousticModel, bundled_models, find_model
from earmark.acoustic.vocabulary import Vocabulary

__all__ = [
    "BLANK",
    "AcousticModel",
    "Emissions",
    "EmissionsFile",
    "Vocabulary",
    "bundled_models",
    "check_log_probs",
    "find_model",
]
