"""Normalisation of written English: the one that training, lists and scoring share.

The normalised form has lower-case Latin letters and apostrophes, one space between words, nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and an accent, and the marks people type for
# an apostrophe. Applied before NFKC too: it would turn the accent mark ´ into a space.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i",
        "ħ": "h", "ŋ": "ng", "ĸ": "k", "ſ": "s", "ŧ": "t", "ə": "a", "ɛ": "e", "ɔ": "o", "ɓ": "b",
        "ɗ": "d", "ƙ": "k",
        "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʾ": "'", "ʿ": "'", "′": "'", "`": "'", "´": "'",
        "™": None, "®": None, "©": None, "℠": None, "µ": " micro ",
        "½": " half ", "¼": " quarter ", "¾": " three quarters ",
    }
)  # fmt: skip

_SYMBOLS = {"&": " and ", "%": " percent ", "+": " plus ", "@": " at ", "°": " degrees "}
_SYMBOL = re.compile("[" + re.escape("".join(_SYMBOLS)) + "]")
CURRENCIES = {"$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "₹": "rupee"}
SCALES = {
    "k": "thousand", "m": "million", "mn": "million", "mm": "million", "b": "billion", "bn": "billion",
    "t": "trillion", "tn": "trillion",
}  # fmt: skip

# Abbreviations that are always said in full; "st." (saint, street) and "ms" are left alone.
_TITLES = {"mr": "mister", "mrs": "missus", "dr": "doctor"}
WRITTEN_TITLES = {spoken: f"{short.capitalize()}." for short, spoken in _TITLES.items()}  # before names

# Thousands are grouped with commas, and an ordinal's or plural's ending belongs to the number.
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)*)(?:(st|nd|rd|th|'?s)(?![a-z]))?")
_SCALE = rf"\s*(?:hundred|thousand|million|billion|trillion)\b|(?:{'|'.join(SCALES)})(?![a-z0-9])"
_MONEY = re.compile(rf"([{''.join(CURRENCIES)}])\s*(\d+(?:[,.]\d+)*)({_SCALE})?")
_NUMBER_SIGN = re.compile(r"#(?=\s*\d)")
_SHARP = re.compile(r"(?<![a-z0-9'])([a-z])#(?![a-z])")  # C#, F#
_HASHTAG = re.compile(r"(?<!\w)#(?=[^\W\d_])(\w+)")  # #MeToo
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

# Greek letters stand for their names where they are symbols, one or two together: TNF-α, αβ T cells. Longer
# runs are Greek words.
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron",
    "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi",
    "ω": "omega",
}  # fmt: skip
_GREEK_SYMBOLS = re.compile(r"(?<![α-ω])[α-ω]{1,2}(?![α-ω])")
_NOT_SPOKEN = re.compile(r"[^a-z' ]+")
_PLAIN = re.compile(r"[A-Za-z ]*\Z")

_LOST_MARKS = frozenset("#*\\")  # punctuation to Unicode, yet spoken
MAX_CARDINAL_DIGITS = 15  # longer numbers are identifiers, read digit by digit


def fold(text: str) -> str:
    """Lower case without accents: ``Łódź`` -> ``lodz``; other scripts stay as they are."""
    if text.isascii():
        return text.lower().replace("`", "'")
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf").translate(_LETTERS)
    folded = unicodedata.normalize("NFKC", visible).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)


def speak_number(written: str) -> str:
    """``42`` -> ``forty two``, ``3.5`` -> ``three point five``, ``2nd`` -> ``second``.

    A number of more than six digits without commas, or with a leading zero, is read digit by digit.
    """
    match = _NUMBER.fullmatch(written)
    if match is None:
        raise ValueError(f"{written!r} is not a number as people write them, such as 42, 1,000, 3.5 or 2nd")
    return _speak_match(match)


def normalize(text: str) -> str:
    """Write ``text`` as it is spoken: lower-case letters and apostrophes, one space between.

    Digits and a few symbols are spoken out, accents dropped, every other mark is
    a word boundary. Characters of other scripts vanish: callers that must not lose
    them ask :func:`unspeakable` first.
    """
    if _PLAIN.match(text):
        return " ".join(_TITLES.get(w, w) for w in text.lower().split())
    spoken = _speak_symbols(text)
    spoken = _NUMBER.sub(lambda m: f" {_speak_match(m)} ", spoken)
    words = _NOT_SPOKEN.sub(" ", spoken).split()
    return " ".join(_TITLES.get(w, w) for w in (_bare(w) for w in words) if w)


def unspeakable(text: str) -> str:
    """The letters and symbols of ``text`` that :func:`normalize` would lose, in order, each once.

    Punctuation is not spoken and so not lost. Letters of other scripts, currency signs
    without an amount, mathematical signs and emoji are.
    """
    if _PLAIN.match(text):
        return ""
    return "".join(dict.fromkeys(c for c in _speak_symbols(text) if _is_lost(c)))


def _speak_symbols(text: str) -> str:
    """``text`` in small letters, its symbols as words; digits stay."""
    if "#" in text:
        text = _HASHTAG.sub(lambda m: f"hashtag {_CAMEL.sub(' ', m[1])}", text)
    folded = fold(text)
    spoken = _MONEY.sub(_speak_money, folded)
    if "#" in spoken:
        spoken = _NUMBER_SIGN.sub(" number ", _SHARP.sub(r"\1 sharp ", spoken))
    if not spoken.isascii():
        spoken = _GREEK_SYMBOLS.sub(lambda m: f" {' '.join(_GREEK[c] for c in m[0])} ", spoken)
    return _SYMBOL.sub(lambda m: _SYMBOLS[m.group()], spoken)


def _speak_money(match: re.Match[str]) -> str:
    """``$5m`` -> ``5 million dollars``; digits stay."""
    sign, amount, scale = match.groups()
    scale = SCALES.get(scale or "", (scale or "").strip())
    return f"{amount} {scale} {currency(sign, amount == '1' and not scale)}"


def currency(sign: str, one: bool) -> str:
    """The name of a currency: of one, or of any other amount."""
    name = CURRENCIES[sign]
    return name if one or name == "yen" else f"{name}s"


def _is_lost(c: str) -> bool:
    if "a" <= c <= "z" or c.isdecimal() or c.isspace():
        return False
    category = unicodedata.category(c)
    return category[0] in "LMNS" or category in {"Cc", "Cn", "Co", "Cs"} or c in _LOST_MARKS


def _speak_match(match: re.Match[str]) -> str:
    number, ending = match.groups()
    whole, *decimals = number.replace(",", "").split(".")
    if ending in {"st", "nd", "rd", "th"} and not decimals and len(whole) <= MAX_CARDINAL_DIGITS:
        return cardinal(int(whole), ordinal=True)
    if ending in {"s", "'s"} and not decimals and len(whole) == 4 and whole[0] in "12" and whole[3] == "0":
        return _plural(speak_year(int(whole)))  # 1980s
    grouped = "," in number and len(whole) <= MAX_CARDINAL_DIGITS
    parts = [_speak_whole(whole, grouped)]
    # Several points make a version or an address: its parts are numbers; after one point stand digits.
    parts += [_speak_whole(d) for d in decimals] if len(decimals) > 1 else [speak_digits(d) for d in decimals]
    spoken = " point ".join(parts)
    return _plural(spoken) if ending in {"s", "'s"} else f"{spoken} {ending or ''}".strip()


def _speak_whole(digits: str, grouped: bool = False) -> str:
    if not grouped and (len(digits) > 6 or (digits[0] == "0" and len(digits) > 1)):
        return speak_digits(digits)
    return cardinal(int(digits))


def speak_digits(digits: str) -> str:
    """``007`` -> ``zero zero seven``."""
    return " ".join(cardinal(int(d)) for d in digits)


def speak_year(year: int) -> str:
    """``1984`` -> ``nineteen eighty four``, ``1905`` -> ``nineteen oh five``."""
    century, rest = divmod(year, 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(year)
    tail = "hundred" if rest == 0 else f"oh {cardinal(rest)}" if rest < 10 else cardinal(rest)
    return f"{cardinal(century)} {tail}"


@lru_cache(maxsize=4096)
def cardinal(number: int, ordinal: bool = False) -> str:
    """``21`` -> ``twenty one``; with ``ordinal`` -> ``twenty first``."""
    from num2words import num2words  # loads all its languages, which most texts need not wait for

    spoken = str(num2words(number, to="ordinal" if ordinal else "cardinal"))
    return " ".join(_NOT_SPOKEN.sub(" ", spoken).split())


def _plural(spoken: str) -> str:
    if spoken.endswith("y"):
        return f"{spoken[:-1]}ies"
    return f"{spoken}es" if spoken.endswith("x") else f"{spoken}s"


def _bare(word: str) -> str:
    """Quotes off both ends; the apostrophes of ``don't`` and ``cousins'`` inside or after s stay."""
    word = word.lstrip("'")
    return word if word.endswith("s'") and word.count("'") == 1 and len(word) > 2 else word.rstrip("'")
