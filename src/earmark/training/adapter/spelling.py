"""How a model writes texts, in the adapter's ids: the blank first, the other tokens in order behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark.biasing.adapter.inputs import Inputs
from earmark.models import Alphabet, Tokenizer
from earmark.models.alphabet import ALONE, BEGINS, CONTINUES, ENDS, SEPARATES
from earmark.training.alignment import Alignment, forced_alignment

MAX_TOKENS = 20  # of an entry in training
MAX_LETTERS = 60  # where each token is a letter

Tokens: TypeAlias = tuple[int, ...]
Aligned: TypeAlias = tuple[Tokens, Alignment]


class Spelling:
    """Cuts texts into ids and finds the words that ids write."""

    def __init__(self, alphabet: Alphabet, tokenizer: Tokenizer) -> None:
        """Prepare for a model's alphabet and its tokenizer."""
        self.alphabet, self._tokenizer = alphabet, tokenizer
        self._inputs = Inputs(len(alphabet), (), alphabet.blank)
        self.longest = MAX_LETTERS if alphabet.spells_letters else MAX_TOKENS  # tokens of an entry

    def cases(self, text: str) -> list[Tokens]:
        """The ids of a text, once for each case that the model may write; none where it cannot."""
        if self.alphabet.case != "mixed":
            cut = [self._tokenizer.encode(text)]
        else:
            cut = self._tokenizer.alternatives(text, 1)
        return [self._ids(tokens) for tokens in cut if tokens]

    def aligned(self, text: str, log_probs: NDArray[np.float32]) -> tuple[Tokens, NDArray[np.int64]] | None:
        """The ids of a text as its emissions have it, and the (U, 2) frames of each; None if it does not fit.

        Of a word's cases the likelier one counts, and separators at the ends count where they are likelier
        than none.

        Args:
            text: what is said.
            log_probs: (T, V) of the model.
        """
        options = self._options(text)
        if not all(options):
            return None
        chosen = [cases[0] for cases in options]
        best = self._align(chosen, log_probs)
        for place, case in ((place, case) for place, cases in enumerate(options) for case in cases[1:]):
            tried = [*chosen[:place], case, *chosen[place + 1 :]]
            found = self._align(tried, log_probs)
            if _better(found, best):
                best, chosen = found, tried
        for padded in self._with_separators(chosen):
            found = self._align(padded, log_probs)
            best = found if _better(found, best) else best
        return None if best is None else (self._ids(best[0]), best[1].spans)

    def words(self, ids: Sequence[int]) -> list[tuple[int, int]]:
        """First place of each word and the place behind its last one."""
        tokens = self._inputs.columns[list(ids)].tolist()
        return [(first, last + 1) for first, last, _ in self.alphabet.table.words(tokens)]

    @cached_property
    def inner(self) -> list[int]:
        """Ids that may stand within a word, in order."""
        roles = self._roles
        worded = [bool(text) and text[0].isalnum() for text in self.alphabet.texts]
        return [
            n for n, (role, column) in enumerate(zip(roles, self._inputs.columns, strict=True))
            if role in (CONTINUES, ENDS) or (role == ALONE and worded[column])
        ]  # fmt: skip

    def is_edge(self, id: int) -> bool:
        """Whether a token begins or separates words: it distinguishes entries least."""
        return bool(self._roles[id] in (BEGINS, SEPARATES))

    @cached_property
    def _roles(self) -> list[int]:
        found: list[int] = self.alphabet.roles[self._inputs.columns].tolist()
        return found

    def _ids(self, tokens: Sequence[int]) -> Tokens:
        return tuple(self._inputs.ids[list(tokens)].tolist())

    def _options(self, text: str) -> list[list[Tokens]]:
        """The model's tokens of each word in each case; of the whole text where there is but one."""
        if self.alphabet.case == "mixed":
            return [self._tokenizer.alternatives(word, 1) for word in text.split()]
        return [[tokens] if (tokens := self._tokenizer.encode(text)) else []]

    def _with_separators(self, words: list[Tokens]) -> list[list[Tokens]]:
        return [] if self.alphabet.separator is None else [[(), *words], [*words, ()], [(), *words, ()]]

    def _align(self, words: list[Tokens], log_probs: NDArray[np.float32]) -> Aligned | None:
        separator = self.alphabet.separator
        between = () if separator is None else (separator,)
        tokens = tuple(token for word in words for token in (*between, *word))[len(between) :]
        found = forced_alignment(log_probs, tokens, self.alphabet.blank) if tokens else None
        return None if found is None else (tokens, found)


def _better(one: Aligned | None, other: Aligned | None) -> bool:
    return one is not None and (other is None or one[1].nats > other[1].nats)
