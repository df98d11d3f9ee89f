"""Phones: one inventory for phone heads and lexica, and how words are pronounced and written."""

from earmark.phones.graphones import Graphones, Reading, Spelling
from earmark.phones.inventory import PHONES, columns, from_arpabet, from_ipa, symbols_of
from earmark.phones.lexicon import Lexicon

__all__ = [
    "PHONES", "Graphones", "Lexicon", "Reading", "Spelling", "columns", "from_arpabet", "from_ipa",
    "symbols_of",
]  # fmt: skip
