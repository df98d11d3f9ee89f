"""Shown: entries of the list that partials have shown, until a final has them or says why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from earmark.transcript import Transcript, WrittenEntry

NEAR = 0.25  # seconds by which two passes may place an entry differently

TOO_SOON = "a partial showed it before it was verified; the whole utterance has other words there"
TAKEN_BACK = "a partial showed it; the whole utterance has other words there"


class Shown:
    """Entries of one stream, by their place in it; those of the utterances that are not read in full."""

    def __init__(self) -> None:
        self._entries: list[WrittenEntry] = []

    def add(self, entries: Iterable[WrittenEntry]) -> None:
        """Remember the entries of a partial, with the evidence that it had."""
        for entry in entries:
            self._entries = [known for known in self._entries if not _is_same(known, entry)]
            self._entries.append(entry)

    def complete(self, final: Transcript, end: float) -> Transcript:
        """Add the shown entries that a final lacks to those that were rejected in it; forget them.

        Args:
            final: the transcript of the utterance up to ``end``.
            end: seconds of the stream; entries that lie behind it belong to the next utterance.
        """
        due = [entry for entry in self._entries if entry.start < end]
        self._entries = [entry for entry in self._entries if entry.start >= end]
        known = (*final.entries, *final.rejected)
        lost = [entry for entry in due if not any(_is_same(entry, other) for other in known)]
        if not lost:
            return final
        rejected = sorted(
            (*final.rejected, *(_rejected(entry, final) for entry in lost)), key=lambda e: e.start
        )
        considered = dict.fromkeys((*final.considered, *(entry.entry for entry in lost)))
        return replace(final, rejected=tuple(rejected), considered=tuple(considered))


def _is_same(entry: WrittenEntry, other: WrittenEntry) -> bool:
    """Whether two passes mean one place of the audio."""
    near = entry.start < other.end + NEAR and other.start < entry.end + NEAR
    return entry.entry == other.entry and near


def _rejected(entry: WrittenEntry, final: Transcript) -> WrittenEntry:
    """Describe a shown entry by the evidence it was shown with, without differences to other words."""
    there = [word.text for word in final.words if word.start < entry.end and entry.start < word.end]
    return replace(
        entry,
        alternative=" ".join(there),
        acoustic=None,
        phones=None,
        words=None,
        rarity=None,
        acoustic_confidence=None,
        reason=TOO_SOON if entry.log_odds is None else TAKEN_BACK,
    )
