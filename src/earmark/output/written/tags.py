"""Tags of a word: its capitals, and the mark behind it."""

from __future__ import annotations

MARKS = ("", ",", ".", "?")  # behind a word, by number
CASES = ("small", "capital", "capitals")  # by number: "word", "Word", "WORD"
SMALL, CAPITAL, CAPITALS = range(len(CASES))
