"""How the entries of a list sound as wholes, and which of them a run of phones is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earmark._core import PhoneLookup
from earmark.biasing import BiasList
from earmark.decoding.phonetic.readings import Reading, as_table
from earmark.language import DEFAULT, PhoneSet
from earmark.lexicon.phone_features import phone_costs


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

    def __init__(
        self, words: BiasList, least_phones: int = 3, phone_set: PhoneSet = DEFAULT.phone_set
    ) -> None:
        """Prepare 10,000 entries in a tenth of a second.

        Args:
            words: the list; entries that cannot be written, are to be avoided or that nobody knows how to say
                are left out.
            least_phones: shorter pronunciations are left out: they stand in every other word.
            phone_set: of the list's pronunciations.
        """
        self._costs = phone_costs(phone_set)
        self.words = words
        self.phrases: list[list[Reading]] = []  # of each entry, phones without boundaries
        for entry in words.entries:
            usable = entry.phones if entry.paths and entry.word.weight > 0 else ()
            phrases = dict.fromkeys(tuple(x for x in p.phones if x != phone_set.boundary) for p in usable)
            self.phrases.append([phrase for phrase in phrases if len(phrase) >= least_phones])
        self.core = PhoneLookup(as_table(self.phrases))

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
        found = self.core.find(
            self._costs.edit_costs(phones), list(ends), list(map(int, doubtful)), most_words, budget
        )
        return [Match(*row, heard=heard) for row in found]
