"""From emissions to token sequences: options, language model, and the Python face of the C++ search."""

from earmark.decoding.options import Boosting, DecodeOptions
from earmark.decoding.phone_lexicon import PhoneLexicon
from earmark.decoding.search import BeamDecoder, HasBiasIndex, greedy_decode
from earmark.decoding.word_lm import TextScore, WordLm

__all__ = [
    "BeamDecoder",
    "Boosting",
    "DecodeOptions",
    "HasBiasIndex",
    "WordLm",
    "PhoneLexicon",
    "TextScore",
    "greedy_decode",
]
