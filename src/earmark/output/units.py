"""Units: the pieces of a transcript that stay together on a line and in a cue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from earmark.transcript import TranscribedWord, Transcript

CLOSING = "\"'”’»)]"  # signs that stand behind the end of a sentence
ABBREVIATION = re.compile(r"(?:^|\s)(?:(?:[^\W\d_]\.)*[^\W\d_]|[A-Z](?![a-z]*[aeiouy])[a-z]{1,2})\.$")
SENTENCE, CLAUSE = ".?!…。？！", ",;:—–、，；："


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or an entry of several words."""

    text: str
    start: float  # seconds
    end: float  # seconds, not before the start
    spaced: bool = True  # whether a space stands before it
    channel: int | None = None  # from 1
    confidence: float | None = None  # 0..1


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends behind a word."""
    return text.rstrip(CLOSING).endswith(tuple(SENTENCE)) and not _is_abbreviation(text)


def ends_clause(text: str) -> bool:
    """Whether a clause or a sentence ends behind a word."""
    return text.rstrip(CLOSING).endswith(tuple(CLAUSE + SENTENCE)) and not _is_abbreviation(text)


def _is_abbreviation(text: str) -> bool:
    """Whether a word's stop need not end a sentence: "Dr.", "J.", "U.S."; a pause tells where it does."""
    return ABBREVIATION.search(text) is not None


def units_of(transcript: Transcript, longest: int) -> list[Unit]:
    """Return the units of a transcript, with starts in order within each channel.

    Args:
        longest: characters; longer entries are cut at their spaces.
    """
    units = []
    before: dict[int | None, float] = {}
    for word, spaced in zip(transcript.words, spaces_of(transcript), strict=True):
        start = max(word.start, before.get(word.channel, 0.0))
        before[word.channel] = start
        whole = Unit(word.text, start, max(word.end, start), spaced, word.channel, word.confidence)
        units += [whole] if len(word.text) <= longest else split(whole)
    return [unit for unit in units if unit.text]


def split(unit: Unit) -> list[Unit]:
    """Cut a unit at its spaces; the words share its time by their letters."""
    words = unit.text.split()
    edges = [0, *accumulate(map(len, words))]
    scale = (unit.end - unit.start) / edges[-1] if words else 0.0
    times = [unit.start + edge * scale for edge in edges]
    return [
        replace(unit, text=text, start=times[k], end=times[k + 1], spaced=unit.spaced if k == 0 else True)
        for k, text in enumerate(words)
    ]


def joined(units: Sequence[Unit]) -> str:
    """Return the text of neighbouring units."""
    return "".join(" " * unit.spaced + unit.text for unit in units).lstrip()


def spaces_of(transcript: Transcript) -> Iterator[bool]:
    """Whether a space stands before each word, by the text; languages without spaces have none."""
    position = 0
    for word in transcript.words:
        place = _find(word, transcript.text, position)
        yield place != position or place == 0
        position = position if place < 0 else place + len(word.text)


def _find(word: TranscribedWord, text: str, position: int) -> int:
    """Place of a word in the text, at once or behind a break; -1 where it is not."""
    place = text.find(word.text, position)
    return place if 0 <= place <= position + 8 else -1  # "\n12: " is a break between channels
