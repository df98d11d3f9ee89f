"""Packing: the words of a list as bytes of the store."""

from __future__ import annotations

import json
import zlib

from earmark.biasing import Word, WordList

LEVEL = 1  # of compression: the others gain little on short words and take longer


def pack(words: WordList) -> bytes:
    """Return the words, and what loading changed, as compressed JSON."""
    rows = [[w.text, w.display_as, w.weight, list(w.sounds_like), list(w.ipa)] for w in words]
    text = json.dumps({"words": rows, "notes": list(words.notes)}, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), LEVEL)


def unpack(content: bytes) -> WordList:
    """Read what :func:`pack` wrote."""
    found = json.loads(zlib.decompress(content).decode("utf-8", "surrogatepass"))
    words = tuple(Word(t, d, w, tuple(s), tuple(i)) for t, d, w, s, i in found["words"])
    return WordList(words, notes=tuple(found["notes"]))
