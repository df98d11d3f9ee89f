"""Text lists: one phrase a line, and the dialects of other recognizers that look like them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from earmark.biasing.formats.items import Entries
from earmark.biasing.formats.lines import split_lines
from earmark.biasing.formats.table import read_table
from earmark.biasing.problems import Problems
from earmark.biasing.word import MAX_WEIGHT, Word
from earmark.errors import WordListError

# What ends a line of sherpa-onnx's and k2's hotword files: "FREMONT :2.0".
_SCORE = re.compile(r"(.*\S)(?:\s+:(\d+(?:\.\d+)?)|:(\d+\.\d+))")
_SEPARATORS = re.compile("[;,/]")

_COMMENT = re.compile(r"\s+#\s+(?=\D)")

Lines = Sequence[tuple[int, str]]  # place and phrase


def without_comment(line: str) -> str:
    """A line of a text list without what follows a hash between blanks: "Reykjavik # home" is one entry.

    A digit may follow such a hash in a phrase ("Room # 5").
    """
    return _COMMENT.split(line, maxsplit=1)[0]


def is_comment(line: str) -> bool:
    """Whether a stripped line begins with ``#`` and no letter or digit after it: ``#MeToo`` is a phrase."""
    return line.startswith("#") and not line[1:2].isalnum()


def is_table(text: str) -> bool:
    """Whether a text file is a table with tabs between its cells, as those of Amazon Transcribe are.

    With a single column, the header is ``Phrase`` alone, and phrases follow.
    """
    return _begins_table(_phrases(text))


def typical_score(text: str) -> float | None:
    """The median of the scores that end the lines of a text list; None unless all lines have one."""
    return _median_score(_phrases(text))


def read_text(text: str, problems: Problems) -> Entries:
    """The words of a text list; what may have been meant otherwise is noted."""
    lines = _phrases(text)
    if _begins_table(lines):
        return _read_table(text, lines[0], problems)
    entries: Entries = []
    scored = _median_score(lines)
    for place, phrase in lines:
        if "\t" in phrase:
            problems.add(place, "holds a tab; write one phrase a line, or a .tsv table with a header")
            continue
        try:
            entries.append((place, Word(phrase) if scored is None else _scored(phrase, scored)))
        except WordListError as error:
            problems.add(place, str(error))
    whole = ((place, line.strip()) for place, line in enumerate(split_lines(text), 1))
    commented = [(place, line) for place, line in whole if _COMMENT.search(line) and not is_comment(line)]
    problems.note_lines(commented, "ends at ' # ', which begins a comment; write a spoken hash as a word")
    _note_dialects(lines, scored, problems)
    return entries


def _phrases(text: str) -> Lines:
    stripped = ((place, line.strip()) for place, line in enumerate(split_lines(text), 1))
    return [(place, without_comment(line)) for place, line in stripped if line and not is_comment(line)]


def _begins_table(lines: Lines) -> bool:
    cells = [cell.strip().lower() for cell in lines[0][1].split("\t")] if lines else []
    return "phrase" in cells and (len(cells) > 1 or len(lines) > 1)


def _median_score(lines: Lines) -> float | None:
    scores: list[float] = []
    for _, line in lines:
        score = _score(line)
        if score is None:
            return None
        scores.append(score)
    return median(scores) if scores else None


def _read_table(text: str, first: tuple[int, str], problems: Problems) -> Entries:
    # Comments become empty lines: rows keep their places.
    lines = ["" if is_comment(line.strip()) else line for line in split_lines(text)]
    place, header = first
    alone = "\t" not in header
    if alone:
        problems.note(
            f"line {place}: {header!r} is read as the header of a table of Amazon Transcribe, in which "
            "hyphens stand for spaces; remove it if it is a phrase"
        )
    return read_table("\n".join(lines), problems, "\t", amazon=alone)


def _score(phrase: str) -> float | None:
    found = _SCORE.fullmatch(phrase) if ":" in phrase else None
    return None if found is None else float(found[2] or found[3])


def _scored(phrase: str, typical: float) -> Word:
    """Other recognizers' scores have other scales: the usual one of the list is this one's 1."""
    found = _SCORE.fullmatch(phrase)
    score = _score(phrase)
    assert found is not None and score is not None  # every line has one
    return Word(found[1], weight=min(MAX_WEIGHT, score / typical if typical else 1.0))


def _note_dialects(lines: Lines, scored: float | None, problems: Problems) -> None:
    hashes = [(place, line) for place, line in lines if line.startswith("#")]
    problems.note_lines(hashes, "is an entry, since no blank follows the '#'; begin comments with '# '")
    if scored is not None:
        problems.note(
            "every line ends in ':' and a number, which is read as a score: weights are the scores divided "
            f"by their median, {scored:g}"
        )
        return
    scores = [(place, line) for place, line in lines if _score(line) is not None]
    problems.note_lines(
        scores, "is one phrase with its number, since other lines end in none; give weights in a .csv table"
    )
    several = [(place, line) for place, line in lines if _SEPARATORS.search(line) and _score(line) is None]
    problems.note_lines(several, "is one phrase; write one a line if several are meant")
