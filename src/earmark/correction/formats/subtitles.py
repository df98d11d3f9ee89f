"""Subtitles: SRT and WebVTT."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from earmark.correction.formats.cue_text import SRT, VTT, CueRendering, word_timings
from earmark.correction.formats.fields import STAMP, seconds_of
from earmark.correction.formats.layout import Layout
from earmark.correction.formats.renderings import Place
from earmark.correction.formats.words_in_text import Markup
from earmark.correction.given import Cue
from earmark.errors import TranscriptError

LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
ARROW = re.compile(r"\s*(\S+)\s*-->\s*(\S+)(?:\s.*)?")  # what follows are settings of the cue
BLOCKS = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?")  # of WebVTT, up to an empty line


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file."""

    number: int  # from 1
    start: int  # first character
    end: int  # past the last character, without the line break
    after: int  # start of the next line
    text: str
    times: tuple[float, float] | None = None  # seconds, of a line of times


def read_srt(text: str) -> Layout:
    """Read SRT, also with empty lines within a cue, and cues without a number or an empty line between."""
    lines = list(_lines(text, strict=False))
    numbered = any(_is_number_of_cue(lines, k) for k, line in enumerate(lines) if line.times)
    timed = [k for k, line in enumerate(lines) if line.times]
    bodies = []
    for k, following in pairwise([*timed, len(lines)]):
        last = following == len(lines)
        end = following - 1 if not last and numbered and _is_number_of_cue(lines, following) else following
        bodies.append(_trimmed(lines[k + 1 : end]))
    return _layout(text, [lines[k] for k in timed], bodies, SRT)


def read_vtt(text: str) -> Layout:
    """Read WebVTT: a cue ends at an empty line; headers, notes, styles and regions are no text."""
    lines, bodies, timed = list(_lines(text, strict=True)), [], []
    k = 0
    while k < len(lines):
        line = lines[k]
        k += 1
        if line.times:
            timed.append(line)
            body = []
            while k < len(lines) and lines[k].text.strip() and not lines[k].times:
                body.append(lines[k])
                k += 1
            bodies.append(body)
    return _layout(text, timed, bodies, VTT)


def _layout(text: str, timed: list[Line], bodies: list[list[Line]], markup: Markup) -> Layout:
    cues = tuple(Cue(*line.times) for line in timed if line.times)
    places = []
    for line, body in zip(timed, bodies, strict=True):
        start, end = (body[0].start, body[-1].end) if body else (line.after, line.after)
        places.append(Place((), text[start:end], start))
    rendering = CueRendering(places, markup)
    rows = zip(rendering.words_by_place, places, cues, strict=True)
    return Layout(
        words=rendering.items,
        renderings=(rendering,),
        timings=[t for words, place, cue in rows for t in word_timings(len(words), place.text, cue, markup)],
        cues=cues,
        cue_of=[k for k, words in enumerate(rendering.words_by_place) for _ in words],
    )


def _lines(text: str, strict: bool) -> Iterator[Line]:
    """Yield the lines, with the times of those that have an arrow.

    Args:
        strict: whether an arrow stands in lines of times alone, as in WebVTT outside its comments.
    """
    skipping, before = False, ""
    for number, match in enumerate(LINE.finditer(text), start=1):
        line = match[1]
        if strict and not before.strip() and (number == 1 or BLOCKS.fullmatch(line)):
            skipping = number > 1
        skipping = skipping and bool(line.strip())
        times = None
        if "-->" in line and not skipping:
            times = _times(line, number, strict or _before_times(before))
        yield Line(number, match.start(), match.end(1), match.end(), line, times)
        before = line
        if match.end() == len(text):
            return


def _before_times(line: str) -> bool:
    """Whether a line of times follows in SRT: on the number of a cue, or on an empty line."""
    return not line.strip() or line.strip().isdecimal()


def _times(line: str, number: int, expected: bool) -> tuple[float, float] | None:
    match = ARROW.fullmatch(line)
    stamps = [STAMP.fullmatch(stamp) for stamp in match.groups()] if match else []
    if stamps and stamps[0] and stamps[1]:
        return seconds_of(stamps[0]), seconds_of(stamps[1])
    if not expected:
        return None
    raise TranscriptError(
        f"line {number} has no times that can be read: {line.strip()[:80]!r}; "
        "cues are written as 00:01:02,345 --> 00:01:05,678 (SRT) or 00:01:02.345 --> 00:01:05.678 (WebVTT)"
    )


def _is_number_of_cue(lines: list[Line], k: int) -> bool:
    """Whether the line before a line of times is the number of its cue."""
    return k > 0 and lines[k - 1].text.strip().isdecimal()


def _trimmed(lines: list[Line]) -> list[Line]:
    first, last = 0, len(lines)
    while first < last and not lines[first].text.strip():
        first += 1
    while first < last and not lines[last - 1].text.strip():
        last -= 1
    return lines[first:last]


def recognize_vtt(text: str) -> bool:
    """Whether the text begins as WebVTT does."""
    return re.match(r"WEBVTT(\s|\Z)", text) is not None


def recognize_srt(text: str) -> bool:
    """Whether the text has a line of times."""
    arrows = (ARROW.fullmatch(line) for line in text.splitlines() if "-->" in line)
    return any(m and STAMP.fullmatch(m[1]) and STAMP.fullmatch(m[2]) for m in arrows)
