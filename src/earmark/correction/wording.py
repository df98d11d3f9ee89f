"""Wording: an entry as it is written in the place of given words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earmark.correction.given import Edit, GivenWord
from earmark.correction.spoken import SpokenPart

_STOPS = (".", "?", "!", "…", ":")
CONTRACTIONS = frozenset(
    ("it's", "he's", "she's", "that's", "what's", "who's", "where's", "there's", "here's", "how's", "when's")
    + ("why's", "let's", "everybody's", "everyone's", "somebody's", "one's")
)  # of which the s is a word


@dataclass(frozen=True)
class Place:
    """Neighbouring parts of given words that an entry replaces; none for a gap before the part ``first``."""

    parts: tuple[SpokenPart, ...]
    before: SpokenPart | None  # the part before it, None at the beginning
    after: SpokenPart | None  # the part behind it


@dataclass(frozen=True)
class Span:
    """Characters of given words that give way to a text."""

    first: int  # index of the given word
    begin: int  # of its text: first character that goes
    last: int  # index of the given word; ``first`` or a later one
    end: int  # of its text: first character that stays
    text: str


def written_as(place: Place, display: str, ending: str, words: Sequence[GivenWord]) -> Span | None:
    """Return what writes an entry into its place; None where no word beside it can take it.

    Args:
        place: where it was said.
        display: as the list has it.
        ending: that it was said with, "" for none.
        words: all given words.
    """
    if not place.parts:
        return _inserted(place, display + ending, words)
    first, last = place.parts[0], place.parts[-1]
    entry = display + (possessive_of(last.text, display) or ending)
    if _is_capital(first.text) and starts_sentence(first, words):
        entry = _capitalised(entry)
    return Span(first.word, first.begin, last.word, last.end, entry)


def edits_of(spans: Sequence[Span], words: Sequence[GivenWord]) -> list[Edit]:
    """Return the spans, which are in order, as edits of whole words."""
    edits: list[Edit] = []
    at = 0
    while at < len(spans):
        first, last, text = spans[at].first, spans[at].first, words[spans[at].first].text[: spans[at].begin]
        while at < len(spans) and (spans[at].first <= last):
            span = spans[at]
            at += 1
            text += span.text
            last = span.last
            following = at < len(spans) and spans[at].first == last
            text += words[last].text[span.end : spans[at].begin if following else None]
        edits.append(Edit(first, last, tuple(text.split())))
    return edits


def possessive_of(written: str, display: str) -> str:
    """Return the possessive ending of given words as they write it; "" for none, or where the entry has one.

    Contractions ("it's") have none. For an entry in s, such as Kubernetes, the s of "Netty's" may be its own.
    """
    folded, entry = written.lower().replace("’", "'"), display.lower().replace("’", "'")
    if folded.endswith("'s"):
        return "" if folded in CONTRACTIONS or ends_in_s(entry) else written[-2:]
    return written[-1:] if folded.endswith("s'") and entry.endswith("s") else ""


def ends_in_s(written: str) -> bool:
    """Whether a word is spelt as if it ended in the sound of s or z."""
    return written.lower().rstrip("'’").endswith(("s", "z", "x", "ce", "se", "ze"))


def starts_sentence(part: SpokenPart, words: Sequence[GivenWord]) -> bool:
    """Whether a sentence begins with this part."""
    if any(c.isalnum() for c in words[part.word].text[: part.begin]):
        return False
    if part.word == 0:
        return True
    before = words[part.word - 1].text.rstrip("\"'”’)]»")
    return before.endswith(_STOPS)


def _inserted(place: Place, entry: str, words: Sequence[GivenWord]) -> Span | None:
    """Behind the word before, unless that ends a sentence or a clause; else before the word behind."""
    before, after = place.before, place.after
    closed = before is None or _is_closed(words[before.word].text)
    if after is not None and closed and after.begin == _lead(words[after.word].text):
        return Span(after.word, 0, after.word, 0, f"{entry} ")
    if before is not None and before.end == _trail(words[before.word].text):
        return Span(before.word, before.end, before.word, before.end, f" {entry}")
    return None


def _is_closed(text: str) -> bool:
    return text.rstrip("\"'”’)]»")[-1:] in (*_STOPS, ",", ";")


def _lead(text: str) -> int:
    """Characters before the first letter or digit."""
    return next((i for i, c in enumerate(text) if c.isalnum()), 0)


def _trail(text: str) -> int:
    """Characters up to the last letter or digit, with that one."""
    return next((i + 1 for i in reversed(range(len(text))) if text[i].isalnum()), len(text))


def _is_capital(text: str) -> bool:
    return text[:1].isupper() and not text[1:2].isupper()


def _capitalised(entry: str) -> str:
    """A capital at the beginning of an entry that has none anywhere."""
    return entry[:1].upper() + entry[1:] if entry == entry.lower() else entry
