"""Text of subtitles' cues: tags, times of words within a cue, line breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from earmark.correction.formats.changes import Replacement, replace_all
from earmark.correction.formats.fields import number_of
from earmark.correction.formats.item_renderings import Timing
from earmark.correction.formats.renderings import Place, TextRendering
from earmark.correction.formats.words_in_text import Markup, split, visible
from earmark.correction.given import Cue

# Broadcasters' guidelines allow a subtitle's line 42 characters; a file with longer lines has its own limit.
LINE_LENGTH = 42


def _escape(word: str) -> str:
    return word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


VTT = Markup(re.compile(r"<[^<>]*>"), "<&", entities=True, escape=_escape)
SRT = Markup(re.compile(r"</?[A-Za-z][^<>\n]*>|\{\\[^{}\n]*\}"), "<{")

TIME_TAG = re.compile(r"<((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})>")
OWN_LINE = re.compile(r"\s*(?:[-–—♪>]|<v[ .])")  # a new speaker, or a line of a song
LINE_BREAK = re.compile(r"\r\n|\n|\r")


class CueRendering(TextRendering):
    """Texts of cues."""

    def __init__(self, places: Sequence[Place], markup: Markup) -> None:
        super().__init__(places, markup)
        self.tags = markup

    def rewrite(self, place: Place, parts: dict[int, tuple[str, ...]]) -> list[Replacement]:
        """Replace words, and break the lines anew where one has become too long."""
        new = replace_all(place.text, super().rewrite(place, parts))
        return [(0, len(place.text), reflow(new, place.text, self.tags))]


def word_timings(n_words: int, text: str, cue: Cue, markup: Markup) -> list[Timing]:
    """Return the times of a cue's words by its time tags; none without tags."""
    tags = [(match.start(), match[1]) for match in TIME_TAG.finditer(text)] if "<" in text else []
    if not tags:
        return [Timing()] * n_words
    starts = [cue.start]
    for (*_, before), (piece, *_) in pairwise(split(text, markup).pieces):
        between = [stamp for position, stamp in tags if before[1] <= position < piece[0]]
        starts.append(number_of(between[-1]) if between else None)
    ends = [*starts[1:], cue.end]
    return [Timing(start, end) for start, end in zip(starts, ends, strict=True)][:n_words]


def reflow(text: str, before: str, markup: Markup) -> str:
    """Break lines anew where one is longer than any was before, and than a subtitle's line.

    Keep the number of lines where they can hold the text, and make them about equally long. Lines of
    different speakers are not joined.
    """
    limit = max(LINE_LENGTH, *(_length(line, markup) for line in LINE_BREAK.split(before)))
    lines = LINE_BREAK.split(text)
    if all(_length(line, markup) <= limit for line in lines):
        return text
    line_break = match[0] if (match := LINE_BREAK.search(before)) else "\n"
    blocks: list[list[str]] = []
    for line in lines:
        if not blocks or OWN_LINE.match(line):
            blocks.append([])
        blocks[-1].append(line)
    return line_break.join(line for block in blocks for line in _fill(block, limit, markup))


def _fill(lines: list[str], limit: int, markup: Markup) -> list[str]:
    if all(_length(line, markup) <= limit for line in lines):
        return lines
    chunks = _chunks(" ".join(lines), markup)
    lengths = [_length(chunk, markup) for chunk in chunks]
    n = max(len(lines), len(_wrap(lengths, limit)))
    width = next(w for w in range(1, sum(lengths) + len(lengths) + 1) if len(_wrap(lengths, w)) <= n)
    return [" ".join(chunks[first:last]) for first, last in _wrap(lengths, width)]


def _wrap(lengths: Sequence[int], width: int) -> list[tuple[int, int]]:
    """Return first and past-the-last chunk of each line; a chunk longer than the width has its own."""
    lines: list[tuple[int, int]] = []
    used = width
    for k, length in enumerate(lengths):
        if lines and used + 1 + length <= width:
            lines[-1] = (lines[-1][0], k + 1)
            used += 1 + length
        else:
            lines.append((k, k + 1))
            used = length
    return lines


def _chunks(text: str, markup: Markup) -> list[str]:
    """Split a text at white space outside tags; tags stay with a word."""
    found = split(text, markup)
    cuts = [gap[0] for gap in found.gaps[1:-1] if gap]
    edges = [0, *(edge for start, end in cuts for edge in (start, end)), len(text.rstrip())]
    return [text[edges[k] : edges[k + 1]].lstrip() for k in range(0, len(edges), 2)]


def _length(line: str, markup: Markup) -> int:
    return len(visible(line, markup).strip())
