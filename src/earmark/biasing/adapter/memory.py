"""A word list as the adapter sees it: a key and a value for each token of each entry."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.arrays import spans

if TYPE_CHECKING:
    from earmark.biasing.bias_list import EntryPaths
    from earmark.biasing.forms import SpokenForms
    from earmark.models.alphabet import Alphabet

MAX_TOKENS = 24  # of a phrase that are encoded; more are not needed to tell entries apart
MAX_LETTERS = 64  # where each token is a letter


@dataclass(frozen=True, eq=False)
class BiasPhrases:
    """Token sequences of a list, one phrase (row) for each spoken form of an entry."""

    tokens: NDArray[np.int64]  # (M,) ids, end to end
    lengths: NDArray[np.int64]  # (N,) tokens of each row
    entries: NDArray[np.int64]  # (N,) entry of the list that the row belongs to

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """(N,) first token of each row."""
        starts: NDArray[np.int64] = np.cumsum(self.lengths) - self.lengths
        return starts


@dataclass(frozen=True, eq=False)
class AttentionKeys:
    """Attention keys of every token of every phrase, float32 or quantised to int8.

    A quantised key is within half a percent of its largest number: enough for the shortlist.
    """

    numbers: NDArray[np.float32] | NDArray[np.int8]  # (M, d)
    scales: NDArray[np.float32] | None  # (M,) of keys in bytes

    @property
    def count(self) -> int:
        """M."""
        return len(self.numbers)

    @classmethod
    def allocate(cls, count: int, width: int, exact: bool) -> AttentionKeys:
        """Allocate ``count`` keys, to be filled by :meth:`put`."""
        if exact:
            return cls(np.empty((count, width), np.float32), None)
        return cls(np.empty((count, width), np.int8), np.empty(count, np.float32))

    def put(self, places: NDArray[np.int64], keys: NDArray[np.float32]) -> None:
        """Store keys (P, d) at (P,) places."""
        if self.scales is None:
            self.numbers[places] = keys
            return
        scales = np.maximum(np.abs(keys).max(axis=1), np.float32(1e-6)) / np.float32(127)
        self.scales[places] = scales
        self.numbers[places] = np.rint(keys / scales[:, None]).astype(np.int8)

    def at(self, places: NDArray[np.int64] | slice) -> NDArray[np.float32]:
        """Return the keys (P, d) at ``places``."""
        found: NDArray[np.float32] = self.numbers[places].astype(np.float32, copy=False)
        return found if self.scales is None else found * self.scales[places, None]


class TokenKeySums:
    """Accumulates the keys of each token, a chunk of the list at a time."""

    def __init__(self, tokens: int) -> None:
        """Prepare for token ids below ``tokens``."""
        self._counts = np.zeros(tokens, np.int64)
        self._sums = np.zeros((tokens, 0))

    def add(self, tokens: NDArray[np.int64], keys: NDArray[np.float32]) -> None:
        """Add (P,) tokens and their keys (P, d)."""
        if not self._sums.size:
            self._sums = np.zeros((len(self._counts), keys.shape[1]))
        _core.add_rows(self._sums, tokens, keys)
        self._counts += np.bincount(tokens, minlength=len(self._counts))

    def means(self) -> TokenMeanKeys:
        """Return the mean key of each token that occurs."""
        tokens = np.flatnonzero(self._counts)
        return TokenMeanKeys(tokens, (self._sums[tokens] / self._counts[tokens, None]).astype(np.float32))


@dataclass(frozen=True, eq=False)
class TokenMeanKeys:
    """The mean key of each token that occurs in a list."""

    tokens: NDArray[np.int64]  # (V',) ids, ascending
    keys: NDArray[np.float32]  # (V', d)


@dataclass(frozen=True, eq=False)
class BiasMemory:
    """Bias phrases, encoded by the adapter; immutable, one for each list."""

    phrases: BiasPhrases
    keys: AttentionKeys
    values: NDArray[np.float32] | None  # (M, C); None: rows are encoded again when looked at
    means: TokenMeanKeys

    def __len__(self) -> int:
        return len(self.phrases.lengths)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """(N,) keys of each row."""
        return self.phrases.lengths

    @property
    def bytes(self) -> int:
        """Size in memory."""
        phrases, keys = self.phrases, self.keys
        arrays = (phrases.tokens, phrases.lengths, phrases.entries, keys.numbers, keys.scales, self.values)
        every = (*arrays, self.means.tokens, self.means.keys)
        return sum(array.nbytes for array in every if array is not None)

    def places(self, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Numbers of the keys of the chosen rows, row after row."""
        return spans(self.phrases.starts[chosen], self.lengths[chosen])


def bias_phrases(
    paths: EntryPaths, forms: SpokenForms, weights: NDArray[np.float32], alphabet: Alphabet
) -> BiasPhrases:
    """Take the best token sequence of every spoken form; entries to avoid have no row.

    Variants have no rows: one spelling is enough to find a pronunciation. An entry that owns sequences of
    variants only keeps the first of them. Where the model writes capitals, a form has a row for each case.

    Args:
        paths: of the list.
        forms: of its entries.
        weights: (K,) of its entries.
        alphabet: of the model.
    """
    first_of_entry = np.diff(paths.entries, prepend=-1) != 0
    first_of_form = first_of_entry | (np.diff(paths.texts, prepend=-1) != 0)
    if alphabet.case == "mixed":
        first_of_form |= np.diff(_capitals(paths, alphabet), prepend=-1) != 0
    own = forms.are_own(paths.entries, paths.texts)
    chosen = np.flatnonzero((first_of_entry | (first_of_form & own)) & (weights[paths.entries] > 0))
    longest = MAX_LETTERS if alphabet.spells_letters else MAX_TOKENS
    lengths = np.minimum(np.diff(paths.offsets)[chosen], longest)
    chosen, lengths = _distinct(paths, chosen, lengths, longest)
    tokens = paths.tokens[spans(paths.offsets[chosen], lengths)].astype(np.int64)
    return BiasPhrases(tokens, lengths, paths.entries[chosen].astype(np.int64))


def _capitals(paths: EntryPaths, alphabet: Alphabet) -> NDArray[np.int64]:
    """The number of capitals of each sequence; cases of a text differ in it, and stand one after another."""
    counts = np.array([sum(map(str.isupper, text)) for text in alphabet.texts], np.int64)
    sums = np.concatenate([[0], np.cumsum(counts[paths.tokens])])
    return np.diff(sums[paths.offsets])


def _distinct(
    paths: EntryPaths, chosen: NDArray[np.int64], lengths: NDArray[np.int64], longest: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Without rows that repeat an earlier one: only sequences that were cut short can."""
    seen: set[bytes] = set()
    kept = np.ones(len(chosen), bool)
    for row in np.flatnonzero(lengths == longest):
        first = paths.offsets[chosen[row]]
        spelt = paths.tokens[first : first + longest].tobytes()
        kept[row] = spelt not in seen
        seen.add(spelt)
    return chosen[kept], lengths[kept]
