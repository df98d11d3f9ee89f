"""BiasList: everything that is derived from one word list for one model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TypeVar, cast, overload

import numpy as np
from numpy.typing import NDArray

from earmark._core import BiasIndex
from earmark.biasing.adapter.memory import BiasMemory
from earmark.biasing.compiled_for import CompiledFor
from earmark.biasing.confusability import UNKNOWN, Confusability, ConfusabilityTable
from earmark.biasing.diagnostics import REPEATED, UNREACHABLE
from earmark.biasing.forms import SpokenForms
from earmark.biasing.pronunciations import ListPronunciations, WordPronunciations
from earmark.biasing.word import Word
from earmark.biasing.word_list import WordList
from earmark.errors import Diagnostic, WordListError
from earmark.language import Language
from earmark.lexicon import Pronunciation
from earmark.models.alphabet import Alphabet
from earmark.models.tokenizer import TokenSequence

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class EntryPaths:
    """Token sequences that write the entries, in the order of the entries; each belongs to one. Immutable."""

    tokens: NDArray[np.int32]  # of all sequences, end to end
    offsets: NDArray[np.int64]  # where each sequence begins
    entries: NDArray[np.int32]  # entry of each sequence
    texts: NDArray[np.int32]  # form that each sequence writes
    owners: NDArray[np.int32]  # (K,) entry that has the first sequence of each; -1 where there is none

    def of(self, entry: int) -> tuple[TokenSequence, ...]:
        """The entry's own sequences."""
        first, last = np.searchsorted(self.entries, [entry, entry + 1])
        return tuple(
            tuple(self.tokens[self.offsets[p] : self.offsets[p + 1]].tolist()) for p in range(first, last)
        )

    @property
    def bytes(self) -> int:
        """Size in memory."""
        arrays = (self.tokens, self.offsets, self.entries, self.texts, self.owners)
        return sum(array.nbytes for array in arrays)


@dataclass(frozen=True, slots=True)
class CompiledEntry:
    """How one model spells one entry; made of its list's arrays when asked for."""

    word: Word
    spoken: tuple[str, ...]  # spoken forms, the plain one first
    paths: tuple[TokenSequence, ...]  # token ids; any of them writes the entry
    problem: str | None = None  # why the entry can never be written; None = it can
    same_as: int | None = None  # earlier entry spoken exactly alike, which is written for both
    phones: tuple[Pronunciation, ...] = ()  # the surest first; none where none is known
    variants: tuple[str, ...] = ()  # other spellings of its sounds that write it too, the likeliest first
    confusability: Confusability = UNKNOWN

    @property
    def reachable(self) -> bool:
        return self.problem is None


class EntryViews(Sequence[CompiledEntry]):
    """The entries of a list, each made when it is asked for."""

    def __init__(self, words: BiasList) -> None:
        self._words = words

    def __len__(self) -> int:
        return len(self._words)

    @overload
    def __getitem__(self, entry: int) -> CompiledEntry: ...
    @overload
    def __getitem__(self, entry: slice) -> tuple[CompiledEntry, ...]: ...
    def __getitem__(self, entry: int | slice) -> CompiledEntry | tuple[CompiledEntry, ...]:
        if isinstance(entry, slice):
            return tuple(self._words.entry(number) for number in range(*entry.indices(len(self))))
        if not -len(self) <= entry < len(self):
            raise IndexError(f"entry {entry} of a list of {len(self)}")
        return self._words.entry(entry % len(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)


@dataclass(frozen=True, eq=False)
class BiasList:
    """A word list compiled for one model: complete, immutable and shareable between threads."""

    word_list: WordList
    alphabet: Alphabet = field(repr=False)  # of the model that it was compiled for
    forms: SpokenForms = field(repr=False)
    paths: EntryPaths = field(repr=False)
    index: BiasIndex = field(repr=False)  # as the search reads it
    language: Language = field(repr=False)  # of the model
    compiled_for: CompiledFor = field(repr=False)  # model and options
    diagnostics: tuple[Diagnostic, ...] = ()  # entries that cannot be written, or not by themselves
    pronunciations: ListPronunciations | None = field(default=None, repr=False)
    confusability: ConfusabilityTable | None = field(default=None, repr=False)
    memory: BiasMemory | None = field(default=None, repr=False)  # as the adapter reads it; None without one
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)
    _made: dict[object, object] = field(default_factory=dict, init=False, repr=False)

    def __len__(self) -> int:
        return len(self.word_list)

    @property
    def fingerprint(self) -> str:
        """Equal for equal words under the same model, tokenizer, language and options."""
        return f"{self.word_list.digest}-{self.compiled_for.fingerprint}"

    @property
    def entries(self) -> EntryViews:
        """Every entry, numbered as in ``word_list``."""
        return EntryViews(self)

    def entry(self, number: int) -> CompiledEntry:
        """What is known of one entry."""
        sounds, problem = self.pronunciations, self._problems.get(number)
        owner = int(self.paths.owners[number])
        return CompiledEntry(
            self.word_list[number],
            self.forms.spoken(number),
            self.paths.of(number),
            problem,
            owner if problem is None and owner not in (number, -1) else None,
            () if sounds is None else sounds.entries[number],
            self.forms.variants(number),
            UNKNOWN if self.confusability is None else self.confusability[number],
        )

    def index_for(self, alphabet: Alphabet) -> BiasIndex:
        """The list as the search of a model with this alphabet reads it.

        Raises:
            WordListError: it was compiled for another model.
        """
        if alphabet is not self.alphabet and alphabet != self.alphabet:
            raise WordListError(
                f"the word list was compiled for a model of {self.alphabet.difference(alphabet)}: "
                "compile the list with this model's tokenizer"
            )
        return self.index

    def once(self, make: Callable[[BiasList], T]) -> T:
        """What a technique of its own makes of this list: made when first asked for, kept with the list."""
        with self._lock:
            if make not in self._made:
                self._made[make] = make(self)
            return cast(T, self._made[make])

    @property
    def word_pronunciations(self) -> WordPronunciations | None:
        """Of every word that its forms are written with; None where no pronunciations are known."""
        return None if self.pronunciations is None else self.pronunciations.words

    @property
    def problems(self) -> tuple[tuple[int, str], ...]:
        """(entry, reason) of every entry that can never be written."""
        return tuple((d.number, d.reason) for d in self.diagnostics if d.code == UNREACHABLE)

    @cached_property
    def _problems(self) -> dict[int, str]:
        return dict(self.problems)

    @property
    def repeated(self) -> tuple[tuple[int, int], ...]:
        """(entry, earlier entry) of every entry that an earlier one of the same sound stands for."""
        repeats = (d.number for d in self.diagnostics if d.code == REPEATED)
        return tuple((number, int(self.paths.owners[number])) for number in repeats)

    @property
    def bytes(self) -> int:
        """Size in memory, of the list itself and of everything derived from it."""
        parts = (self.forms, self.paths, self.confusability, self.memory)
        size = self.index.memory_bytes + sum(part.bytes for part in parts if part is not None)
        return size + (0 if self.pronunciations is None else self.pronunciations.bytes) + _WORD * len(self)


_WORD = 250  # bytes of one entry as a Word: its own, two short texts, and what points to it
