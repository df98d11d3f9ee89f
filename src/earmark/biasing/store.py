"""BiasStore: the one cache of compiled lists, with a budget of bytes."""

from __future__ import annotations

import os
import stat
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeAlias

from earmark.biasing.bias_list import BiasList
from earmark.biasing.list_file import SUFFIX, is_list_file
from earmark.biasing.saved_list import save_list
from earmark.biasing.word import Word
from earmark.biasing.word_list import Items, WordList
from earmark.checks import check_whole, made_folder
from earmark.errors import WordListError

BUDGET = 512 << 20  # bytes: four lists of 100,000 names, or thousands of short ones
MOST_BYTES = 1 << 60
NAMES = 4  # ways to ask for one list that are remembered: its words, a file, a Python list
RECENT = 4  # Python lists that are compared item by item before they are hashed
LONG = 1000  # items of a Python list from which that pays

Source: TypeAlias = str | Path | WordList | Items


class Compiler(Protocol):
    """What compiles the lists of one model."""

    @property
    def fingerprint(self) -> str:
        """Equal for compilers that make the same of a list."""
        ...

    def compile(self, words: WordList) -> BiasList:
        """Derive everything from ``words``."""
        ...

    def open(self, path: str | Path) -> BiasList:
        """The list that a file holds."""
        ...


@dataclass(frozen=True, eq=False)
class Recent:
    """A Python list or tuple that was compiled lately."""

    items: list[str | Word] | tuple[str | Word, ...]  # a copy, as lists change
    model: str  # fingerprint of the compiler
    key: Hashable  # of the list that it stands for

    def same(self, words: object) -> bool:
        """Whether ``words`` has equal items: identical ones, the usual case, take a nanosecond each."""
        return self.items is words or (type(self.items) is type(words) and self.items == words)


class BiasStore:
    """Keeps compiled lists, those used last, while they fit the budget. Any number of threads may share one.

    Threads that ask for the same new list wait for one of them to compile it; those that ask for other lists
    wait for nothing.
    """

    def __init__(self, budget: int = BUDGET, folder: str | Path | None = None) -> None:
        """Start without a list.

        Args:
            budget: bytes of all lists kept together; a list that is larger is compiled, but not kept.
            folder: where compiled lists are written, and opened again by this process or another; it is made
                if there is none. Files stay there until somebody deletes them. A list whose file cannot be
                written is returned all the same; :attr:`unwritten` says why.

        Raises:
            OptionsError: the budget is not a number of bytes, or the folder cannot be made.
        """
        check_whole("budget in bytes", budget, 0, MOST_BYTES)
        self.budget = budget
        self.unwritten: str | None = None  # why the last file that could not be written was not
        self._folder = None if folder is None else made_folder("the folder for compiled lists", folder)
        self._lock = Lock()
        self._lists: OrderedDict[Hashable, tuple[BiasList, int]] = OrderedDict()
        self._names: dict[Hashable, dict[Hashable, None]] = {}  # by list, the oldest first
        self._lists_of: dict[Hashable, Hashable] = {}  # the list that each name stands for
        self._recent: deque[Recent] = deque(maxlen=RECENT)
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
        if isinstance(words, WordList):
            return self._compile(words, compiler)
        known = self._recall(words, compiler.fingerprint)
        if known is not None:
            return known
        source = _name(words)
        if source is None:
            return self._compile(_read(words), compiler)
        name = (source, compiler.fingerprint)
        found = self._once(name, lambda: self._make(words, compiler, name))
        self._remember(words, name)
        return found

    def _make(self, words: Source, compiler: Compiler, name: Hashable) -> BiasList:
        if not (isinstance(words, str | Path) and is_list_file(words)):
            return self._compile(_read(words), compiler, name)
        opened = compiler.open(words)
        key = _key(opened.word_list, compiler)
        found = self._once(key, lambda: self._keep(key, opened))
        self._call(key, name)
        return found

    def _recall(self, words: Source, model: str) -> BiasList | None:
        """The list of a long Python list that was compiled lately."""
        for recent in tuple(self._recent):
            if recent.model == model and recent.same(words):
                with self._lock:
                    if recent.key in self._lists:
                        self._lists.move_to_end(recent.key)
                        return self._lists[recent.key][0]
        return None

    def _compile(self, words: WordList, compiler: Compiler, name: Hashable = None) -> BiasList:
        key = _key(words, compiler)
        found = self._once(key, lambda: self._keep(key, self._from_folder(words, compiler)))
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

    def _from_folder(self, words: WordList, compiler: Compiler) -> BiasList:
        """The list from its file, if there is a folder and it has one; else compiled, and written there."""
        if self._folder is None:
            return compiler.compile(words)
        path = self._folder / f"{words.digest}-{compiler.fingerprint}{SUFFIX}"
        if path.exists():
            with suppress(WordListError):  # damaged: made anew
                opened = compiler.open(path)
                if opened.word_list.layout == words.layout:  # else its diagnostics name other lines
                    return opened
        made = compiler.compile(words)
        try:
            save_list(made, path)
        except WordListError as error:  # the list is complete without its file
            self.unwritten = str(error)
        return made

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
        self._recent = deque((recent for recent in self._recent if recent.key != key), RECENT)
        for name in self._names.pop(key, ()):
            self._lists_of.pop(name, None)

    def _remember(self, words: Source, name: tuple[tuple[Hashable, ...], str]) -> None:
        """Compare the list under ``name`` item by item next time, if ``words`` is a long Python list."""
        (_, items, *_), model = name
        if not isinstance(items, tuple) or len(items) < LONG:
            return
        with self._lock:
            if name in self._lists_of:
                kept = items if isinstance(words, tuple) else list(items)
                self._recent.appendleft(Recent(kept, model, self._lists_of[name]))

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


def _key(words: WordList, compiler: Compiler) -> Hashable:
    """Equal for lists whose compiled forms are equal, diagnostics with their lines included."""
    return words.digest, words.layout, compiler.fingerprint


def _read(words: Source) -> WordList:
    found = WordList.coerce(words)
    if found is None:
        raise WordListError("words is None: there is no list to compile")
    return found


def _name(words: object) -> tuple[Hashable, ...] | None:
    """Equal for sources that hold equal words; None where that shows only when they are read."""
    if isinstance(words, str | Path):
        try:
            file = os.stat(words)
        except OSError:
            return None  # reading it says what is wrong
        if not stat.S_ISREG(file.st_mode):
            return None  # a pipe is another list each time
        return "file", os.path.abspath(words), file.st_mtime_ns, file.st_size
    if not isinstance(words, list | tuple):
        return None
    items = tuple(words)
    return ("items", items) if all(type(item) is str or type(item) is Word for item in items) else None
