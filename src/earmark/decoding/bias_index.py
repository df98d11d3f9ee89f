"""HasBiasIndex: what the search takes for a word list."""

from __future__ import annotations

from typing import Protocol

from earmark import _core
from earmark.models.alphabet import Alphabet


class HasBiasIndex(Protocol):
    """A compiled word list."""

    def index_for(self, alphabet: Alphabet) -> _core.BiasIndex:
        """Return the part of the list that the search reads.

        Raises:
            WordListError: the list was compiled for another model.
        """
        ...
