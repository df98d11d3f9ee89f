"""Respellings, as newspapers write a name for their readers to say: "zuh-LEN-skee".

Hyphens part syllables and capitals are stress. Letters have the sounds that English readers give them in
such spellings, by the longest match; nothing of it is learned, so the same spelling always sounds the same.
"""

from __future__ import annotations

import re

from earmark.language.english.phones import PHONE_SET

_CONSONANTS = {
    "tch": "t͡ʃ", "ch": "t͡ʃ", "sh": "ʃ", "zh": "ʒ", "th": "θ", "dh": "ð", "ng": "ŋ", "nk": "ŋ k",
    "ck": "k", "kh": "k", "ph": "f", "wh": "w", "gh": "g", "qu": "k w", "b": "b", "c": "k", "d": "d",
    "f": "f", "g": "g", "h": "h", "j": "d͡ʒ", "k": "k", "l": "l", "m": "m", "n": "n", "p": "p",
    "q": "k", "r": "ɹ", "s": "s", "t": "t", "v": "v", "w": "w", "x": "k s", "y": "j", "z": "z",
}  # fmt: skip
_VOWELS = {
    "aigh": "eɪ", "eigh": "eɪ", "igh": "aɪ", "eye": "aɪ", "air": "ɛ ɹ", "eer": "ɪ ɹ", "ear": "ɪ ɹ",
    "oor": "ɔ ɹ", "our": "aʊ ɝ", "uhr": "ɝ", "ee": "i", "ea": "i", "ay": "eɪ", "ai": "eɪ", "ey": "eɪ",
    "ei": "eɪ", "ie": "aɪ", "oh": "oʊ", "oa": "oʊ", "ow": "aʊ", "ou": "aʊ", "oo": "u", "ue": "u",
    "ew": "u", "oy": "ɔɪ", "oi": "ɔɪ", "ah": "ɑ", "aa": "ɑ", "aw": "ɔ", "au": "ɔ", "ar": "ɑ ɹ",
    "or": "ɔ ɹ", "er": "ɝ", "ur": "ɝ", "ir": "ɝ", "eh": "ɛ", "ih": "ɪ", "uh": "ʌ", "a": "æ", "e": "ɛ",
    "i": "ɪ", "o": "ɑ", "u": "ʌ", "y": "ɪ",
}  # fmt: skip
_OPEN = {"a": "ə", "e": "i", "i": "i", "o": "oʊ", "u": "u", "y": "i"}  # where nothing follows
_LONG = {"a": "eɪ", "e": "i", "i": "aɪ", "o": "oʊ", "u": "u", "y": "aɪ"}  # before a consonant and a silent e
_SILENT_E = re.compile(r"([aeiouy])([^aeiouyhwrx'])e$")
_LETTERS = "aeiou"
_HAS_VOWEL = re.compile("[aeiou]")
_VOWEL_NEXT = re.compile("[aeiou]|y(?![aeiou])")


def respell(syllable: str, stressed: bool = True) -> tuple[int, ...]:
    """Phone ids of one syllable, or of a word without hyphens, in letters a-z; empty if it has no letters.

    Args:
        syllable: as it is written; ``LEN`` and ``len`` are the same here.
        stressed: whether it is the stressed one; elsewhere a short u is a schwa.
    """
    text = re.sub(r"([b-df-hj-np-tv-z])\1", r"\1", re.sub(r"[^a-z]", "", syllable.lower()))
    symbols: list[str] = []
    at = 0
    while at < len(text):
        symbol, length = _next(text, at, stressed)
        symbols.append("ə" if symbol == "ʌ" and not stressed else symbol)
        at += length
    return PHONE_SET.from_ipa(" ".join(symbols)) if symbols else ()


def _next(text: str, at: int, stressed: bool) -> tuple[str, int]:
    """The sound of the letters at ``at``, and how many they are."""
    silent = _SILENT_E.match(text, at)
    if silent is not None and at + 3 == len(text):
        return f"{_LONG[silent[1]]} {_CONSONANTS[silent[2]]}", 3
    letter = text[at]
    if at > 0 and text[at:] in ("y", "ye") and stressed and not _HAS_VOWEL.search(text, 0, at):
        return "aɪ", len(text) - at  # sky, nye
    glide = letter == "y" and text[at + 1 : at + 2] in tuple(_LETTERS)  # a y before a vowel is a consonant
    if glide or letter not in _LETTERS + "y":
        length = next(n for n in (3, 2, 1) if text[at : at + n] in _CONSONANTS)
        return _CONSONANTS[text[at : at + length]], length
    if at + 1 == len(text):
        return _OPEN[letter], 1
    length = next(n for n in (4, 3, 2, 1) if _is_vowel(text, at, n))
    return _VOWELS[text[at : at + length]], length


def _is_vowel(text: str, at: int, length: int) -> bool:
    """Letters that are one vowel; an r or h belongs to it only where no vowel comes after."""
    found = text[at : at + length]
    if len(found) < length or found not in _VOWELS:
        return False
    return length == 1 or found[-1] not in "rh" or not _VOWEL_NEXT.match(text, at + length)
