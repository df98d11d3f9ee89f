"""pyctcdecode 0.5's interface: change the import, keep the code (docs/guides/migrate-from-pyctcdecode.md)."""

from earmark.compat.pyctcdecode.alphabet import Alphabet
from earmark.compat.pyctcdecode.decoder import BeamSearchDecoderCTC, build_ctcdecoder
from earmark.compat.pyctcdecode.language_model import LanguageModel

__all__ = ["Alphabet", "BeamSearchDecoderCTC", "LanguageModel", "build_ctcdecoder"]
