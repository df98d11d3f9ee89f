"""English's phones under short names, for tests that write IPA."""

from earmark.language import BLANK_SYMBOL, BOUNDARY_SYMBOL, DEFAULT

PHONE_SET = DEFAULT.phone_set
PHONES, BOUNDARY, BLANK, COUNT = PHONE_SET.phones, PHONE_SET.boundary, PHONE_SET.blank, PHONE_SET.size
SYMBOLS = PHONE_SET.symbols
columns, from_ipa, symbols_of = PHONE_SET.columns, PHONE_SET.from_ipa, PHONE_SET.symbols_of
written_ipa, from_arpabet = PHONE_SET.written_ipa, DEFAULT.from_arpabet
normalize, unspeakable = DEFAULT.normalize, DEFAULT.unspeakable

__all__ = [
    "BLANK", "BLANK_SYMBOL", "BOUNDARY", "BOUNDARY_SYMBOL", "COUNT", "PHONES", "PHONE_SET", "SYMBOLS",
    "columns", "from_arpabet", "from_ipa", "normalize", "symbols_of", "unspeakable", "written_ipa",
]  # fmt: skip
