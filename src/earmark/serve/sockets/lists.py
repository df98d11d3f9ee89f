"""Lists: from the fields of a message to a compiled list."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from earmark.biasing import BiasList, WordList
from earmark.serve.access import Owner
from earmark.serve.engine import Engine
from earmark.serve.keys import READ
from earmark.serve.store import Store
from earmark.serve.vocabulary import Vocabulary, check_entries, merged, read_vocabulary


@dataclass(frozen=True, eq=False)
class GivenList:
    """The list of a message."""

    words: BiasList | None
    list_id: str | None  # of the stored list that it has
    warnings: tuple[str, ...]  # fields that were not used, and why


@dataclass(frozen=True, eq=False)
class ListReader:
    """Reads and compiles lists for one owner."""

    engine: Engine
    store: Store
    owner: Owner
    max_entries: int

    async def read(
        self, fields: Mapping[str, Sequence[str]], others: Collection[str] = frozenset()
    ) -> GivenList:
        """The list of a message.

        Args:
            fields: values of each field, as in a form.
            others: names of fields that are read elsewhere.

        Raises:
            RequestError: a field cannot be read, or the owner has no such list.
            WordListError: the list is unusable.
        """
        return await self.compiled(await asyncio.to_thread(read_vocabulary, fields, others, self.max_entries))

    async def compiled(self, vocabulary: Vocabulary) -> GivenList:
        """The list of a vocabulary; as for :meth:`read`."""
        words = vocabulary.words
        if vocabulary.list_id is not None:
            self.owner.require(READ)
            stored = await self.store.word_list(self.owner.id, vocabulary.list_id)
            words = await asyncio.to_thread(_both, stored.words, words)
            check_entries(len(words), self.max_entries)
        compiled = None if words is None else await self.engine.compiled(words)
        return GivenList(compiled, vocabulary.list_id, vocabulary.warnings)


def _both(stored: WordList, given: WordList | None) -> WordList:
    return stored if given is None else merged([stored, given]) or stored
