"""The commonest words and how they sound: entries are mistaken for them."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.biasing.confusability import ConfusabilityTable
from earmark.biasing.forms import GIVEN, VARIANT, SpokenForms
from earmark.biasing.phone_groups import groups_of
from earmark.language import DEFAULT, Language, Phones
from earmark.lexicon.lexicon import Lexicon
from earmark.lexicon.table import PronunciationTable
from earmark.pickling import SharedByCopies

COMMONEST = 8000  # words of a language model that may be one phone away
KNOWN = 20_000  # words of it that may sound the same: homophones are mistaken for each other though rarer


class RankedWords(Protocol):
    """A language model that ranks its words, such as :class:`earmark.decoding.WordLm`."""

    def commonest(self, n: int, /) -> list[str]:
        """At most ``n`` words, the likeliest first."""
        ...


class CommonWords(SharedByCopies):
    """Words that are said often, found by their sound. Any number of threads may share one."""

    _holds = "sounds for the core"
    _advice = "make one in each process"

    def __init__(self, lexicon: Lexicon, lm: RankedWords | None = None, language: Language = DEFAULT) -> None:
        """Take the commonest words of ``lm``, or those of ``language``; pronounced by ``lexicon``."""
        self._lexicon = lexicon
        self._lm = lm
        self._language = language
        self.groups = groups_of(lexicon.phone_set)

    @cached_property
    def fingerprint(self) -> str:
        """Equal for the same words in the same order."""
        return hashlib.blake2b("\n".join(self.ranked).encode(), digest_size=16).hexdigest()

    @cached_property
    def words(self) -> frozenset[str]:
        """Those that may be one phone away."""
        return frozenset(self.ranked[:COMMONEST])

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        """The commonest first: of two that are equally near the commoner is named."""
        common = self._lm.commonest(KNOWN) if self._lm is not None else sorted(self._language.common_words)
        return tuple(common)

    def confusability(
        self, entries: PronunciationTable, forms: SpokenForms, threads: int = 0
    ) -> ConfusabilityTable:
        """Confusability of each entry; it is not confused with a common word that it is."""
        boundary = self._lexicon.phone_set.boundary
        found = self._places(forms)
        columns = self._sounds.of_all(entries.core, *_themselves(forms, found), boundary, threads)
        return ConfusabilityTable(*columns, spelt=_spelt(forms, found), names=self.ranked)

    def _places(self, forms: SpokenForms) -> NDArray[np.int32]:
        """(F,) the common word that each form of the list is, -1 for none."""
        place = self._place
        texts = forms.texts.lines()
        return np.fromiter((place.get(text, -1) for text in texts), np.int32, len(texts))[forms.numbers]

    @cached_property
    def _place(self) -> dict[str, int]:
        return {word: place for place, word in enumerate(self.ranked)}

    @cached_property
    def _sounds(self) -> _core.CommonSounds:
        return _core.CommonSounds(self._lexicon.pronunciations(self.ranked), COMMONEST, self.groups)

    def distance(self, one: Phones, other: Phones) -> float:
        """Edits between two pronunciations, in phones: 0.4 within a group, 1 for others and for swaps."""
        return _core.phone_edits(list(one), list(other), self.groups)


def _themselves(forms: SpokenForms, places: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Places of the common words that each entry is spelt like, and where those of each entry begin.

    A word that an entry only sounds like, as its user says, is not the entry: it may be mistaken for it.
    """
    there = (places >= 0) & (forms.ranks < GIVEN)
    before = np.concatenate([np.zeros(1, np.int64), np.cumsum(there, dtype=np.int64)])
    return places[there], before[forms.offsets]


def _spelt(forms: SpokenForms, places: NDArray[np.int32]) -> NDArray[np.int32]:
    """(K,) the commonest word that a form of the entry is, variants left out, -1 for none."""
    there = (places >= 0) & (forms.ranks != VARIANT)
    owners = np.repeat(np.arange(len(forms.offsets) - 1), np.diff(forms.offsets))[there]
    found = np.full(len(forms.offsets) - 1, np.iinfo(np.int32).max, np.int32)
    np.minimum.at(found, owners, places[there])
    found[found == np.iinfo(np.int32).max] = -1
    return found
