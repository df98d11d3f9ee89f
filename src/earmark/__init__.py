"""earmark: speech recognition that writes the words on your list, without retraining."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from earmark.audio.end_points import EndPoints
    from earmark.biasing import Word, WordList
    from earmark.correction import Correction, read_transcript
    from earmark.decoding import DecodeOptions
    from earmark.errors import EarmarkError
    from earmark.live import AsyncStream, LiveStream, Partial
    from earmark.log_probs import Decoder, decode
    from earmark.models.onnx import OnnxModel
    from earmark.one_call import correct
    from earmark.recognizer import Recognizer
    from earmark.transcript import TranscribedWord, Transcript, WrittenEntry

    __version__: str

__all__ = [
    "AsyncStream",
    "Correction",
    "DecodeOptions",
    "Decoder",
    "EarmarkError",
    "EndPoints",
    "LiveStream",
    "OnnxModel",
    "Partial",
    "Recognizer",
    "TranscribedWord",
    "Transcript",
    "Word",
    "WordList",
    "WrittenEntry",
    "__version__",
    "correct",
    "decode",
    "read_transcript",
]

# Loaded when first asked for: training and the text tools need neither onnxruntime nor the core.
_HOMES = {
    "AsyncStream": "earmark.live",
    "Correction": "earmark.correction",
    "DecodeOptions": "earmark.decoding",
    "Decoder": "earmark.log_probs",
    "EarmarkError": "earmark.errors",
    "EndPoints": "earmark.audio.end_points",
    "LiveStream": "earmark.live",
    "OnnxModel": "earmark.models.onnx",
    "Partial": "earmark.live",
    "Recognizer": "earmark.recognizer",
    "TranscribedWord": "earmark.transcript",
    "Transcript": "earmark.transcript",
    "Word": "earmark.biasing",
    "WordList": "earmark.biasing",
    "WrittenEntry": "earmark.transcript",
    "correct": "earmark.one_call",
    "decode": "earmark.log_probs",
    "read_transcript": "earmark.correction",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        return _version()
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'earmark' has no attribute {name!r}")


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("earmark")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "0"
