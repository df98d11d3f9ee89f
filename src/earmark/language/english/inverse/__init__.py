"""Numbers, dates, times, money and measures back from words to figures (inverse text normalisation)."""

from earmark.language.english.inverse.rules import write_numbers

__all__ = ["write_numbers"]
