"""WordCompiler: from a word list to everything that recognition derives from it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.biasing.adapter.memory import BiasMemory, BiasPhrases, bias_phrases
from earmark.biasing.bias_list import BiasList, EntryPaths
from earmark.biasing.common_words import CommonWords
from earmark.biasing.confusability import ConfusabilityTable
from earmark.biasing.diagnostics import common_word, repeated, transliterated, unreachable
from earmark.biasing.forms import SpokenForms, Texts
from earmark.biasing.list_file import Parts
from earmark.biasing.pronunciations import ListPronunciations, pronounce_list
from earmark.biasing.segmentation import SEQUENCES, sequences_of
from earmark.biasing.spellings import ListVariants, variants_of
from earmark.biasing.spoken_forms import EntryForms, list_forms
from earmark.biasing.word import Word
from earmark.biasing.word_list import WordList
from earmark.errors import Diagnostic
from earmark.language import DEFAULT, Language
from earmark.lexicon import Graphones, Pronouncer
from earmark.models.alphabet import Alphabet
from earmark.models.tokenizer import Tokenizer

VERSION = 3  # of compiled lists; raised when the same words compile to something else
RESPELLED = 20_000  # entries of a list that has variants: longer ones would take minutes and gigabytes


class MemoryEncoder(Protocol):
    """An adapter as the compiler uses it."""

    @property
    def fingerprint(self) -> str:
        """Equal for adapters that make the same memory of a list."""
        ...

    def encode(self, phrases: BiasPhrases, threads: int = 0) -> BiasMemory:
        """The memory of a list's rows."""
        ...


class WordCompiler:
    """Compiles word lists for one model. Any number of threads may share one."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        alphabet: Alphabet,
        paths_per_reading: int = SEQUENCES,
        *,
        pronouncer: Pronouncer | None = None,
        common: CommonWords | None = None,
        variants: int = 0,
        boundary: int = -1,
        language: Language = DEFAULT,
        adapter: MemoryEncoder | None = None,
        threads: int = 0,
    ) -> None:
        """Prepare for one model.

        Args:
            tokenizer: of the acoustic model.
            alphabet: the acoustic model's tokens.
            paths_per_reading: token sequences of each spoken form.
            pronouncer: pronounces words; without it compiled lists have no pronunciations.
            common: the words that an entry may be mistaken for, with their pronunciations.
            variants: other spellings of an entry's sounds that write it too, so many of each; lists of
                more than RESPELLED entries do without.
            boundary: id of the boundary between words that the model's phone head emits, -1 for none.
            language: of the model.
            adapter: makes the memory of a list; without it lists have none.
            threads: to compile on, 0 is one a core.
        """
        self._tokenizer = tokenizer
        self._most = paths_per_reading
        self.alphabet = alphabet
        self.pronouncer = pronouncer
        self._common = common
        self.variants = variants
        self._boundary = boundary
        self.language = language
        self._adapter = adapter
        self._threads = threads

    def compile(self, words: WordList) -> BiasList:
        """Derive everything from ``words``; its diagnostics name the entries that cannot be written."""
        said = list_forms(words.words, self.language, self.pronouncer, self._ordinary, self._threads)
        spoken = [forms.every for forms in said]
        texts = Texts(form for forms in spoken for form in forms)
        forms = SpokenForms.of(texts, said, ((),) * len(words))
        speller = self._speller(words)
        # Tokens and pronunciations are independent; the core guesses pronunciations without the GIL.
        with ThreadPoolExecutor(1, "earmark-compile") as pool:
            written = None if speller is not None else pool.submit(self._write, words, texts, forms)
            sounds = self._pronounce(said)
            other = ListVariants(((),) * len(words), {})
            if sounds is not None and speller is not None:
                other = self._spell(words, spoken, sounds, speller)
                texts = Texts([*texts, *(form for several in other.entries for form in several)])
                forms = SpokenForms.of(texts, said, other.entries)
            if written is None:
                written = pool.submit(self._write, words, texts, forms)
            confusability = None
            if sounds is not None and self._common is not None:
                confusability = self._common.confusability(sounds.entries, forms, self._threads)
            if sounds is not None and other.words:
                sounds = sounds.with_words(_core.split_words(texts.packed)[0], other.words)
            paths, memory = written.result()
        return self._complete(words, forms, paths, sounds, confusability, memory)

    def open(self, path: str | Path) -> BiasList:
        """A compiled list from the file that :func:`save_list` wrote; its arrays are memory-mapped.

        Raises:
            WordListError: the file is damaged, or of another kind, model or other options.
        """
        parts = Parts(path)
        parts.check(self.fingerprint)
        return self._complete(
            parts.word_list,
            parts.forms,
            parts.paths,
            parts.pronunciations,
            parts.confusability,
            parts.memory,
        )

    def _complete(
        self,
        words: WordList,
        forms: SpokenForms,
        paths: EntryPaths,
        sounds: ListPronunciations | None,
        confusability: ConfusabilityTable | None,
        memory: BiasMemory | None,
    ) -> BiasList:
        """Add what the search reads."""
        degrees = np.zeros(0 if sounds is None else len(words), np.float32)
        index = _core.BiasIndex(
            self.alphabet.table,
            paths.tokens,
            paths.offsets,
            paths.entries,
            _weights(words)[paths.entries],
            paths.texts,
            forms.texts.packed,
            None if sounds is None else sounds.words.table.core,
            None if sounds is None else sounds.given.core,
            degrees if confusability is None else confusability.degrees,
            self._boundary,
        )
        return BiasList(
            words,
            self.alphabet,
            forms,
            paths,
            index,
            tuple(_diagnostics(words, forms, paths, confusability, self.language)),
            sounds,
            confusability,
            memory,
            self.fingerprint,
            self.language,
        )

    @cached_property
    def fingerprint(self) -> str:
        """Equal for compilers that make the same of a list: model, tokenizer, language and options."""
        options = (VERSION, self._most, self.variants, self._boundary, self.language.code)
        digest = hashlib.blake2b(repr(options).encode(), digest_size=16)
        digest.update(self._tokenizer.fingerprint.encode())
        for part in (self.pronouncer, self._common, self._adapter):
            digest.update(b"-" if part is None else part.fingerprint.encode())
        return digest.hexdigest()

    def pieces(self, path: Sequence[int]) -> list[str]:
        """The alphabet's pieces of a token path, for people to read."""
        return [self.alphabet.tokens[token] for token in path]

    def _pronounce(self, spoken: Sequence[EntryForms]) -> ListPronunciations | None:
        return None if self.pronouncer is None else pronounce_list(spoken, self.pronouncer, self._threads)

    def _speller(self, words: WordList) -> Graphones | None:
        """Finds variants, if this list gets any."""
        wanted = self.variants > 0 and len(words) <= RESPELLED
        return self.pronouncer.g2p if wanted and self.pronouncer is not None else None

    def _spell(
        self,
        words: WordList,
        spoken: Sequence[tuple[str, ...]],
        sounds: ListPronunciations,
        speller: Graphones,
    ) -> ListVariants:
        return variants_of(
            words.words, spoken, sounds.words, speller, self.variants, self._ordinary, self.language
        )

    @property
    def _ordinary(self) -> frozenset[str]:
        """Words that are said often."""
        return self._common.words if self._common is not None else self.language.common_words

    def _write(
        self, words: WordList, texts: Texts, forms: SpokenForms
    ) -> tuple[EntryPaths, BiasMemory | None]:
        """The token sequences of every entry, and the adapter's memory of them.

        A sequence that two entries have belongs to the plainer form.
        """
        cut = sequences_of(self._tokenizer, texts, self._most)
        paths = EntryPaths(
            *_core.own_paths(cut.tokens, cut.offsets, cut.texts, forms.numbers, forms.offsets, forms.ranks)
        )
        if self._adapter is None:
            return paths, None
        return paths, self._adapter.encode(bias_phrases(paths, forms, _weights(words)), self._threads)


def _weights(words: WordList) -> NDArray[np.float32]:
    return np.fromiter((word.weight for word in words), np.float32, len(words))


def _diagnostics(
    words: WordList,
    forms: SpokenForms,
    paths: EntryPaths,
    confusability: ConfusabilityTable | None,
    language: Language,
) -> Iterator[Diagnostic]:
    places = words.places or range(1, len(words) + 1)
    for number in np.flatnonzero(paths.owners != np.arange(len(words))).tolist():
        word, owner = words[number], int(paths.owners[number])
        first = None if owner < 0 else words[owner]
        if first is not None and (word.weight > 0) == (first.weight > 0):
            yield repeated(word.text, places[number], number, first.display)
        else:
            reason = _reason(word.text, forms.spoken(number), first, language)
            yield unreachable(word.text, places[number], number, reason)
    for number, word in enumerate(words):
        if not (word.text.isascii() or word.sounds_like):
            latin = language.transliterate(word.text)
            if latin is not None:
                yield transliterated(word.text, places[number], number, latin)
    if confusability is not None:
        yield from _homophones(words, places, confusability)


def _homophones(
    words: WordList, places: Sequence[int], confusability: ConfusabilityTable
) -> Iterator[Diagnostic]:
    for number in confusability.homophones():
        near = confusability[number]
        common = near.spelt_like or near.sounds_like
        if words[number].weight > 0 and common is not None:
            yield common_word(words[number].text, places[number], number, common, near.spelt_like is not None)


def _reason(text: str, spoken: tuple[str, ...], first: Word | None, language: Language) -> str:
    """Why an entry without a sequence of its own is never written; ``first`` has its first one."""
    if not spoken:
        lost = language.unspeakable(text)
        return f"{', '.join(map(repr, lost[:5]))} cannot be spoken" if lost else "nothing in it can be spoken"
    if first is None:
        return f"the model's tokens cannot spell {spoken[0]!r}"
    return (
        f"is spoken exactly like {first.text!r}, which stands earlier with weight {first.weight:g} "
        "and is used instead"
    )
