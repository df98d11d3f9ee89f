"""Spoken parts: how the words of a written transcript are said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from earmark.correction.given import GivenWord
from earmark.language import Language

OF_A_PART = 4  # spoken forms: "1984" has several
_PART = re.compile(r"[^\s\-‐‑–—/…]+")  # hyphens, dashes and slashes separate what an entry may replace
_EDGES = re.compile(r"^(?:[#@](?=[^\W\d])|[^\w$€£¥₹#@&+%°]|_)*(.*?)(?:[^\w$€£¥₹#@&+%°]|_)*$", re.DOTALL)
_MARKED = re.compile(r"^(\[.*\]|<.*>|♪.*♪|\*[a-z ]+\*)$", re.DOTALL)  # "[MUSIC]", "*laughs*" are not speech


@dataclass(frozen=True)
class SpokenPart:
    """A part of a given word, such as one side of a hyphen, that an entry may replace."""

    word: int  # index of the given word
    begin: int  # of its text: first character of the part
    end: int  # and the one behind its last; adjoining punctuation is left out
    text: str  # as written
    forms: tuple[tuple[str, ...], ...]  # ways to say it, as normalised words, the plain one first; none empty


def spoken_parts(words: Sequence[GivenWord], language: Language) -> list[SpokenPart]:
    """Return the parts of all words that are said, in order."""
    return [part for number, word in enumerate(words) for part in _parts_of(number, word.text, language)]


def _parts_of(number: int, text: str, language: Language) -> Iterator[SpokenPart]:
    if _MARKED.match(text):
        return
    for match in _PART.finditer(text):
        begin, end = _core(match[0])
        written = match[0][begin:end]
        forms = tuple(_forms(written, language)) if written else ()
        if forms:
            yield SpokenPart(number, match.start() + begin, match.start() + end, written, forms)


def _core(part: str) -> tuple[int, int]:
    """Where the part begins and ends without the punctuation around it."""
    match = _EDGES.match(part)
    assert match is not None  # every group may be empty
    begin, end = match.span(1)
    # A plural's apostrophe is part of the word, an abbreviation's stop with others inside too: "U.S."
    if part[end : end + 1] in ("'", "’") and part[end - 1 : end] == "s" and "'" not in part[:begin]:
        end += 1
    if part[end : end + 1] == "." and "." in part[begin:end]:
        end += 1
    return begin, end


def _forms(written: str, language: Language) -> Iterator[tuple[str, ...]]:
    plain = language.normalize(written)
    others = () if written.isalpha() and not written.isupper() else language.spoken_forms(written, OF_A_PART)
    for form in dict.fromkeys((plain, *others)):
        if words := tuple(form.split()):
            yield words
