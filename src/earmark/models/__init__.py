"""Acoustic models: samples in, emissions out.

:class:`earmark.models.onnx.OnnxModel` is not re-exported here, so that whoever only
needs the types does not import onnxruntime.
"""

from earmark.models.alphabet import Alphabet
from earmark.models.companions import Companions
from earmark.models.emissions import Emissions
from earmark.models.emissions_check import check_log_probs
from earmark.models.emissions_file import EmissionsFile
from earmark.models.protocol import (
    CtcModel,
    PhoneHead,
    bundled_models,
    companions_of,
    find_model,
    phone_head_of,
)
from earmark.models.tokenizer import (
    AlphabetTokenizer,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    Tokenizer,
)

__all__ = [
    "Alphabet",
    "AlphabetTokenizer",
    "Companions",
    "CtcModel",
    "Emissions",
    "EmissionsFile",
    "HuggingFaceTokenizer",
    "PhoneHead",
    "SentencePieceTokenizer",
    "Tokenizer",
    "bundled_models",
    "check_log_probs",
    "companions_of",
    "find_model",
    "phone_head_of",
]
