"""BiasStore: the one cache of compiled lists, with a budget of bytes."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeAlias

from earmark.biasing.bias_list import BiasList
from earmark.biasing.word import Word
from earmark.biasing.word_list import WordList

BUDGET = 512 << 20  # bytes: four lists of 100,000 names, or thousands of short ones
NAMES = 4  # ways to ask for one list that are remembered: its words, a file, a Python list

Source: TypeAlias = str | Path | WordList | Iterable[str | Word]


class Compiler(Protocol):
    """What compiles the lists of one model."""

    @property
    def fingerprint(self) -> str:
        """Equal for compilers that make the same of a list."""
        ...

    def compile(self, words: WordList) -> BiasList:
        """Derive everything from ``words``."""
        ...


class BiasStore:
    """Keeps compiled lists, those used last, while they fit the budget. Any number of threads may share one.

    Threads that ask for the same new list wait for one of them to compile it; those that ask for other lists
    wait for nothing.
    """

    def __init__(self, budget: int = BUDGET) -> None:
        """``budget``: bytes of all lists kept together; a list that is larger is compiled, but not kept."""
        self.budget = budget
        self._lock = Lock()
        self._lists: OrderedDict[Hashable, tuple[BiasList, int]] = OrderedDict()
        self._names: dict[Hashable, dict[Hashable, None]] = {}  # by list, the oldest first
        self._lists_of: dict[Hashable, Hashable] = {}  # the list that each name stands for
        self._pending: dict[Hashable, Future[BiasList]] = {}
        self._bytes = 0

    @property
    def bytes(self) -> int:
        """Size of all lists kept."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._lists)

    def compile(self, words: Source, compiler: Compiler) -> BiasList:
        """The compiled list; known ones are found without reading or checking the words again.

        Raises:
            WordListError: the list is unusable.
        """
        words = words if isinstance(words, str | Path | WordList | list | tuple) else tuple(words)
        if isinstance(words, WordList):
            return self._compile(words, compiler)
        name = _name(words)
        if name is None:
            return self._compile(_read(words), compiler)
        name = (name, compiler.fingerprint)
        return self._once(name, lambda: self._compile(_read(words), compiler, name))

    def _compile(self, words: WordList, compiler: Compiler, name: Hashable = None) -> BiasList:
        key = (words.digest, compiler.fingerprint)
        found = self._once(key, lambda: self._keep(key, compiler.compile(words)))
        if name is not None:
            self._call(key, name)
        return found

    def _once(self, name: Hashable, make: Callable[[], BiasList]) -> BiasList:
        """The list if it is kept; else the first thread that asks makes it, and the others wait for it."""
        with self._lock:
            key = self._lists_of.get(name, name)
            if key in self._lists:
                self._lists.move_to_end(key)
                return self._lists[key][0]
            pending = self._pending.get(name)
            first = pending is None
            if pending is None:
                pending = self._pending[name] = Future()
        if not first:
            return pending.result()
        try:
            made = make()
        except BaseException as error:
            pending.set_exception(error)
            raise
        else:
            pending.set_result(made)
            return made
        finally:
            with self._lock:
                del self._pending[name]

    def _keep(self, key: Hashable, made: BiasList) -> BiasList:
        size = made.bytes
        with self._lock:
            if size <= self.budget:
                self._lists[key] = (made, size)
                self._bytes += size
            while self._bytes > self.budget:
                self._drop()
        return made

    def _drop(self) -> None:
        key, (_, size) = self._lists.popitem(last=False)
        self._bytes -= size
        for name in self._names.pop(key, ()):
            self._lists_of.pop(name, None)

    def _call(self, key: Hashable, name: Hashable) -> None:
        """Remember that ``name`` asks for the list under ``key``."""
        with self._lock:
            if key not in self._lists:
                return
            names = self._names.setdefault(key, {})
            names[name] = None
            self._lists_of[name] = key
            while len(names) > NAMES:
                oldest = next(iter(names))
                del names[oldest]
                self._lists_of.pop(oldest, None)


def _read(words: str | Path | Iterable[str | Word]) -> WordList:
    return WordList.load(words) if isinstance(words, str | Path) else WordList.of(words)


def _name(words: str | Path | list[str | Word] | tuple[str | Word, ...]) -> Hashable | None:
    """Equal for sources that hold equal words; None where that shows only when they are read."""
    if isinstance(words, str | Path):
        try:
            file = os.stat(words)
        except OSError:
            return None  # reading it says what is wrong
        return "file", os.path.abspath(words), file.st_mtime_ns, file.st_size
    items = tuple(words)
    return ("items", items) if all(type(item) is str or type(item) is Word for item in items) else None
