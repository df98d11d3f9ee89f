"""From emissions to token sequences: options, language model, and the Python face of the C++ search."""

from earmark.decode.language_model import LanguageModel, TextScore
from earmark.decode.options import Boosting, DecodeOptions
from earmark.decode.pronounce import Pronouncer
from earmark.decode.search import BeamDecoder, HasEntryGraph, greedy_decode

__all__ = [
    "BeamDecoder",
    "Boosting",
    "DecodeOptions",
    "HasEntryGraph",
    "LanguageModel",
    "Pronouncer",
    "TextScore",
    "greedy_decode",
]
