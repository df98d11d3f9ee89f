"""Names of other alphabets in Latin letters: ``Зеленський`` -> ``Zelenskiy``, ``Νίκος`` -> ``Nikos``."""

from __future__ import annotations

import re
import unicodedata

# Scripts that write every vowel. Arabic and Hebrew do not, and Han characters have readings of several
# languages: what a table makes of those is not what people say.
_SCRIPTS = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "GEORGIAN", "HIRAGANA", "KATAKANA", "HANGUL"})
# Pairs of Greek letters that are one sound; a table of single letters gets them wrong.
_GREEK = {"ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng"}
_GREEK_INITIAL = {"μπ": "b", "ντ": "d", "γκ": "g"}
_PAIRS = re.compile(rf"\b({'|'.join(_GREEK_INITIAL)})|({'|'.join(_GREEK)})", re.IGNORECASE)


def transliterate(text: str) -> str | None:
    """``text`` in Latin letters; None where it has only those, or letters of a script that is not read so."""
    scripts = {_script(c) for c in text if c.isalpha()} - {"LATIN"}
    if not scripts or not scripts <= _SCRIPTS:
        return None
    from anyascii import anyascii

    paired = _PAIRS.sub(_pair, _without_accents(text)) if "GREEK" in scripts else text
    # Soft and hard signs become apostrophes, which are letters of English: "Il'in" would not be said "ilin".
    return "".join(c if c.isascii() else anyascii(c).replace("'", "") for c in paired)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _without_accents(text: str) -> str:
    """Greek vowels without their accents; a diaeresis stays, since it keeps two vowels apart."""
    decomposed = unicodedata.normalize("NFD", text).replace("\u0301", "")
    return unicodedata.normalize("NFC", decomposed)


def _pair(match: re.Match[str]) -> str:
    latin = (_GREEK_INITIAL | _GREEK)[match[0].lower()]
    return latin.capitalize() if match[0][0].isupper() else latin
