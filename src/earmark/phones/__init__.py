"""Phones: one inventory for phone heads and lexica, and how words are pronounced and written."""

from earmark.phones.graphones import Graphones, Reading, Spelling
from earmark.phones.inventory import PHONES, columns, from_arpabet, from_ipa, symbols_of, written_ipa
from earmark.phones.lexicon import Lexicon
from earmark.phones.pronounce import WordPronouncer
from earmark.phones.pronunciation import PackedPronunciations, Pronunciation

__all__ = [
    "PHONES", "Graphones", "Lexicon", "PackedPronunciations", "Pronunciation", "Reading", "Spelling",
    "WordPronouncer", "columns", "from_arpabet", "from_ipa", "symbols_of", "written_ipa",
]  # fmt: skip
