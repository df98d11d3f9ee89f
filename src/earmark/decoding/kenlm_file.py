"""KenLM's binary files: their words are read here, and the kenlm package scores them."""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from earmark import _core
from earmark.errors import LanguageModelError

MAGIC = b"mmap lm "  # of files that build_binary wrote
FIRST_WORD = b"<unk>\0"  # the words stand at the end of the file, each with a zero behind it
UNKNOWN, BEGIN = 0, 1  # ids of <unk> and <s>
MOST_WORDS = 6  # of the core's histories and n-grams
STATES = 1 << 18  # histories that are remembered
LN10 = math.log(10.0)


class KenlmScorer:
    """Scores words after histories, both by the numbers of a NgramModel, through ``kenlm.Model``.

    A word that the file spells in several ways ("The", "the") has the probability of all of them; the
    likeliest goes on in the history.
    """

    def __init__(self, kenlm: Any, model: Any) -> None:
        self._kenlm, self._model = kenlm, model
        self.spellings: list[list[str]] = []  # by word
        self._states: dict[tuple[int, ...], Any] = {}

    def __call__(self, history: tuple[int, ...], word: int) -> float:
        """ln p(word | history), the oldest word first."""
        state, after = self._state(history), self._kenlm.State()
        scores = [LN10 * self._model.BaseScore(state, text, after) for text in self.spellings[word]]
        return scores[0] if len(scores) == 1 else log_sum(scores)

    def _state(self, history: tuple[int, ...]) -> Any:
        known = self._states.get(history)
        if known is None:
            if len(self._states) >= STATES:
                self._states.clear()
            known = self._states[history] = self._worked_out(history)
        return known

    def _worked_out(self, history: tuple[int, ...]) -> Any:
        state = self._kenlm.State()
        if not history:
            self._model.NullContextWrite(state)
        elif history == (BEGIN,):
            self._model.BeginSentenceWrite(state)
        else:
            before = self._state(history[:-1])
            texts = self.spellings[history[-1]]
            text = max(texts, key=lambda text: self._model.BaseScore(before, text, self._kenlm.State()))
            self._model.BaseScore(before, text, state)
        return state


def is_kenlm(head: bytes) -> bool:
    """Whether a file that begins so is one of KenLM's binary files."""
    return head.startswith(MAGIC)


def open_kenlm(path: Path, lower: bool = True) -> _core.NgramModel:
    """The words of a binary file of KenLM, with its n-grams behind them.

    Args:
        path: the file.
        lower: bring the words to lower case.

    Raises:
        LanguageModelError: the kenlm package is not installed or cannot read the file, or the file lacks its
            words.
    """
    try:
        kenlm: Any = import_module("kenlm")
    except ImportError:
        raise LanguageModelError(
            f"{path} is a binary file of KenLM, which the kenlm package reads: pip install kenlm, or give "
            "the ARPA file that it was made from, which needs no package"
        ) from None
    words = vocabulary(path)
    try:
        model = kenlm.Model(str(path))
    except (OSError, RuntimeError) as error:
        raise LanguageModelError(f"kenlm cannot read {path}: {error}") from None
    if model.order > MOST_WORDS:
        raise LanguageModelError(
            f"{path} has n-grams of {model.order} words, expected {MOST_WORDS} at most: estimate shorter ones"
        )
    return _scored(path, kenlm, model, _spellings(words, lower))


def vocabulary(path: Path) -> list[str]:
    """The words of a binary file.

    Raises:
        LanguageModelError: the file was written without them.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        begin = view.rfind(FIRST_WORD)
        tail = b"" if begin < 0 else view[begin:]
    try:
        words = tail.decode().split("\0")[:-1]
    except UnicodeDecodeError:
        words = []
    if "<s>" not in words or not tail.endswith(b"\0"):
        raise LanguageModelError(
            f"{path} does not hold its words, which the search has to know: build_binary without -v writes "
            "them, and an ARPA file has them"
        )
    return words


def log_sum(scores: Iterable[float]) -> float:
    """ln of the sum of what the scores are logarithms of."""
    values = list(scores)
    top = max(values)
    return top + math.log(sum(math.exp(value - top) for value in values))


def unigrams(path: Path, scores: Mapping[str, float]) -> _core.ArpaReader:
    """A reader that has had words with their ln p, and may be finished with longer n-grams."""
    reader = _core.ArpaReader(str(path))
    lines = [f"{min(0.0, nats / LN10):.9g}\t{word}\n" for word, nats in scores.items()]
    head, end = f"\\data\\\nngram 1={len(lines)}\n\n\\1-grams:\n", "\n\\end\\\n"
    reader.feed("".join((head, *lines, end)).encode())
    return reader


def _spellings(words: Iterable[str], lower: bool) -> dict[str, list[str]]:
    """word as the search knows it -> its spellings in the file."""
    found: dict[str, list[str]] = {}
    for word in words:
        key = word.lower() if lower else word
        found.setdefault("<unk>" if key == "<UNK>" else key, []).append(word)
    return found


def _scored(path: Path, kenlm: Any, model: Any, spellings: Mapping[str, list[str]]) -> _core.NgramModel:
    scorer = KenlmScorer(kenlm, model)
    empty, after = kenlm.State(), kenlm.State()
    model.NullContextWrite(empty)
    scores = {
        word: log_sum(LN10 * model.BaseScore(empty, text, after) for text in texts)
        for word, texts in spellings.items()
    }
    core = unigrams(path, scores).finish_scored(model.order, scorer)
    scorer.spellings = [list(spellings.get(core.word(word), ["<unk>"])) for word in range(core.words)]
    return core
