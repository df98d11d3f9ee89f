"""Pronunciations of whole entries, and the entries that match a run of phones."""

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
    from_emissions: bool  # matched the best phones; else the words' own pronunciations

    @property
    def rank(self) -> tuple[float, int, int]:
        """Sort key, the best match first: alike before unlike, long before short, early before late."""
        return (round(self.cost / self.phones, 4), -self.phones, self.first)


class ListedPhrases:
    """The pronunciations of all entries of a list. Immutable: any number of threads may share one."""

    def __init__(
        self, words: BiasList, least_phones: int = 3, phone_set: PhoneSet = DEFAULT.phone_set
    ) -> None:
        """Prepare a list; 10,000 entries take a tenth of a second.

        Args:
            words: the list; entries that cannot be written, are to be avoided or have no pronunciation are
                left out.
            least_phones: shorter pronunciations are left out, because they occur in every other word.
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
        from_emissions: bool,
    ) -> list[Match]:
        """Find runs of words, at least one of them doubtful, that sound like an entry.

        Args:
            phones: ids of all words' phones, without boundaries.
            ends: where each word ends in ``phones``.
            doubtful: which words may be replaced.
            most_words: longest run.
            budget: cost of edits that each phone of an entry allows.
            from_emissions: kept in the matches.
        """
        found = self.core.find(
            self._costs.edit_costs(phones), list(ends), list(map(int, doubtful)), most_words, budget
        )
        return [Match(*row, from_emissions=from_emissions) for row in found]
