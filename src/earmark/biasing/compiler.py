"""WordCompiler: from a word list to everything that recognition derives from it."""

from __future__ import annotations

import copy
from collections.abc import Sequence
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
from earmark.biasing.compiled_for import CompiledFor, hash_alphabet, hash_text
from earmark.biasing.complete import complete, weights_of
from earmark.biasing.forms import SpokenForms, Texts
from earmark.biasing.pronunciations import ListPronunciations, pronounce_list
from earmark.biasing.saved_list import open_list
from earmark.biasing.segmentation import SEQUENCES, sequences_of
from earmark.biasing.spellings import ListVariants, variants_of
from earmark.biasing.spoken_forms import EntryForms, list_forms
from earmark.biasing.word_list import WordList
from earmark.checks import check_kind
from earmark.errors import ModelError, WordListError
from earmark.language import Language
from earmark.lexicon import Graphones, Pronouncer
from earmark.models.alphabet import Alphabet
from earmark.models.tokenizer import Tokenizer
from earmark.pickling import SharedByCopies

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


class WordCompiler(SharedByCopies):
    """Compiles word lists for one model. Any number of threads may share one."""

    _holds = "models of this process"
    _advice = "make one in each process, and send compiled lists"

    def __init__(
        self,
        tokenizer: Tokenizer,
        alphabet: Alphabet,
        paths_per_reading: int = SEQUENCES,
        *,
        language: Language,
        pronouncer: Pronouncer | None = None,
        common: CommonWords | None = None,
        variants: int = 0,
        boundary: int = -1,
        adapter: MemoryEncoder | None = None,
        threads: int = 0,
    ) -> None:
        """Prepare for one model.

        Args:
            tokenizer: of the acoustic model.
            alphabet: the acoustic model's tokens.
            paths_per_reading: token sequences of each spoken form.
            language: of the model, as :func:`earmark.language.load` gives it.
            pronouncer: pronounces words; without it compiled lists have no pronunciations.
            common: the words that an entry may be mistaken for, with their pronunciations.
            variants: other spellings of an entry's sounds that write it too, so many of each; lists of
                more than RESPELLED entries do without.
            boundary: id of the boundary between words that the model's phone head emits, -1 for none.
            adapter: makes the memory of a list; without it lists have none.
            threads: to compile on, 0 is one a core.

        Raises:
            ModelError: the tokenizer was made for another alphabet.
        """
        made_for = getattr(tokenizer, "alphabet", alphabet)
        if made_for != alphabet:
            raise ModelError(
                f"the tokenizer was made for an alphabet of {len(made_for)} tokens that is not the model's, "
                f"of {len(alphabet)}: make it for the model's alphabet"
            )
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
        """Derive everything from ``words``; its diagnostics name the entries that cannot be written.

        Raises:
            WordListError: ``words`` is something else.
        """
        check_kind("words", words, WordList, "a WordList, as WordList.of([...]) makes it", WordListError)
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
        made = (words, forms, paths, sounds, confusability, memory)
        return complete(*made, self.compiled_for, self.alphabet, self.language)

    def open(self, path: str | Path) -> BiasList:
        """A compiled list from the file that :func:`save_list` wrote; its arrays are memory-mapped.

        Raises:
            WordListError: the file is damaged, or of another kind, model or other options.
        """
        return open_list(path, self.compiled_for, self.alphabet, self.language)

    def with_threads(self, threads: int) -> WordCompiler:
        """The same compiler on so many cores, 0 for all."""
        other = copy.copy(self)
        other._threads = threads
        return other

    @cached_property
    def compiled_for(self) -> CompiledFor:
        """Model, language and options, as compiled lists name them."""
        pronouncer, common, adapter = self.pronouncer, self._common, self._adapter
        g2p = None if pronouncer is None else pronouncer.g2p
        phone_set = None if pronouncer is None else pronouncer.lexicon.phone_set
        return CompiledFor(
            language=self.language.code,
            tokens=len(self.alphabet),
            alphabet=hash_alphabet(self.alphabet),
            tokenizer=self._tokenizer.fingerprint,
            lexicon="" if pronouncer is None else pronouncer.lexicon.fingerprint,
            phones="" if phone_set is None else hash_text(" ".join(phone_set.phones)),
            boundary=self._boundary,
            graphones="" if pronouncer is None or g2p is None else f"{g2p.fingerprint} {pronouncer.guesses}",
            common="" if common is None else common.fingerprint,
            adapter="" if adapter is None else adapter.fingerprint,
            variants=self.variants,
            sequences=self._most,
        )

    @property
    def fingerprint(self) -> str:
        """Equal for compilers that make the same of a list: model, tokenizer, language and options."""
        return self.compiled_for.fingerprint

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
        avoided = _texts_of(forms, np.flatnonzero(weights_of(words) < 0))
        cut = sequences_of(self._tokenizer, texts, self._most, avoided)
        paths = EntryPaths(
            *_core.own_paths(cut.tokens, cut.offsets, cut.texts, forms.numbers, forms.offsets, forms.ranks)
        )
        if self._adapter is None:
            return paths, None
        rows = bias_phrases(paths, forms, weights_of(words), self.alphabet)
        return paths, self._adapter.encode(rows, self._threads)


def _texts_of(forms: SpokenForms, entries: NDArray[np.int64]) -> frozenset[int]:
    """Numbers of the texts of some entries."""
    return frozenset(
        int(text) for e in entries for text in forms.numbers[forms.offsets[e] : forms.offsets[e + 1]]
    )
