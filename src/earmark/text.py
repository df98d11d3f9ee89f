"""Spoken form of written text: the one normalisation that training, lists and scoring share.

The bundled model writes lower-case Latin letters and the apostrophe, nothing else.
"""

from __future__ import annotations

import re
import unicodedata

from num2words import num2words

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th",
        "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng", "ĸ": "k", "ſ": "s",
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
    }
)  # fmt: skip

_SYMBOLS = {"&": " and ", "%": " percent ", "+": " plus ", "@": " at ", "°": " degrees "}

# Written short, always said long; "st." (saint, street) and "ms" are left alone.
_TITLES = {"mr": "mister", "mrs": "missus", "dr": "doctor"}

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?")
_NOT_SPOKEN = re.compile(r"[^a-z' ]+")


def fold_letters(text: str) -> str:
    """Lower case without accents: ``Łódź`` -> ``lodz``; other scripts stay as they are."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)


def speak_number(written: str) -> str:
    """``42`` -> ``forty two``, ``3.5`` -> ``three point five``, ``2nd`` -> ``second``.

    A number of more than six digits, or with a leading zero, is read digit by digit.
    """
    ordinal = written[-2:] in {"st", "nd", "rd", "th"}
    digits = (written[:-2] if ordinal else written).replace(",", "")
    if ordinal and digits.isdigit():
        return str(num2words(int(digits), to="ordinal"))
    if digits.isdigit() and (len(digits) > 6 or (digits[0] == "0" and len(digits) > 1)):
        return " ".join(str(num2words(int(d))) for d in digits)
    if digits.count(".") > 1:
        return " point ".join(speak_number(part) for part in digits.split("."))
    return str(num2words(float(digits) if "." in digits else int(digits)))


def spoken_form(text: str) -> str:
    """The words somebody says for ``text``: lower-case letters and apostrophes, one space between.

    Digits and a few symbols are spoken out, accents dropped, every other mark is
    a word boundary. Characters of other scripts vanish: callers that must not lose
    them ask :func:`unspeakable` first.
    """
    spoken = fold_letters(text)
    for symbol, word in _SYMBOLS.items():
        spoken = spoken.replace(symbol, word)
    spoken = _NUMBER.sub(lambda m: f" {speak_number(m.group())} ", spoken)
    words = _NOT_SPOKEN.sub(" ", spoken).split()
    return " ".join(_TITLES.get(w, w) for w in (_bare(w) for w in words) if w)


def unspeakable(text: str) -> str:
    """The letters of ``text`` that have no Latin spoken form, in order, each once."""
    lost = [c for c in fold_letters(text) if c.isalnum() and not (c.isascii())]
    return "".join(dict.fromkeys(lost))


def _bare(word: str) -> str:
    """Quotes off both ends; the apostrophes of ``don't`` and ``cousins'`` inside or after s stay."""
    word = word.lstrip("'")
    return word if word.endswith("s'") and word.count("'") == 1 and len(word) > 2 else word.rstrip("'")
