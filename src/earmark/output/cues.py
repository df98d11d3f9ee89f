"""Cues of subtitles, by the rules that broadcasters share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from earmark.output.breaks import LINE_LENGTH, Ruler, break_cost, cue_lines
from earmark.output.units import Unit, ends_sentence, units_of
from earmark.transcript import Transcript

# The rules of the BBC, Netflix and most broadcasters, who differ by little.
SHORTEST, LONGEST = 1.0, 7.0  # seconds on the screen
SPEED = 20.0  # characters a second that adults read
PAUSE = 1.5  # seconds without a word, over which no cue stands
STEP = 0.1  # seconds from a cue's start to the next, where words have no times of their own

# Costs of a choice of cues, by eye on transcripts of talks and calls. A break within a clause costs 3
# (breaks.py), so that a cue more is worth a good break, and two sentences share a cue only if they are short.
CUE, SENTENCE_WITHIN, SILENCE_WITHIN = 1.0, 0.7, 0.7  # each; each; a second beyond half of one
TOO_SHORT, TOO_FAST, MOST_TOO_FAST = 4.0, 3.0, 6.0  # a second; in proportion to the excess; at most


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle."""

    start: float  # seconds, whole milliseconds
    end: float  # seconds, whole milliseconds; after the start
    lines: tuple[str, ...]  # one or two
    channel: int | None = None  # from 1


def cues_of(transcript: Transcript) -> list[Cue]:
    """Cut a transcript into cues, in order of their starts.

    Lines have at most 42 characters and cues two lines; only a word that is longer by itself exceeds that.
    A cue stands from its first word to the end of its last, longer only where it could not be read. Cues of
    one channel do not overlap; those of two people who speak at once do.
    """
    units = sorted(units_of(transcript, LINE_LENGTH), key=lambda unit: unit.channel or 0)
    cues: list[Cue] = []
    for channel, group in groupby(units, key=lambda unit: unit.channel):
        own = list(group)
        label = 0 if channel is None else len(label_of(channel))
        ends = _choose(own, Ruler(own, label))
        parts = [own[i:j] for i, j in zip([0, *ends], ends, strict=False)]
        cues += _timed(parts, [cue_lines(part, label) for part in parts], channel)
    return sorted(cues, key=lambda cue: (cue.start, cue.channel or 0))


def label_of(channel: int) -> str:
    """Return what stands before the words of a channel, in text and SRT."""
    return f"{channel}: "


def _choose(units: Sequence[Unit], ruler: Ruler) -> list[int]:
    """Return the ends of the cues of least cost, by dynamic programming over the breaks."""
    best, before = [0.0], [0]
    for j in range(1, len(units) + 1):
        behind = 0.0 if j == len(units) else break_cost(units[j - 1], units[j])
        until = units[j].start if j < len(units) else None
        within, options = 0.0, []
        for i in range(j - 1, -1, -1):
            if i < j - 1:
                silence = units[i + 1].start - units[i].end
                if silence > PAUSE or units[j - 1].end - units[i].start > LONGEST or not ruler.fits(i, j):
                    break
                within += SENTENCE_WITHIN * ends_sentence(units[i].text)
                within += SILENCE_WITHIN * max(0.0, silence - 0.5)
            reading = _reading_cost(units[i].start, until, ruler.shown(i, j))
            options.append((best[i] + CUE + behind + within + reading, i))
        cost, start = min(options)
        best.append(cost)
        before.append(start)
    ends = [len(units)] if units else []
    while ends and before[ends[-1]]:
        ends.append(before[ends[-1]])
    return ends[::-1]


def _reading_cost(start: float, until: float | None, characters: int) -> float:
    """Cost of a cue that cannot stand as long as it takes to read, for the next begins."""
    if until is None:
        return 0.0
    available = max(until - start, 0.05)
    excess = characters / SPEED / available - 1
    return TOO_SHORT * max(0.0, SHORTEST - available) + min(MOST_TOO_FAST, TOO_FAST * max(0.0, excess))


def _timed(
    parts: Sequence[Sequence[Unit]], lines: Sequence[tuple[str, ...]], channel: int | None
) -> list[Cue]:
    """Cues with times: from the first word to the last, longer for reading where there is room."""
    starts: list[float] = []
    for part in parts:
        starts.append(max(part[0].start, starts[-1] + STEP if starts else 0.0))
    cues = []
    for k, (part, start) in enumerate(zip(parts, starts, strict=True)):
        label = 0 if channel is None else len(label_of(channel))
        reading = (label + sum(map(len, lines[k]))) / SPEED
        end = min(max(part[-1].end, start + max(SHORTEST, reading)), start + LONGEST)
        end = min(end, starts[k + 1]) if k + 1 < len(starts) else end
        cues.append(Cue(round(start, 3), round(end, 3), lines[k], channel))
    return cues
