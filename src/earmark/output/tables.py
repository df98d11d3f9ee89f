"""Words with their times: CTM, and Praat's TextGrid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from earmark.output.units import Unit, units_of
from earmark.transcript import Transcript

LONGEST = 1_000_000  # characters: entries stay whole
APART = 0.001  # seconds: Praat takes no interval without length


def write_ctm(transcript: Transcript) -> str:
    """CTM: recording, channel, start, duration, word, confidence; a line for each word of an entry."""
    name = "audio" if transcript.audio is None else Path(transcript.audio).stem
    recording = "_".join(name.split()) or "audio"
    units = sorted(units_of(transcript, 0), key=lambda unit: unit.channel or 1)
    lines = []
    for unit in units:
        sure = "NA" if unit.confidence is None else f"{unit.confidence:.3f}"
        times = f"{unit.start:.3f} {unit.end - unit.start:.3f}"
        lines.append(f"{recording} {unit.channel or 1} {times} {unit.text} {sure}\n")
    return "".join(lines)


def write_textgrid(transcript: Transcript) -> str:
    """TextGrid with a tier of words, one for each channel."""
    units = units_of(transcript, LONGEST)
    channels = sorted({unit.channel or 0 for unit in units}) or [0]
    tiers = []
    for channel in channels:
        own = [unit for unit in units if (unit.channel or 0) == channel]
        tiers.append((f"words {channel}" if channel else "words", _apart(own)))
    end = max([transcript.seconds, APART, *(tier[-1][1] for _, tier in tiers if tier)])
    lines = [
        'File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0", f"xmax = {end:.3f}",
        "tiers? <exists>", f"size = {len(tiers)}", "item []:",
    ]  # fmt: skip
    for number, (name, intervals) in enumerate(tiers, start=1):
        lines += _tier(number, name, _filled(intervals, end), end)
    return "\n".join(lines) + "\n"


Interval = tuple[float, float, str]  # seconds, seconds, text


def _apart(units: Sequence[Unit]) -> list[Interval]:
    """Intervals that do not overlap and have a length."""
    intervals: list[Interval] = []
    for k, unit in enumerate(units):
        start = max(round(unit.start, 3), intervals[-1][1] if intervals else 0.0)
        following = units[k + 1].start if k + 1 < len(units) else unit.end
        end = max(round(min(unit.end, max(following, unit.start)), 3), round(start + APART, 3))
        intervals.append((start, end, unit.text))
    return intervals


def _filled(intervals: Sequence[Interval], end: float) -> Iterator[Interval]:
    """Intervals with empty ones between them, from 0 to the end."""
    done = 0.0
    for start, stop, text in intervals:
        if start > done:
            yield done, start, ""
        yield start, stop, text
        done = stop
    if round(end - done, 3) > 0:
        yield done, end, ""


def _tier(number: int, name: str, intervals: Iterator[Interval], end: float) -> list[str]:
    rows = list(intervals)
    lines = [
        f"    item [{number}]:", '        class = "IntervalTier"', f'        name = "{name}"',
        "        xmin = 0", f"        xmax = {end:.3f}", f"        intervals: size = {len(rows)}",
    ]  # fmt: skip
    for place, (start, stop, text) in enumerate(rows, start=1):
        quoted = text.replace('"', '""')
        lines += [
            f"        intervals [{place}]:", f"            xmin = {start:.3f}",
            f"            xmax = {stop:.3f}", f'            text = "{quoted}"',
        ]  # fmt: skip
    return lines
