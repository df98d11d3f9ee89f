"""How the entries of a list sound as wholes, and which of them a run of phones is."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earmark._core import PhoneLookup
from earmark.phones.evidence import joined
from earmark.phones.features import edit_costs
from earmark.phones.inventory import BOUNDARY
from earmark.phones.sounds import Reading, Sounds, as_table, readings_of
from earmark.words import CompiledWords

PHRASE_READINGS = 8  # of one entry: those of a name of three words would be 27


@dataclass(frozen=True)
class Match:
    """Neighbouring words that sound like an entry."""

    first: int  # word
    last: int  # inclusive
    entry: int
    phones: int  # of the entry's reading
    cost: float  # of the edits between the two
    heard: bool  # by the phones that were heard; else by the words' own pronunciations

    @property
    def rank(self) -> tuple[float, int, int]:
        """Least for the best: alike before unlike, long before short, early before late."""
        return (round(self.cost / self.phones, 4), -self.phones, self.first)


class ListedPhrases:
    """The pronunciations of all entries of a list. Immutable: any number of threads may share one."""

    def __init__(self, words: CompiledWords, sounds: Iterable[Sounds], least_phones: int = 3) -> None:
        """Prepare 10,000 entries in a second.

        Args:
            words: the list; entries that cannot be written or are to be avoided are left out.
            sounds: where words' readings come from; the first that knows a word counts.
            least_phones: shorter readings are left out: they stand in every other word.
        """
        self.words = words
        sounds = list(sounds)
        self.phrases: list[list[Reading]] = []  # of each entry, boundaries between words
        for entry in words.entries:
            usable = entry.spoken if entry.paths and entry.word.weight > 0 else ()
            phrases = dict.fromkeys(p for text in usable for p in phrase_readings(text, sounds))
            self.phrases.append([p for p in phrases if len(_without_boundaries(p)) >= least_phones])
        bare = [[_without_boundaries(p) for p in phrases] for phrases in self.phrases]
        self.core = PhoneLookup(as_table(bare))

    def matches(
        self,
        phones: Sequence[int],
        ends: Sequence[int],
        doubtful: Sequence[bool],
        *,
        most_words: int,
        budget: float,
        heard: bool,
    ) -> list[Match]:
        """Runs of words, one of them doubtful at least, that sound like an entry.

        Args:
            phones: ids of all words' phones, without boundaries.
            ends: where each word ends in ``phones``.
            doubtful: which words may be replaced.
            most_words: longest run.
            budget: cost of edits that each phone of an entry allows.
            heard: kept in the matches.
        """
        found = self.core.find(edit_costs(phones), list(ends), list(map(int, doubtful)), most_words, budget)
        return [Match(*row, heard=heard) for row in found]


def phrase_readings(text: str, sounds: Sequence[Sounds]) -> list[Reading]:
    """The likeliest ways to say ``text``, boundaries between words; none where a word of it has no pronunciation."""
    several = [readings_of(word, sounds) for word in text.split()]
    # First readings first: of many combinations those with a rare reading of each word are left out.
    ranked = sorted(itertools.product(*map(enumerate, several)), key=lambda parts: sum(i for i, _ in parts))
    return [joined([reading for _, reading in parts]) for parts in ranked[:PHRASE_READINGS]]


def _without_boundaries(phrase: Reading) -> Reading:
    return tuple(phone for phone in phrase if phone != BOUNDARY)

