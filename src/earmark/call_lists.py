"""CallLists: the word lists of a recognizer's calls, compiled, kept and checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from earmark.biasing import BiasList, BiasStore, Word, WordCompiler, WordList
from earmark.biasing.diagnostics import strict_sentence
from earmark.checks import check_sequence
from earmark.errors import OptionsError, WordListError

Words: TypeAlias = str | Path | WordList | BiasList | Iterable[str | Word] | None


@dataclass(frozen=True, eq=False)
class CallLists:
    """Lists for one model and one set of options. Immutable: any number of threads may share one."""

    store: BiasStore
    compiler: WordCompiler
    strict: bool  # refuse lists with entries or pronunciations that cannot be used
    biased: bool  # else every call does without its list
    usable: bool  # else a list is refused: the decoder cannot use one

    def compile(self, words: Words) -> BiasList | None:
        """Compile a list; one that the store keeps costs nothing.

        Raises:
            WordListError: the list is unusable or compiled for another model or other options, or ``strict``
                and an entry cannot be written, or one of its pronunciations cannot be read.
            OptionsError: the decoder cannot use a list.
        """
        if words is None:
            return None
        if not self.usable:
            raise OptionsError(
                "greedy decoding cannot use a word list without an adapter: leave it out, or use "
                "decoder='beam'"
            )
        compiled = words if isinstance(words, BiasList) else self.store.compile(words, self.compiler)
        compiled.compiled_for.check(self.compiler.compiled_for)
        refusal = strict_sentence(compiled.diagnostics, len(compiled)) if self.strict else None
        if refusal is not None:
            raise WordListError(refusal)
        return compiled

    def of_call(
        self, count: int, own: BiasList | None, words: Words, each: Sequence[Words] | None
    ) -> list[BiasList | None]:
        """A compiled list or None for each of ``count`` audios.

        Args:
            count: number of audios.
            own: list of audios for which the call gives none.
            words: one list for all audios.
            each: a list for each audio instead.

        Raises:
            OptionsError: both are given, or not as many lists as audios.
            WordListError: as for :meth:`compile`.
        """
        if each is not None:
            check_sequence("words_each", each, "a list with a word list or None for each audio")
        if each is None:
            compiled = [own if words is None else self.compile(words)] * count
        elif words is not None:
            raise OptionsError("give words or words_each, not both")
        elif len(each) != count:
            raise OptionsError(f"words_each has {len(each)} lists for {count} audios: give one for each")
        else:
            compiled = [own if item is None else self.compile(item) for item in each]
        return compiled if self.biased else [None] * count
