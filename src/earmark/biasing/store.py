"""BiasStore: the one cache of compiled lists, with a budget of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeAlias

from earmark.biasing.bias_list import BiasList
from earmark.biasing.list_file import SUFFIX, is_list_file
from earmark.biasing.saved_list import save_list
from earmark.biasing.source import ItemsSource, ListSource, source_of
from earmark.biasing.word_list import Items, WordList
from earmark.checks import check_whole, made_folder
from earmark.errors import EarmarkError, WordListError
from earmark.pickling import NotPickled

BUDGET = 512 << 20  # bytes: four lists of 100,000 names, or thousands of short ones
MOST_BYTES = 1 << 60
NAMES = 4  # ways to ask for one list that are remembered: its words, a file, a Python list

Source: TypeAlias = str | Path | WordList | Items
Name: TypeAlias = tuple[ListSource, str]  # what a list was asked for by, and the compiler's fingerprint


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


@dataclass(slots=True)
class Kept:
    """A list in the store."""

    bias_list: BiasList
    size: int  # bytes, with its names
    names: dict[Name, int] = field(default_factory=dict)  # bytes of each, the oldest first


class BiasStore(NotPickled):
    """Keeps compiled lists, those used last, while they fit the budget. Any number of threads may share one.

    Threads that ask for the same new list wait for one of them to compile it; those that ask for other lists
    wait for nothing.
    """

    _holds = "a lock and lists of this process"
    _advice = "make one in each process, of the same folder"

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
        self.budget = check_whole("budget in bytes", budget, 0, MOST_BYTES)
        self.unwritten: str | None = None  # why the last file that could not be written was not
        self._folder = None if folder is None else made_folder("the folder for compiled lists", folder)
        self._lock = Lock()
        self._lists: OrderedDict[Hashable, Kept] = OrderedDict()  # that used longest ago first
        self._keys: dict[Hashable, Hashable] = {}  # name -> key of the list that it stands for
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
        source = source_of(words)
        if isinstance(source, ItemsSource):
            known = self._find((source, compiler.fingerprint))
            if known is not None:
                return known
            words, source = source.items, source.copy()  # an iterator is read once
            words = words if source is None else source.items
        if source is None:
            return self._compile(_read(words), compiler)
        name = (source, compiler.fingerprint)
        return self._once(name, lambda: self._make(words, compiler, name))

    def find(self, words: WordList, compiler: Compiler) -> BiasList | None:
        """The compiled list if it is kept; nothing is compiled or waited for."""
        return self._find(_key(words, compiler))

    def _make(self, words: Source, compiler: Compiler, name: Name) -> BiasList:
        if not (isinstance(words, str | Path) and is_list_file(words)):
            return self._compile(_read(words), compiler, name)
        opened = compiler.open(words)
        key = _key(opened.word_list, compiler)
        found = self._once(key, lambda: self._keep(key, opened))
        self._call(key, name)
        return found

    def _compile(self, words: WordList, compiler: Compiler, name: Name | None = None) -> BiasList:
        key = _key(words, compiler)
        found = self._once(key, lambda: self._keep(key, self._from_folder(words, compiler)))
        if name is not None:
            self._call(key, name)
        return found

    def _find(self, name: Hashable) -> BiasList | None:
        """The list that a name or a key stands for, if it is kept."""
        with self._lock:
            return self._kept(name)

    def _kept(self, name: Hashable) -> BiasList | None:
        key = self._keys.get(name, name)
        if key not in self._lists:
            return None
        self._lists.move_to_end(key)
        return self._lists[key].bias_list

    def _once(self, name: Hashable, make: Callable[[], BiasList]) -> BiasList:
        """The list if it is kept; else the first thread that asks makes it, and the others wait for it.

        They share the list, or the sentence that refuses it. Where that thread fails otherwise, because it is
        interrupted, say, the others try again.
        """
        while True:
            own: Future[BiasList] | None = None
            try:
                with self._lock:
                    found, pending = self._kept(name), self._pending.get(name)
                    if found is None and pending is None:
                        own = self._pending[name] = Future()  # in this order: an interrupt may come between
                if own is not None:
                    found = make()
                    own.set_result(found)
            except BaseException as error:
                if own is not None and not own.done():
                    own.set_exception(error)
                raise
            finally:
                self._release(name, own)
            if found is not None:
                return found
            if pending is not None and isinstance(pending.exception(), EarmarkError | None):
                return pending.result()

    def _release(self, name: Hashable, own: Future[BiasList] | None) -> None:
        with self._lock:
            if own is not None and self._pending.get(name) is own:
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
                self._lists[key] = Kept(made, size)
                self._bytes += size
            self._shrink()
        return made

    def _call(self, key: Hashable, name: Name) -> None:
        """Remember that ``name`` asks for the list under ``key``."""
        size = name[0].bytes
        with self._lock:
            if key not in self._lists or name in self._keys:
                return
            kept = self._lists[key]
            kept.names[name] = size
            self._keys[name] = key
            self._count(kept, size)
            if len(kept.names) > NAMES:
                oldest = next(iter(kept.names))
                self._count(kept, -kept.names.pop(oldest))
                del self._keys[oldest]
            self._shrink()

    def _count(self, kept: Kept, size: int) -> None:
        kept.size += size
        self._bytes += size

    def _shrink(self) -> None:
        """Drop the lists used longest ago until the others fit the budget."""
        while self._bytes > self.budget:
            _, kept = self._lists.popitem(last=False)
            self._bytes -= kept.size
            for name in kept.names:
                del self._keys[name]


def _key(words: WordList, compiler: Compiler) -> Hashable:
    """Equal for lists whose compiled forms are equal, diagnostics with their lines included."""
    return words.digest, words.layout, compiler.fingerprint


def _read(words: Source) -> WordList:
    found = WordList.coerce(words)
    if found is None:
        raise WordListError("words is None: there is no list to compile")
    return found
