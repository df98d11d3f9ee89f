"""Pronunciations and spellings of words: lexica, graphones and both together, in the phones of one set."""

from earmark.lexicon.graphones import Graphones, Spelling
from earmark.lexicon.lexicon import Lexicon
from earmark.lexicon.pronouncer import Pronouncer
from earmark.lexicon.pronunciation import PackedPronunciations, Pronunciation

__all__ = [
    "Graphones", "Lexicon", "PackedPronunciations", "Pronouncer", "Pronunciation", "Spelling",
]  # fmt: skip
