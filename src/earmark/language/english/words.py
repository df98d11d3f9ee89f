"""Written words as people say them: St. Louis is "saint louis", Henry VIII "henry the eighth", QC "q c"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from earmark.language.english.capitals import (
    acronym_forms,
    is_ordinary,
    joined_forms,
    lower_forms,
    mixed_forms,
)
from earmark.language.english.normalization import cardinal, normalize

APOSTROPHES = "'’‘ʼʻʾʿ′`´"
HYPHENATED = 6  # forms of a word with hyphens

_ABBREVIATIONS = {
    "st": "saint", "mt": "mount", "ft": "fort", "jr": "junior", "sr": "senior", "prof": "professor",
    "gen": "general", "lt": "lieutenant", "sgt": "sergeant", "capt": "captain", "rev": "reverend",
    "vs": "versus", "ave": "avenue", "blvd": "boulevard", "inc": "incorporated", "ltd": "limited",
    "corp": "corporation",
}  # fmt: skip
_ROMAN = {
    "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12,
    "XIII": 13, "XIV": 14, "XV": 15, "XVI": 16, "XVII": 17, "XVIII": 18, "XIX": 19, "XX": 20, "XXI": 21,
    "XXII": 22, "XXIII": 23,
}  # fmt: skip
# English text often writes these letters out: Mueller, Goering, Aarhus.
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"}
    | {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa", "Ø": "Oe"}
)
_APOSTROPHE = re.compile(f"(?<=\\w)[{APOSTROPHES}](?=\\w)")
_TITLES = frozenset({"mr", "mrs", "dr", "ms"})


@dataclass(frozen=True)
class WordContext:
    """What stands around a word and decides how it is said."""

    follows: bool = False  # another word, after a space: Henry VIII
    joined: bool = False  # a digit stands beside it, or a dot before it: ec2, example.uk
    after_dot: bool = False  # .NET
    before_number: bool = False  # No. 5
    shouted: bool = False  # everything is in capitals


def is_abbreviation(word: str) -> bool:
    """Whether a word may be said otherwise than it is written in full: ``St``, ``Prof``."""
    return word.lower() in _ABBREVIATIONS or word.lower() in ("no", "nos")


def word_forms(written: str, context: WordContext) -> tuple[str, ...]:
    """Ways to say a word, which may have apostrophes, hyphens or dots of initials, the plain one first."""
    if "." in written:
        return tuple(dict.fromkeys(_initials(written)))
    parts = written.split("-")
    if len(parts) == 1:
        return tuple(dict.fromkeys(_forms(written, context)))
    options = [tuple(dict.fromkeys(_forms(part, WordContext(shouted=context.shouted)))) for part in parts]
    combinations = islice(product(*map(enumerate, options)), 512)
    ranked = sorted(combinations, key=lambda several: sum(rank for rank, _ in several))
    said = [" ".join(" ".join(form for _, form in several).split()) for several in ranked[:HYPHENATED]]
    joined = normalize("".join(parts))
    return tuple(dict.fromkeys((said[0], joined, *said[1:])))


def _initials(written: str) -> Iterator[str]:
    """``J.R.R.`` -> ``j r r``, ``jrr``; ``U.S.`` is never "us"."""
    yield normalize(written)
    joined = normalize(written.replace(".", ""))
    if not is_ordinary(joined):
        yield joined


def _forms(written: str, context: WordContext) -> Iterator[str]:
    plain = normalize(written)
    word = written.rstrip(APOSTROPHES)
    if word.lower() in ("no", "nos") and context.before_number:
        yield "number" if word.lower() == "no" else "numbers"
        return
    if context.follows and word in _ROMAN:
        yield plain
        yield f"the {cardinal(_ROMAN[word], ordinal=True)}"
        yield cardinal(_ROMAN[word])
    if word.lower() in _ABBREVIATIONS:
        yield plain
        yield _ABBREVIATIONS[word.lower()]
        if not word.isupper():
            return
    if word == "v" and context.before_number:  # v2
        yield "v"
        yield "version"
    yield from acronym_forms(word, context.shouted or context.after_dot) or (plain,)
    if context.joined:
        yield from joined_forms(word)
    if word.lower() not in _TITLES:
        yield from mixed_forms(word)
        yield from lower_forms(word)
    if _APOSTROPHE.search(written):
        yield normalize(_APOSTROPHE.sub("", written))
    if not written.isascii():
        yield normalize(written.translate(_UMLAUTS))
