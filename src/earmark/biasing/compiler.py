"""WordCompiler: from a word list to token paths and the automaton the search walks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock

import numpy as np

from earmark._core import BiasIndex, ContextGraph, ListedSounds
from earmark.biasing.common_words import CommonWords
from earmark.biasing.confusability import UNKNOWN_RISK, Risk
from earmark.biasing.pronunciations import UNKNOWN, ListPronunciations, pronounce_list
from earmark.biasing.spellings import ListVariants, variants_of
from earmark.biasing.spoken_forms import spoken_forms_of
from earmark.biasing.word import Word
from earmark.biasing.word_list import WordList
from earmark.errors import WordListError
from earmark.language import DEFAULT, Language
from earmark.lexicon import Lexicon, Pronouncer, Pronunciation
from earmark.models.alphabet import Alphabet
from earmark.models.tokenizer import Tokenizer

# CTC models do not always follow the best segmentation. Entity F1 on synthetic-entities-dev with 1,000
# distractors, an early English model: 61.6 % with 1 path, 64.5 % with 2 and with 3, 64.8 % with 5.
PATHS_PER_READING = 3
RESPELLED = 20_000  # entries of a list that has variants: longer ones would take minutes and gigabytes
CACHED_LISTS = 16  # compiled lists kept; 100,000 entries take some 100 MB

Path_ = tuple[int, ...]


@dataclass(frozen=True, slots=True)  # lists have 100,000 of them
class CompiledEntry:
    """How one model spells one entry."""

    word: Word
    spoken: tuple[str, ...]  # readings, the plain one first
    paths: tuple[Path_, ...]  # token ids; any of them writes the entry
    problem: str | None = None  # why the entry can never be written; None = it can
    same_as: int | None = None  # earlier entry spoken exactly alike, which is written for both
    phones: Sequence[Pronunciation] = ()  # how it is said, the surest first; none where nobody knows
    variants: tuple[str, ...] = ()  # other spellings of its sounds that write it too, likeliest first
    _common: CommonWords | None = field(default=None, repr=False, compare=False)

    @property
    def risk(self) -> Risk:
        """How easily it is written by mistake, worked out each time it is asked for."""
        return self._common.risk(self.phones, self.spoken) if self._common is not None else UNKNOWN_RISK

    @property
    def strictness(self) -> float:
        """0..1, of its risk: how much more evidence than usual it should need."""
        return self.risk.strictness

    @property
    def reachable(self) -> bool:
        return self.problem is None


@dataclass(frozen=True)
class BiasList:
    """A word list in one model's tokens, immutable and shareable between threads."""

    word_list: WordList
    entries: tuple[CompiledEntry, ...]  # same order and numbers as word_list
    graph: ContextGraph = field(repr=False)
    alphabet: Alphabet = field(repr=False)  # of the model that it was compiled for
    boundary: int = field(default=-1, repr=False)  # id of the boundary between words that its phone head has
    pronunciations: Lexicon | None = field(default=None, repr=False)  # of every word of its entries
    language: Language = field(default=DEFAULT, repr=False)  # of the model

    def __len__(self) -> int:
        return len(self.entries)

    def index_for(self, alphabet: Alphabet) -> BiasIndex:
        """The list as the search of a model with this alphabet reads it.

        Raises:
            WordListError: it was compiled for another model.
        """
        if alphabet != self.alphabet:
            raise WordListError(
                f"the word list was compiled for a model of {len(self.alphabet)} tokens, this one has "
                f"{len(alphabet)}, or others: compile the list with this model's tokenizer"
            )
        return self._index

    @cached_property
    def _index(self) -> BiasIndex:
        sounds, confusability = None, np.zeros(0, np.float32)
        if self.pronunciations is not None:
            words = list(self.pronunciations.words)
            sounds = ListedSounds(words, self.pronunciations.pronunciations(words))
            confusability = np.array([entry.strictness for entry in self.entries], dtype=np.float32)
        return BiasIndex(self.graph, sounds, confusability, self.boundary)

    @property
    def problems(self) -> tuple[tuple[int, str], ...]:
        """(entry, reason) of every entry that can never be written."""
        return tuple((i, e.problem) for i, e in enumerate(self.entries) if e.problem is not None)

    @property
    def repeated(self) -> tuple[tuple[int, int], ...]:
        """(entry, earlier entry) of every entry that an earlier one of the same sound stands for."""
        return tuple((i, e.same_as) for i, e in enumerate(self.entries) if e.same_as is not None)


class WordCompiler:
    """Spells word lists in one model's tokens; thread-safe, and remembers the last lists by content."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        alphabet: Alphabet,
        paths_per_reading: int = PATHS_PER_READING,
        *,
        pronouncer: Pronouncer | None = None,
        common: CommonWords | None = None,
        variants: int = 0,
        boundary: int = -1,
        language: Language = DEFAULT,
    ) -> None:
        """Prepare for one model.

        Args:
            tokenizer: of the acoustic model.
            alphabet: the acoustic model's tokens.
            paths_per_reading: segmentations of each spoken form.
            pronouncer: how words are said; without it compiled lists have no pronunciations.
            common: the words that an entry may be mistaken for, and how they sound.
            variants: other spellings of an entry's sounds that write it too, so many of each; lists of
                more than RESPELLED entries do without.
            boundary: id of the boundary between words that the model's phone head emits, -1 for none.
            language: of the model.
        """
        self._tokenizer = tokenizer
        self.alphabet = alphabet
        self._paths_per_reading = paths_per_reading
        self.pronouncer = pronouncer
        self.language = language
        self._common = common
        self.variants = variants
        self._boundary = boundary
        self._compiled: OrderedDict[str, BiasList] = OrderedDict()
        self._lock = Lock()

    def compile(self, words: WordList) -> BiasList:
        """Token paths and automaton of ``words``; entries that cannot be reached say why."""
        with self._lock:
            known = self._compiled.get(words.digest)
            if known is not None:
                self._compiled.move_to_end(words.digest)
                return known
        compiled = self._compile(words)
        with self._lock:
            self._compiled[words.digest] = compiled
            while len(self._compiled) > CACHED_LISTS:
                self._compiled.popitem(last=False)
        return compiled

    def pieces(self, path: Sequence[int]) -> list[str]:
        """The alphabet's pieces of a token path, for people to read."""
        return [self.alphabet.tokens[token] for token in path]

    def _compile(self, words: WordList) -> BiasList:
        spoken = [spoken_forms_of(word, self.language) for word in words]
        said = ListPronunciations((UNKNOWN,) * len(words), {})
        if self.pronouncer is not None:
            said = pronounce_list(words.words, spoken, self.pronouncer)
        other = ListVariants(((),) * len(words), {})
        speller = self.pronouncer.g2p if self.pronouncer is not None else None
        if speller is not None and self.variants and len(words) <= RESPELLED:
            avoid = self._common.words if self._common is not None else self.language.common_words
            other = variants_of(words.words, spoken, said, speller, self.variants, avoid, self.language)
        forms = [(*own, *more) for own, more in zip(spoken, other.entries, strict=True)]
        paths_of = self._segment(dict.fromkeys(form for several in forms for form in several))
        owner = _owners(spoken, other.entries, paths_of)
        entries = []
        for number, (word, readings) in enumerate(zip(words, spoken, strict=True)):
            paths = tuple(dict.fromkeys(p for form in forms[number] for p in paths_of[form]))
            mine = tuple(p for p in paths if owner[p] == number)
            first = owner[paths[0]] if paths and not mine else None
            problem = None if mine else _problem(word, readings, None if first is None else words[first])
            same_as = first if not mine and problem is None else None
            sounds, variants = said.entries[number], other.entries[number]
            entries.append(
                CompiledEntry(word, readings, mine, problem, same_as, sounds, variants, self._common)
            )
        lexicon = None
        if self.pronouncer is not None:
            lexicon = said.lexicon(other.words, self.pronouncer.lexicon.phone_set)
        graph = _graph(entries, self.alphabet)
        return BiasList(
            words, tuple(entries), graph, self.alphabet, self._boundary, lexicon, self.language
        )

    def _segment(self, readings: Iterable[str]) -> dict[str, tuple[Path_, ...]]:
        """The best segmentations of each reading that the model's tokens can spell, likeliest first."""
        n = self._paths_per_reading
        return {reading: tuple(self._tokenizer.alternatives(reading, n)) for reading in readings}


def _owners(
    spoken: Sequence[tuple[str, ...]],
    variants: Sequence[tuple[str, ...]],
    paths_of: Mapping[str, tuple[Path_, ...]],
) -> dict[Path_, int]:
    """The entry that each path writes: what an entry is plainly called comes before what another may also
    be called, and that before variants."""
    owner: dict[Path_, int] = {}
    plain, others = [forms[:1] for forms in spoken], [forms[1:] for forms in spoken]
    for part in (plain, others, variants):
        for number, forms in enumerate(part):
            for path in (p for form in forms for p in paths_of[form]):
                owner.setdefault(path, number)
    return owner


def _problem(word: Word, readings: tuple[str, ...], first: Word | None) -> str | None:
    """Why an entry without a path of its own is never written; ``first`` is the entry that has its paths."""
    if not readings:
        return "nothing in it can be spoken"
    if first is None:
        return f"the model's tokens cannot spell {readings[0]!r}"
    if (word.weight > 0) == (first.weight > 0):
        return None  # whichever of the two is said, the first is written
    return (
        f"is spoken exactly like {first.text!r}, which stands earlier with weight {first.weight:g} "
        "and is used instead"
    )


def _graph(entries: Sequence[CompiledEntry], alphabet: Alphabet) -> ContextGraph:
    lengths = np.fromiter((len(path) for e in entries for path in e.paths), dtype=np.int64)
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)])
    tokens = np.fromiter((t for e in entries for path in e.paths for t in path), dtype=np.int32)
    paths = [len(e.paths) for e in entries]
    numbers = np.repeat(np.arange(len(entries), dtype=np.int32), paths)
    weights = np.repeat(np.array([e.word.weight for e in entries], dtype=np.float32), paths)
    return ContextGraph(alphabet.table, tokens, offsets, numbers, weights)
