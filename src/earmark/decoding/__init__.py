"""From emissions to token sequences: options, language model, beam search, verification, confidence."""

from earmark.decoding.bias_index import HasBiasIndex
from earmark.decoding.confidence import ConfidenceWeights
from earmark.decoding.greedy import greedy_decode
from earmark.decoding.name_context import NameContext
from earmark.decoding.options import (
    BoostingOptions,
    CalibrationOptions,
    ClassLmOptions,
    DecodeOptions,
    LmOptions,
    PhoneOptions,
    SearchOptions,
    SecondPassOptions,
    SegmentationOptions,
    VerificationOptions,
)
from earmark.decoding.phone_lexicon import PhoneLexicon
from earmark.decoding.search import BeamDecoder
from earmark.decoding.verifier import VerifierWeights
from earmark.decoding.word_lm import TextScore, WordLm

__all__ = [
    "BeamDecoder",
    "BoostingOptions",
    "CalibrationOptions",
    "ClassLmOptions",
    "ConfidenceWeights",
    "DecodeOptions",
    "HasBiasIndex",
    "LmOptions",
    "NameContext",
    "PhoneLexicon",
    "PhoneOptions",
    "SearchOptions",
    "SecondPassOptions",
    "SegmentationOptions",
    "TextScore",
    "VerificationOptions",
    "VerifierWeights",
    "WordLm",
    "greedy_decode",
]
