"""Spoken forms: the ways people say a written word or phrase of English.

A text is cut into segments (words, numbers, amounts, addresses, signs), each segment has ways to be said, and
the combinations that differ least from the plain ones are taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, product

from earmark.language.english.measures import NUMBER, measure_forms, money_forms, number_forms
from earmark.language.english.normalization import normalize, speak_number, unspeakable
from earmark.language.english.numbers import clock_forms, fraction_forms
from earmark.language.english.signs import sign_forms
from earmark.language.english.transliteration import transliterate
from earmark.language.english.words import APOSTROPHES, WordContext, is_abbreviation, word_forms
from earmark.language.protocol import MAX_SPOKEN_FORMS

Options = tuple[str, ...]  # ways to say one segment, the likeliest first; "" for silence

COMBINED = 4096  # combinations of segments' forms looked at
OF_A_SEGMENT = 6  # forms

_PLAIN = re.compile(r"[A-Z]?[a-z]+(?: [A-Z]?[a-z]+)*\Z")  # capitals only where words begin
_NO_VOWEL = re.compile(r"\b[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ]+\b")
_CLOCK = re.compile(r"(?<![\w:.])([01]?\d|2[0-3]):([0-5]\d)(?![\w:])")
_FRACTION = re.compile(r"(?<![\w/.,])([1-9])/(10|[2-9])(?![\w/])")
_NUMBER = re.compile(rf"({NUMBER})(?:(st|nd|rd|th|'?s)(?![a-z]))?", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z]+://")
_SHARP = re.compile(r"(?<![\w'])[A-Za-z]#(?![A-Za-z])")
_HASHTAG = re.compile(r"(?<!\w)#(?=[^\W\d_])\w+")
_INITIALS = re.compile(r"(?<!\w)(?:[A-Za-z]\.){2,}[A-Za-z]?(?!\w)")
_WORD = re.compile(rf"[^\W\d_]+(?:[{APOSTROPHES}-][^\W\d_]+)*[{APOSTROPHES}]?")


def spoken_forms(text: str, limit: int = MAX_SPOKEN_FORMS) -> tuple[str, ...]:
    """Up to ``limit`` ways to say ``text``, the plain one first; none where part of it cannot be said.

    Names in alphabets that write their vowels are transliterated: ``Київ`` -> ``kiiv``.

    ``MRI`` -> ``mri``, ``m r i``; ``IT`` -> ``i t``; ``COVID-19`` -> ``covid nineteen``,
    ``c o v i d nineteen``; ``J.R.R. Tolkien`` -> ``j r r tolkien``, ``jrr tolkien``;
    ``1984`` -> ``one thousand ...``, ``nineteen eighty four``;
    ``Henry VIII`` -> ``henry viii``, ``henry the eighth``, ``henry eight``;
    ``info@example.com`` -> ``info at example dot com``; ``$100`` -> ``one hundred dollars``.
    """
    if _PLAIN.match(text) and not (_NO_VOWEL.search(text) or any(map(is_abbreviation, text.split()))):
        return (text.lower(),)
    if unspeakable(text):
        latin = transliterate(text)
        if latin is None or unspeakable(latin):
            return ()
        text = latin
    options = list(_segments(text if text.isascii() else _composed(text)))
    # Forms that change little first: the rank of a combination is the sum of its parts' ranks.
    combinations = islice(product(*(enumerate(o[:OF_A_SEGMENT]) for o in options)), COMBINED)
    ranked = sorted(combinations, key=lambda parts: sum(rank for rank, _ in parts))
    said = (" ".join(" ".join(spoken for _, spoken in parts).split()) for parts in ranked)
    return tuple(islice(dict.fromkeys(form for form in said if form), limit))


def respelled_forms(spelling: str) -> tuple[str, str]:
    """``zuh-LEN-skee`` -> ``zuhlenskee``, ``zuh len skee``: hyphens separate syllables."""
    return normalize(spelling.replace("-", "")), normalize(spelling)


def _segments(text: str) -> Iterator[Options]:
    """The ways to say each segment of ``text`` in turn."""
    shouted = _is_shouted(text)
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        end, options = _number_at(text, at) or _word_at(text, at, shouted) or sign_forms(text, at)
        if options:
            yield options
        at = end


def _number_at(text: str, at: int) -> tuple[int, Options] | None:
    """A number, alone or with a currency, a unit or an ending, that begins at ``at``; None for none."""
    if text[at].isdecimal():
        if match := _CLOCK.match(text, at):
            return match.end(), clock_forms(int(match[1]), int(match[2]))
        if match := _FRACTION.match(text, at):
            return match.end(), fraction_forms(int(match[1]), int(match[2]))
        end, options = measure_forms(text, at)
        if options:
            return end, options
        match = _NUMBER.match(text, at)
        assert match is not None  # it begins with a digit
        number, ending = match.groups()
        if ending and not (ending.lower() == "s" and text[:at][-1:].isalpha()):  # the s of k8s is a letter
            return match.end(), (speak_number(match[0].lower()),)
        return match.end(1), number_forms(number)
    end, options = money_forms(text, at)
    return (end, options) if options else None


def _word_at(text: str, at: int, shouted: bool) -> tuple[int, Options] | None:
    """A word, or letters that stand for words, that begin at ``at``; None for none."""
    if match := _SCHEME.match(text, at):
        return match.end(), ()
    for pattern in (_SHARP, _HASHTAG):
        if match := pattern.match(text, at):
            return match.end(), (normalize(match[0]),)
    if match := _INITIALS.match(text, at):
        return match.end(), word_forms(match[0], WordContext())
    match = _WORD.match(text, at)
    if match is None:
        return None
    before, after = text[:at], text[match.end() :]
    context = WordContext(
        follows=before.endswith(" ") and any(map(str.isalpha, before)),
        joined=before[-1:].isdecimal() or after[:1].isdecimal() or before.endswith("."),
        after_dot=before.endswith("."),
        before_number=re.match(r"\.?\s*\d", after) is not None,
        shouted=shouted,
    )
    return match.end(), word_forms(match[0], context)


def _is_shouted(text: str) -> bool:
    """Whether several words are all in capitals, so that capitals do not make an acronym: NEW YORK."""
    words = re.findall(r"[^\W\d_]+", text)
    return len(words) > 1 and text.isupper() and any(len(word) > 3 for word in words)


def _composed(text: str) -> str:
    """``text`` without what does not show, and without marks that no letter takes up."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(c for c in composed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
