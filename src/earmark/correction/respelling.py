"""Respelling: an entry that the other recognizer has written, in other letters or another inflection."""

from __future__ import annotations

from collections.abc import Container, Sequence

from earmark.correction.given import GivenWord
from earmark.correction.wording import Place, Span, starts_sentence, written_as
from earmark.language import Language


def is_inflection(theirs: str, spoken: str, language: Language) -> bool:
    """Whether two texts, as they are spoken, are one word with different endings, or with one and without."""
    own, other = spoken.split(), theirs.split()
    if not own or len(own) != len(other) or own[:-1] != other[:-1]:
        return False
    return bool(_stems(own[-1], language) & _stems(other[-1], language))


def _stems(word: str, language: Language) -> set[str]:
    found = {word}
    for ending in language.endings:
        found.update(stem for stem in ending.stems(word) if len(stem) > 1)
    return found


def respelled(place: Place, display: str, words: Sequence[GivenWord], common: Container[str]) -> Span | None:
    """Return what sets given words in an entry's display form; None where they stay.

    A common word in small letters is left to the recognizer that wrote it so.
    """
    if not place.parts:
        return None
    span = written_as(place, display, "", words)
    if span is None:
        return None
    written = _text(span, words)
    if written == span.text or (len(place.parts) == 1 and _is_ordinary(place.parts[0].text, common)):
        return None
    if written.casefold() != span.text.casefold():  # other letters, such as digits that the entry spells out
        return span
    return span if _wants_capitals(display) and not _is_beginning(written, span.text, place, words) else None


def _text(span: Span, words: Sequence[GivenWord]) -> str:
    if span.first == span.last:
        return words[span.first].text[span.begin : span.end]
    between = [word.text for word in words[span.first + 1 : span.last]]
    return " ".join([words[span.first].text[span.begin :], *between, words[span.last].text[: span.end]])


def _is_ordinary(text: str, common: Container[str]) -> bool:
    return text.islower() and text in common


def _wants_capitals(display: str) -> bool:
    """Whether an entry says anything of capitals: one in small letters does not."""
    return display != display.lower()


def _is_beginning(written: str, text: str, place: Place, words: Sequence[GivenWord]) -> bool:
    """Whether two texts differ in the capital of a sentence's beginning alone."""
    return starts_sentence(place.parts[0], words) and written[1:] == text[1:] and written[:1].isupper()
