"""N-gram models behind a LanguageModel: earmark's own, and those of the kenlm package."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from earmark.compat.pyctcdecode.constants import LOG_BASE_CHANGE_FACTOR
from earmark.decoding import WordLm
from earmark.errors import LanguageModelError

ARPA = (".arpa", ".arpa.gz")
INSTALL = "pip install kenlm"


class Ngrams(Protocol):
    """What a LanguageModel asks of its n-grams; scores are base-10 logarithms, as KenLM's."""

    @property
    def order(self) -> int:
        """Words of the longest n-grams."""

    @property
    def path(self) -> Path | None:
        """The file that they were read from."""

    def knows(self, word: str) -> bool:
        """Whether the word is in the vocabulary."""

    def start(self, boundary: bool) -> Any:
        """The state at the beginning of a sentence, or without any history."""

    def score(self, state: Any, word: str) -> tuple[float, Any]:
        """Score of the word, and the state after it."""

    def end(self, state: Any) -> float:
        """Score of the sentence's end."""

    def lowered(self) -> WordLm | None:
        """The n-grams in lower case, as earmark's own search takes them; None where they cannot be."""


class OwnNgrams:
    """A :class:`earmark.decoding.WordLm`, which the search scores in the core."""

    def __init__(self, lm: WordLm) -> None:
        self._lm = lm
        self.core = lm.core
        self.order = lm.order
        self.path = lm.path

    def knows(self, word: str) -> bool:
        """Whether the word is in the vocabulary."""
        return self.core.id(word) != 0

    def start(self, boundary: bool) -> Any:
        """The state at the beginning of a sentence, or without any history."""
        return self.core.begin() if boundary else self.core.empty()

    def score(self, state: Any, word: str) -> tuple[float, Any]:
        """Score of the word, and the state after it."""
        nats, after = self.core.score(state, self.core.id(word))
        return nats / LOG_BASE_CHANGE_FACTOR, after

    def end(self, state: Any) -> float:
        """Score of the sentence's end."""
        return self.core.end(state) / LOG_BASE_CHANGE_FACTOR

    def lowered(self) -> WordLm | None:
        """The n-grams of words in lower case; read again where they have capitals."""
        words = map(self.core.word, range(self.core.first_word, self.core.words))
        if all(word == word.lower() for word in words):
            return self._lm
        return None if self.path is None else WordLm.load(self.path)


class KenlmNgrams:
    """A ``kenlm.Model``."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._state = import_module("kenlm").State
        self.order = int(model.order)

    @property
    def path(self) -> Path:
        """The file that they were read from."""
        return Path(os.fsdecode(self.model.path))

    def knows(self, word: str) -> bool:
        """Whether the word is in the vocabulary."""
        return word in self.model

    def start(self, boundary: bool) -> Any:
        """The state at the beginning of a sentence, or without any history."""
        state = self._state()
        (self.model.BeginSentenceWrite if boundary else self.model.NullContextWrite)(state)
        return state

    def score(self, state: Any, word: str) -> tuple[float, Any]:
        """Score of the word, and the state after it."""
        after = self._state()
        return self.model.BaseScore(state, word, after), after

    def end(self, state: Any) -> float:
        """Score of the sentence's end."""
        return float(self.model.BaseScore(state, "</s>", self._state()))

    def lowered(self) -> WordLm | None:
        """The n-grams of words in lower case, read from the model's file."""
        return WordLm.load(self.path)


def without_history(state: Any) -> bool:
    """Whether a state is a ``kenlm.State`` that no model wrote to."""
    kind = type(state)
    return kind.__module__ == "kenlm" and bool(state == kind())


def ngrams_of(model: Any) -> Ngrams:
    """The n-grams of a WordLm or of a ``kenlm.Model``."""
    return OwnNgrams(model) if isinstance(model, WordLm) else KenlmNgrams(model)


def load_ngrams(path: str | Path) -> Any:
    """A WordLm of an ARPA file or of earmark's own; a ``kenlm.Model`` of a KenLM binary.

    Raises:
        ValueError: the file is a KenLM binary, and the kenlm package is not installed.
        OSError: the file is missing, damaged or of another kind.
    """
    if is_arpa(path) or WordLm.wrote(path):
        try:
            return WordLm.load(path, case="kept")
        except LanguageModelError as error:
            raise OSError(str(error)) from error
    try:
        kenlm = import_module("kenlm")
    except ImportError:
        raise ValueError(
            f"To use the language model {path}, a KenLM binary, you need to install kenlm ({INSTALL}); "
            "an ARPA file needs no package"
        ) from None
    return kenlm.Model(str(path))


def is_arpa(path: str | Path) -> bool:
    """Whether the name says that a file is in ARPA format."""
    return str(path).endswith(ARPA)


def load_unigram_set_from_arpa(arpa_path: str) -> set[str]:
    """The words of an ARPA file that other words may follow: those with a back-off weight.

    Raises:
        ValueError: there are none.
    """
    opened = gzip.open if str(arpa_path).endswith(".gz") else open
    with opened(arpa_path, "rt", encoding="utf-8") as file:
        fields = [line.rstrip("\r\n").split("\t") for line in _unigram_lines(file)]
    unigrams = {row[1] for row in fields if len(row) == 3}
    if not unigrams:
        raise ValueError("No unigrams found in arpa file. Something is wrong with the file.")
    return unigrams


def _unigram_lines(lines: Iterator[str]) -> Iterator[str]:
    """The lines between the headings of the 1-grams and of the 2-grams."""
    for line in lines:
        if line.strip() == "\\1-grams:":
            break
    for line in lines:
        if line.strip() == "\\2-grams:":
            return
        yield line
