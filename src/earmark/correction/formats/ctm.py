"""CTM of NeMo, Kaldi and sclite: a word on each line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from earmark.correction.formats.alignment import Group
from earmark.correction.formats.changes import Change, Splice, replace_all
from earmark.correction.formats.fields import At, number_of
from earmark.correction.formats.item_renderings import Timing
from earmark.correction.formats.layout import Layout
from earmark.correction.formats.renderings import AlignedRendering
from earmark.correction.formats.times import DECIMALS, Share, shares
from earmark.errors import TranscriptError

LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
COLUMN = re.compile(r"\S+")
RECORDING, CHANNEL, START, DURATION, WORD, CONFIDENCE = range(6)  # columns
COLUMNS = "<recording> <channel> <start> <duration> <word> [<confidence>]"
LINES_TO_RECOGNIZE = 20  # one that is wrong further down is an error, and no sign of another format


@dataclass(frozen=True, slots=True)
class Row:
    """A line with a word."""

    line: re.Match[str]  # of the file, its line break included
    columns: list[str]
    start: float  # seconds
    duration: float  # seconds

    @property
    def end(self) -> float:
        """End of the word, seconds."""
        return self.start + self.duration


def read(text: str) -> Layout:
    """Read the words of one recording.

    Raises:
        TranscriptError: a line that is not of CTM, or words of several recordings.
    """
    rows = [_row(number, line) for number, line in enumerate(LINE.finditer(text), start=1) if _has_word(line)]
    recordings = sorted({row.columns[RECORDING] for row in rows})
    if len(recordings) > 1:
        raise TranscriptError(
            f"the CTM has words of {len(recordings)} recordings ({', '.join(recordings[:3])} ...): "
            "give those of one, for instance by grep '^NAME '"
        )
    labels = sorted({row.columns[CHANNEL] for row in rows})
    rows.sort(key=lambda row: labels.index(row.columns[CHANNEL]))
    rendering = CtmRendering(rows)
    return Layout(
        words=rendering.items,
        renderings=(rendering,),
        timings=[_timing(row) for row in rows],
        channel_of=[labels.index(row.columns[CHANNEL]) for row in rows] if len(labels) > 1 else None,
    )


def _has_word(line: re.Match[str]) -> bool:
    return not line[0].startswith(";;") and not line[0].isspace() and line[0] != ""


def _row(number: int, line: re.Match[str]) -> Row:
    columns = line[0].split()
    if len(columns) <= WORD:
        raise TranscriptError(f"line {number} of the CTM has {len(columns)} columns; a line is {COLUMNS}")
    try:
        start, duration = number_of(columns[START]), number_of(columns[DURATION])
    except ValueError:
        start = duration = None
    if start is None or duration is None:
        raise TranscriptError(
            f"line {number} of the CTM has the start {columns[START]!r} and the duration "
            f"{columns[DURATION]!r}; seconds are expected: a line is {COLUMNS}"
        )
    return Row(line, columns, start, duration)


def _timing(row: Row) -> Timing:
    stated = row.columns[CONFIDENCE] if len(row.columns) > CONFIDENCE else None
    return Timing(row.start, round(row.end, 6), At(stated).share())  # NA is none


class CtmRendering(AlignedRendering):
    """The lines with words."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows

    @cached_property
    def items(self) -> list[str]:
        """The words."""
        return [row.columns[WORD] for row in self.rows]

    def change_groups(self, groups: Sequence[Group], words: Sequence[str]) -> list[Change]:
        """Return the changes of lines."""
        changes: list[Change] = []
        for group in groups:
            rows = [self.rows[item] for item in group.items]
            lines: list[list[str]] = [[] for _ in rows]
            for share in shares(len(rows), [w for part in group.parts for w in part], group.spread):
                lines[share.item].append(_line(rows, share))
            changes += [
                Splice((), row.line.start(), row.line.end(), _joined(row, new))
                for row, new in zip(rows, lines, strict=True)
            ]
        return changes


def _joined(row: Row, lines: list[str]) -> str:
    """Put lines in the place of one; the last line of a file may have no line break."""
    line_break = row.line[0][len(row.line[0].rstrip("\r\n")) :]
    return (line_break or "\n").join(lines) + (line_break if lines else "")


def _line(rows: Sequence[Row], share: Share) -> str:
    """Return a copy of a line with another word, and with the time that it takes over."""
    row, until = rows[share.item], rows[share.until]
    new = {WORD: share.word}
    if share.span is not None:
        start, end = (rows[0].start + (rows[-1].end - rows[0].start) * edge for edge in share.span)
        new |= {START: _spelled(start), DURATION: _spelled(end - start)}
    elif until is not row:
        new[DURATION] = _spelled(until.end - row.start)
    line = row.line[0].rstrip("\r\n")
    places = [match.span() for match in COLUMN.finditer(line)]
    return replace_all(line, [(*places[column], value) for column, value in new.items()])


def _spelled(seconds: float) -> str:
    return f"{seconds:.{DECIMALS}f}"


def recognize(text: str) -> bool:
    """Whether the first lines but comments have times in the third and fourth column."""
    first = list(islice(filter(_has_word, LINE.finditer(text)), LINES_TO_RECOGNIZE))
    try:
        return bool([_row(0, line) for line in first])
    except TranscriptError:
        return False
