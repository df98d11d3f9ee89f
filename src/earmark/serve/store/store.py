"""Store: word lists and keys for the event loop, on threads of its own."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, text

from earmark.biasing import WordList
from earmark.serve.keys import KeyParts, KeyRecord
from earmark.serve.settings import Limits
from earmark.serve.store import key_table, list_table
from earmark.serve.store.database import Database
from earmark.serve.store.packing import unpack
from earmark.serve.store.records import ListHead, StoredList

P = ParamSpec("P")
T = TypeVar("T")
THREADS = 4  # transactions at a time: they take milliseconds
CACHED_ENTRIES = 400_000  # of lists that were read last; 250 bytes each


class Store:
    """Lists and keys; every method is one transaction."""

    def __init__(self, url: str, limits: Limits | None = None) -> None:
        """Open the database.

        Raises:
            RequestError: it cannot be opened.
        """
        self.database = Database(url)
        self._limits = limits or Limits()
        self._threads = ThreadPoolExecutor(THREADS, "earmark-store")
        self._cache = WordCache()

    async def word_list(self, owner: str, id: str, version: int | None = None) -> StoredList:
        """Return a list of an owner, its newest version when None.

        Raises:
            RequestError: 404.
        """
        return await self._call(self._read_list, owner, id, version)

    async def head(self, owner: str, id: str, version: int | None = None) -> ListHead:
        """Return a list without its words.

        Raises:
            RequestError: 404.
        """
        return await self._reading(list_table.find_list, owner, id, version)

    async def heads(self, owner: str, limit: int, after: str = "") -> list[ListHead]:
        """Return the lists of an owner behind an id, in the order of their ids."""
        return await self._reading(list_table.list_heads, owner, limit, after)

    async def versions(self, owner: str, id: str) -> list[ListHead]:
        """Return the versions of a list that are kept, the newest first.

        Raises:
            RequestError: 404.
        """
        return await self._reading(list_table.all_versions, owner, id)

    async def add(self, owner: str, name: str, words: WordList) -> ListHead:
        """Store a new list.

        Raises:
            RequestError: the owner has as many as may be.
        """
        return await self._writing(list_table.add_list, owner, name, words, self._limits.lists)

    async def replace(
        self,
        owner: str,
        id: str,
        words: WordList | None,
        name: str | None = None,
        expected: str | None = None,
    ) -> ListHead:
        """Store another version of a list, or another name; None leaves either.

        Raises:
            RequestError: 404; 412 where ``expected`` is not the tag of the newest version.
        """
        kept = self._limits.versions
        return await self._writing(list_table.replace_list, owner, id, words, name, expected, kept)

    async def delete(self, owner: str, id: str, expected: str | None = None) -> None:
        """Delete a list with all versions.

        Raises:
            RequestError: 404; 412 where ``expected`` is not the tag of the newest version.
        """
        await self._writing(list_table.delete_list, owner, id, expected)

    async def has_keys(self) -> bool:
        """Whether there are keys, revoked ones included."""
        return await self._reading(key_table.any_key)

    async def key(self, id: str) -> KeyRecord | None:
        """Return the key with an id."""
        return await self._reading(key_table.find_key, id)

    async def keys(self) -> list[KeyRecord]:
        """Return all keys, the oldest first."""
        return await self._reading(key_table.all_keys)

    async def add_key(self, name: str, owner: str, scopes: Sequence[str], rate: int | None) -> KeyParts:
        """Create a key; its secret is in the answer only."""
        return await self._writing(key_table.add_key, name, owner, scopes, rate)

    async def revoke_key(self, id: str) -> bool:
        """Revoke a key; return whether there is one."""
        return await self._writing(key_table.revoke_key, id)

    async def ping(self) -> None:
        """Ask the database for an answer."""
        await self._reading(_ping)

    def close(self) -> None:
        """Finish what was begun and close the connections."""
        self._threads.shutdown()
        self.database.close()

    def _read_list(self, owner: str, id: str, version: int | None) -> StoredList:
        with self.database.reading() as connection:
            head = list_table.find_list(connection, owner, id, version)
            words = self._cache.find(head)
            if words is None:
                words = unpack(list_table.content_of(connection, id, head.version))
                self._cache.keep(head, words)
        return StoredList(head, words)

    async def _call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: function(*args, **kwargs))

    async def _reading(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def within() -> T:
            with self.database.reading() as connection:
                return function(connection, *args, **kwargs)

        return await self._call(within)

    async def _writing(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        def within() -> T:
            with self.database.writing() as connection:
                return function(connection, *args, **kwargs)

        return await self._call(within)


class WordCache:
    """Words of the lists that were read last. Any number of threads may share one."""

    def __init__(self, most: int = CACHED_ENTRIES) -> None:
        """Keep lists of at most ``most`` entries together."""
        self._most, self._entries = most, 0
        self._kept: OrderedDict[tuple[str, int], WordList] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, head: ListHead) -> WordList | None:
        """Return the words of a version, if they are kept."""
        with self._lock:
            words = self._kept.get((head.id, head.version))
            if words is not None:
                self._kept.move_to_end((head.id, head.version))
            return words

    def keep(self, head: ListHead, words: WordList) -> None:
        """Keep the words of a version, and drop those used longest ago."""
        with self._lock:
            if (head.id, head.version) not in self._kept:
                self._kept[head.id, head.version] = words
                self._entries += len(words)
            while self._entries > self._most:
                _, dropped = self._kept.popitem(last=False)
                self._entries -= len(dropped)


def _ping(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))
