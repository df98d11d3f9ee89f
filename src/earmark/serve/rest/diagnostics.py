"""Diagnostics: what became of every entry of a list in one request."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from earmark.biasing import BiasList
from earmark.transcript import Transcript, WrittenEntry

USED, REJECTED, CONSIDERED, UNREACHABLE, ABSENT = "used", "rejected", "considered", "unreachable", "absent"
STATUSES = (USED, REJECTED, CONSIDERED, UNREACHABLE, ABSENT)
WHOLE = 1000  # entries: of longer lists, those that were absent are counted and not named
MOST_NAMED = 5000  # of any list


@dataclass(slots=True)
class _Found:
    """What a transcript has of the entries with one text."""

    used: list[WrittenEntry] = field(default_factory=list)
    rejected: list[WrittenEntry] = field(default_factory=list)
    considered: bool = False


def diagnose(words: BiasList | None, transcript: Transcript) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return the diagnostics of a list, and how many entries have each status.

    Entries of lists beyond 1,000 that are absent are left out, and none beyond the first 5,000 is named.
    """
    if words is None:
        return [], {}
    found = _by_entry(transcript)
    problems = dict(words.problems)
    remarks: dict[int, list[str]] = defaultdict(list)
    for one in words.diagnostics:
        remarks[one.number].append(one.sentence)
    counts: Counter[str] = Counter()
    named: list[dict[str, Any]] = []
    for number, word in enumerate(words.word_list):
        item = found.get(word.text)
        status, reason = _status(item, problems.get(number))
        counts[status] += 1
        if len(named) < MOST_NAMED and (status != ABSENT or len(words) <= WHOLE):
            named.append(
                {
                    "entry": word.text,
                    "display": word.display,
                    "status": status,
                    "reason": reason,
                    "remarks": remarks.get(number, []),
                    "occurrences": [] if item is None else list(_occurrences(item)),
                }
            )
    return named, {"entries": len(words)} | {status: counts[status] for status in STATUSES}


def _by_entry(transcript: Transcript) -> dict[str, _Found]:
    found: dict[str, _Found] = defaultdict(_Found)
    for entry in transcript.entries:
        found[entry.entry].used.append(entry)
    for entry in transcript.rejected:
        found[entry.entry].rejected.append(entry)
    for text in transcript.considered:
        found[text].considered = True
    return found


def _status(found: _Found | None, problem: str | None) -> tuple[str, str]:
    if found is not None and found.used:
        return USED, _why_used(found.used)
    if found is not None and found.rejected:
        return REJECTED, _why_rejected(found.rejected[0])
    if problem is not None:
        return UNREACHABLE, problem
    if found is not None and found.considered:
        return CONSIDERED, "it stood in a hypothesis, and another hypothesis was better"
    return ABSENT, "it was in no hypothesis that was compared"


def _why_used(used: Sequence[WrittenEntry]) -> str:
    times = "once" if len(used) == 1 else f"{len(used)} times"
    others = list(dict.fromkeys(e.alternative for e in used if e.alternative is not None))
    instead = f", in place of {' and '.join(map(repr, others[:3]))}" if others else ""
    return f"written {times}{instead}"


def _why_rejected(entry: WrittenEntry) -> str:
    odds = "" if entry.log_odds is None else f": log-odds {entry.log_odds:+.1f}"
    instead = "" if entry.alternative is None else f"; {entry.alternative!r} stands there"
    return f"verification took it out at {entry.start:.2f} s{odds}{instead}"


def _occurrences(found: _Found) -> Iterator[dict[str, Any]]:
    for entry in found.used:
        yield {"written": True} | entry.to_dict()
    for entry in found.rejected:
        yield {"written": False} | entry.to_dict()
