"""Words of a text with markup, and their replacement in place."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from earmark.correction.formats.changes import Replacement

Range = tuple[int, int]  # first and past-the-last character
Parts = Mapping[int, tuple[str, ...]]  # what takes a word's place, by the number of the word

WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Markup:
    """What stands in a text and is not a word."""

    tag: re.Pattern[str]
    signs: str  # characters without which a text has no markup
    entities: bool = False  # whether &amp; and the like are resolved
    escape: Callable[[str], str] = str  # spells a word


@dataclass(slots=True)
class Split:
    """A text's words by their pieces (tags may stand within a word), and the white space between words."""

    words: list[str] = field(default_factory=list)
    pieces: list[list[Range]] = field(default_factory=list)  # by word
    gaps: list[list[Range]] = field(default_factory=lambda: [[]])  # [k]: before word k

    def __len__(self) -> int:
        return len(self.pieces)

    def pieces_of(self, k: int) -> list[Range]:
        """The characters of a word."""
        return self.pieces[k]

    def gap(self, k: int) -> list[Range]:
        """The white space before a word; behind all for the number of words."""
        return self.gaps[k]


class PlainSplit:
    """The same of a text without markup, in which a word is one piece."""

    def __init__(self, text: str) -> None:
        self.spans = [match.span() for match in WORD.finditer(text)]
        self.end = len(text)

    def __len__(self) -> int:
        return len(self.spans)

    def pieces_of(self, k: int) -> list[Range]:
        """The characters of a word."""
        return [self.spans[k]]

    def gap(self, k: int) -> list[Range]:
        """The white space before a word; behind all for the number of words."""
        start = self.spans[k - 1][1] if k > 0 else 0
        return [(start, self.spans[k][0] if k < len(self.spans) else self.end)]


def split(text: str, markup: Markup) -> Split:
    """Split a text at white space outside tags."""
    found, inside = Split(), False
    for start, end, kind in _pieces(text, markup):
        if kind == "space":
            inside = False
            found.gaps[-1].append((start, end))
            continue
        word = html.unescape(text[start:end]) if markup.entities else text[start:end]
        if inside:
            found.words[-1] += word
            found.pieces[-1].append((start, end))
        else:
            found.words.append(word)
            found.pieces.append([(start, end)])
            found.gaps.append([])
        inside = True
    return found


PLAIN = re.compile(r"(?P<space>(?:\s|&nbsp;)+)|(?P<word>(?:(?!&nbsp;)\S)+)")
PLAIN_WITHOUT_ENTITIES = re.compile(r"(?P<space>\s+)|(?P<word>\S+)")


def _pieces(text: str, markup: Markup) -> list[tuple[int, int, str]]:
    """List the runs of white space and of other characters outside tags."""
    pattern = PLAIN if markup.entities else PLAIN_WITHOUT_ENTITIES
    pieces, done = [], 0
    for tag in [*markup.tag.finditer(text), None]:
        until = len(text) if tag is None else tag.start()
        pieces += [(*m.span(), m.lastgroup or "") for m in pattern.finditer(text, done, until)]
        done = until if tag is None else tag.end()
    return pieces


def words_of(text: str, markup: Markup | None = None) -> list[str]:
    """Return the words of a text alone."""
    if markup is None or not any(sign in text for sign in markup.signs):
        return text.split()
    return split(text, markup).words


def visible(text: str, markup: Markup) -> str:
    """Return a text without its tags."""
    shown = markup.tag.sub("", text)
    return html.unescape(shown) if markup.entities else shown


def replace_words(
    text: str, parts: Parts, markup: Markup | None = None, continues: bool = False
) -> list[Replacement]:
    """Return the replacements that write other words: each in the place of one, () takes it out with a gap.

    Args:
        continues: whether the text before this one goes on in it without a space; the gap behind a first word
            that is taken out separates the two then.
    """
    found = PlainSplit(text) if markup is None else split(text, markup)
    escape = str if markup is None else markup.escape
    replacements: list[Replacement] = []
    removed: list[int] = []
    for k, words in sorted(parts.items()):
        (start, end), *others = found.pieces_of(k)
        replacements.append((start, end, escape(" ".join(words))))
        replacements += [(s, e, "") for s, e in others]
        if not words:
            removed.append(k)
    gaps = _gaps_of(removed, found, text)
    if continues and removed[:1] == [0] and not any(e > s for s, e in found.gap(0)):
        gaps = [gap for gap in gaps if gap != _end_of_run(removed)]
    for gap in gaps:
        replacements += [(s, e, "") for s, e in found.gap(gap) if e > s]
    return replacements


def _end_of_run(numbers: list[int]) -> int:
    """Return the number behind the first run of numbers."""
    return next((a + 1 for a, b in pairwise(numbers) if b != a + 1), numbers[-1] + 1)


def _gaps_of(removed: list[int], found: Split | PlainSplit, text: str) -> list[int]:
    """Choose the gap that goes with each run of words that are taken out, beside those within the run."""
    gaps: list[int] = []
    runs: list[list[int]] = []
    for k in removed:
        if runs and runs[-1][-1] == k - 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    for run in runs:
        gaps += run[1:]
        before, after = run[0], run[-1] + 1
        if after == len(found):
            if before > 0 or not _breaks(found.gap(before), text):
                gaps.append(before)
        elif before == 0 or (_breaks(found.gap(before), text) and not _breaks(found.gap(after), text)):
            gaps.append(after)
        else:
            gaps.append(before)
    return gaps


def _breaks(gap: list[Range], text: str) -> bool:
    """Whether a line ends in a gap."""
    return any("\n" in text[s:e] or "\r" in text[s:e] for s, e in gap)
