"""Phones: one inventory for phone heads and lexica, and how words are pronounced and written."""

from earmark.lexicon.graphones import Graphones, Reading, Spelling
from earmark.lexicon.lexicon import Lexicon
from earmark.lexicon.phone_set import PHONES, columns, from_arpabet, from_ipa, symbols_of, written_ipa
from earmark.lexicon.pronouncer import Pronouncer
from earmark.lexicon.pronunciation import PackedPronunciations, Pronunciation

__all__ = [
    "PHONES", "Graphones", "Lexicon", "PackedPronunciations", "Pronunciation", "Reading", "Spelling",
    "Pronouncer", "columns", "from_arpabet", "from_ipa", "symbols_of", "written_ipa",
]  # fmt: skip
