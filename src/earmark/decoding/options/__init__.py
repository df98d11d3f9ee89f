"""Options of the decoder: nested, each with one default, changeable one by one."""

from __future__ import annotations

from earmark.decoding.options.changes import nest, unknown
from earmark.decoding.options.decode_options import Changes, DecodeOptions
from earmark.decoding.options.sections import (
    AdapterOptions,
    BoostingMode,
    BoostingOptions,
    CalibrationOptions,
    ClassLmOptions,
    EndingOptions,
    LmOptions,
    LookupOptions,
    PhoneOptions,
    RescoringForm,
    RescoringOptions,
    SearchOptions,
    SecondPassOptions,
    SegmentationOptions,
    SpellingOptions,
    VerificationOptions,
)

__all__ = [
    "AdapterOptions",
    "BoostingMode",
    "BoostingOptions",
    "CalibrationOptions",
    "Changes",
    "ClassLmOptions",
    "DecodeOptions",
    "EndingOptions",
    "LmOptions",
    "LookupOptions",
    "PhoneOptions",
    "RescoringForm",
    "RescoringOptions",
    "SearchOptions",
    "SecondPassOptions",
    "SegmentationOptions",
    "SpellingOptions",
    "VerificationOptions",
    "nest",
    "unknown",
]
