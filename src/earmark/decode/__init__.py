"""From emissions to token sequences: options, and the Python face of the C++ search."""

from earmark.decode.options import Biasing, DecodeOptions
from earmark.decode.search import BeamDecoder, HasEntryGraph, greedy_decode

__all__ = ["BeamDecoder", "Biasing", "DecodeOptions", "HasEntryGraph", "greedy_decode"]
