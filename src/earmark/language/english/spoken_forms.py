"""Spoken forms: the ways people say a written word or phrase of English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

from earmark.language.english.normalization import (
    cardinal,
    normalize,
    speak_digits,
    speak_year,
    unspeakable,
)
from earmark.language.english.transliteration import transliterate
from earmark.language.protocol import MAX_SPOKEN_FORMS

_PLAIN = re.compile(r"[A-Z]?[a-z]+(?: [A-Z]?[a-z]+)*\Z")  # capitals only where words begin
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{2,5}(?=s?(?![A-Za-z]))")  # longer ones are said as words
_INITIALS = re.compile(r"(?:[A-Za-z]\.){2,}[A-Za-z]?(?!\w)")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NUMBER = re.compile(r"(?<![\d.,])\d{2,6}(?![\d]|[.,]\d|st|nd|rd|th|'?s)")

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
_APOSTROPHES = re.compile("(?<=\\w)['’‘ʼʻʾʿ′`´](?=\\w)")


def spoken_forms(text: str, limit: int = MAX_SPOKEN_FORMS) -> tuple[str, ...]:
    """Up to ``limit`` ways to say ``text``, the normalised text first; none where part of it cannot be said.

    Names in alphabets that write their vowels are transliterated: ``Київ`` -> ``kiiv``.

    ``MRI`` -> ``mri``, ``m r i``; ``COVID-19`` -> ``covid nineteen``, ``c o v i d nineteen``;
    ``J.R.R. Tolkien`` -> ``j r r tolkien``, ``jrr tolkien``; ``1984`` -> ``one thousand ...``,
    ``nineteen eighty four``; ``Henry VIII`` -> ``henry viii``, ``henry the eighth``, ``henry eight``.
    """
    if unspeakable(text):
        latin = transliterate(text)
        if latin is None or unspeakable(latin):
            return ()
        text = latin
    first = normalize(text)
    if not first:
        return ()
    written = text.split()
    if _PLAIN.match(text) and not any(w.lower() in _ABBREVIATIONS for w in written):
        return (first,)
    options = [tuple(_token_forms(w, follows=i > 0)) for i, w in enumerate(written)]
    # Forms that change little first: the rank of a combination is the sum of its parts' ranks.
    combinations = islice(product(*(enumerate(o) for o in options)), 4096)
    ranked = sorted(combinations, key=lambda parts: sum(rank for rank, _ in parts))
    said = (" ".join(" ".join(spoken for _, spoken in parts).split()) for parts in ranked)
    return tuple(islice(dict.fromkeys(s for s in (first, *said) if s), limit))


def _token_forms(written: str, follows: bool) -> Iterator[str]:
    """Forms of one written word, the plain one first; ``follows`` another word (Henry VIII)."""
    seen = set()
    for variant in _variants(written, follows):
        spoken = normalize(variant)
        if spoken not in seen:
            seen.add(spoken)
            yield spoken


def _variants(written: str, follows: bool) -> Iterator[str]:
    yield written
    bare = written.strip('.,;:()"“”')
    if follows and bare in _ROMAN:
        yield f"the {cardinal(_ROMAN[bare], ordinal=True)}"
        yield cardinal(_ROMAN[bare])
    if bare.lower() in _ABBREVIATIONS:
        yield _ABBREVIATIONS[bare.lower()]
    if _INITIALS.search(written):
        yield _INITIALS.sub(lambda m: m.group().replace(".", ""), written)
    for number in _NUMBER.finditer(written):
        for said in _number_forms(number.group()):
            yield f"{written[: number.start()]} {said} {written[number.end() :]}"
    if _ACRONYM.search(written):
        yield _ACRONYM.sub(lambda m: f"{' '.join(m.group())} ", written)  # MRIs: "m r i s"
    if _CAMEL.search(written):
        yield _CAMEL.sub(" ", written)
    if "-" in written.strip("-") and not any(c.isdigit() for c in written):
        yield written.replace("-", "")
    if _APOSTROPHES.search(written):
        yield _APOSTROPHES.sub("", written)
    if not written.isascii():
        yield written.translate(_UMLAUTS)


def _number_forms(digits: str) -> Iterator[str]:
    """Other ways to say a number of 2 to 6 digits: as a year, in pairs, digit by digit."""
    if len(digits) == 4 and digits[0] != "0":
        yield speak_year(int(digits))
    if len(digits) == 3 and digits[0] != "0" and digits[1] != "0":
        yield f"{cardinal(int(digits[0]))} {cardinal(int(digits[1:]))}"  # 747, 360
    if len(digits) > 2:
        yield cardinal(int(digits)).replace(" and ", " ")
    if len(digits) > 2 and not digits.endswith("00"):
        yield speak_digits(digits).replace("zero", "oh")
        yield speak_digits(digits)


def respelled_forms(spelling: str) -> tuple[str, str]:
    """``zuh-LEN-skee`` -> ``zuhlenskee``, ``zuh len skee``: hyphens separate syllables."""
    return normalize(spelling.replace("-", "")), normalize(spelling)
