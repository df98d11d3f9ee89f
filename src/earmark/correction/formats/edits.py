"""Edits of a transcript: check them, and say word by word what takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile

from earmark.correction.formats.alignment import Run, share
from earmark.correction.given import Edit
from earmark.errors import TranscriptError


def check_edits(edits: Sequence[Edit], n_words: int) -> None:
    """Check that edits are in order, within the transcript and of whole words.

    Raises:
        TranscriptError: one is not.
    """
    for edit in edits:
        if not 0 <= edit.first <= edit.last < n_words:
            raise TranscriptError(
                f"the edit of words {edit.first} to {edit.last} lies outside the transcript's {n_words} words"
            )
        for word in edit.words:
            if word.split() != [word]:
                raise TranscriptError(f"an edit holds {word!r}; give words one by one, without spaces")
            if not word.isprintable() and any("\ud800" <= c <= "\udfff" for c in word):
                raise TranscriptError(f"an edit holds {word!r}, which has half a character")
    for before, after in pairwise(edits):
        if after.first <= before.last:
            raise TranscriptError(
                f"the edits of words {before.first} to {before.last} and {after.first} to {after.last} "
                "overlap or are out of order; give them from first to last"
            )


def replaced_words(edits: Sequence[Edit], words: Sequence[str]) -> list[list[tuple[int, tuple[str, ...]]]]:
    """Return of each edit that changes words their numbers and what takes the place of each.

    Words that stay at either end of an edit are no part of it, so that they keep their times.
    """
    return [changes for edit in edits if (changes := _changes(edit, words))]


def _changes(edit: Edit, words: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    old, new = words[edit.first : edit.last + 1], edit.words
    before = _same(old, new)
    # A word stays for what is added beside it: without one there is no item to copy and no place to write.
    if before == len(old):
        before -= 1 if len(new) > len(old) else 0
    after = min(_same(old[::-1], new[::-1]), len(old) - before, len(new) - before)
    if before + after == len(old) and len(new) > len(old):
        after -= 1
    numbers = range(edit.first + before, edit.last + 1 - after)
    return (
        list(zip(numbers, share(len(numbers), new[before : len(new) - after]), strict=True))
        if numbers
        else []
    )


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def runs_of(changes: Sequence[Sequence[tuple[int, tuple[str, ...]]]], place_of: Sequence[int]) -> list[Run]:
    """Put changes in the order of the document; words that other channels interrupt make runs of their own.

    Args:
        changes: numbers of words and what takes their place, an edit each.
        place_of: by number of a word its place in the document.
    """
    runs: list[Run] = []
    for edit in changes:
        place = -1
        parts: list[tuple[str, ...]] = []
        for number, part in edit:
            if parts and place_of[number] != place + len(parts):
                runs.append(Run(place, tuple(parts)))
                parts = []
            if not parts:
                place = place_of[number]
            parts.append(part)
        runs.append(Run(place, tuple(parts)))
    return sorted(runs, key=lambda run: run.first)
