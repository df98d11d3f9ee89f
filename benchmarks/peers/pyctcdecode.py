"""pyctcdecode 0.5: ``hotwords`` at its default weight, beam and pruning, our emissions and language model."""

from __future__ import annotations

import logging
import math
import shutil
from collections.abc import Sequence
from typing import Any

from benchmarks.peers.peer import Missing, Shared, known_words
from earmark.decoding import WordLm
from earmark.evaluation.manifest import Utterance

UNKNOWN = -10.0  # log10 of a word the language model lacks: pyctcdecode's default, for KenLM models
LONG = 6  # letters from which an unknown beginning costs more, as there


class Pyctcdecode:
    """Its beam search; the language model is ours, wrapped as its KenLM class wraps theirs."""

    name = "pyctcdecode"

    def __init__(self, shared: Shared) -> None:
        logging.getLogger("pyctcdecode").setLevel(logging.ERROR)
        try:
            from pyctcdecode.alphabet import Alphabet
            from pyctcdecode.decoder import BeamSearchDecoderCTC
        except ImportError:
            raise Missing("pip install --no-deps pyctcdecode && pip install pygtrie") from None
        labels = ["", *("▁⁇▁" if p in {"<unk>", "▁⁇▁"} else p for p in shared.pieces[1:])]
        self.shared = shared
        self.decoder = BeamSearchDecoderCTC(Alphabet.build_alphabet(labels), wrapped(shared.lm))
        self.hotwords: list[str] | None = None

    def compile(self, words: Sequence[str]) -> None:
        """Nothing is prepared: the list is read in every call."""
        self.hotwords = list(words) or None

    def write(self, utterance: Utterance) -> str:
        """Search every segment."""
        texts = [self.decoder.decode(x, hotwords=self.hotwords) for x in self.shared.log_probs(utterance)]
        return " ".join(texts)


def wrapped(lm: WordLm) -> Any:
    """Our language model behind pyctcdecode's interface, with the constants of its own wrapper."""
    from pyctcdecode.constants import DEFAULT_ALPHA, DEFAULT_BETA
    from pyctcdecode.language_model import AbstractLanguageModel
    from pygtrie import CharTrie

    class Wrapped(AbstractLanguageModel):  # type: ignore[misc]
        """Scores words as pyctcdecode.WordLm does: alpha ln p + beta."""

        def __init__(self) -> None:
            self.beginnings = CharTrie.fromkeys(known_words(lm))

        @property
        def order(self) -> int:
            return lm.order

        def get_start_state(self) -> Any:
            return lm.core.begin()

        def score_partial_token(self, partial_token: str) -> float:
            cost = UNKNOWN * (not self.beginnings.has_node(partial_token))
            return cost * max(1.0, len(partial_token) / LONG)

        def score(self, prev_state: Any, word: str, is_last_word: bool = False) -> tuple[float, Any]:
            number = lm.core.id(word)
            score, state = lm.core.score(prev_state, number)
            if not number:
                score += UNKNOWN * math.log(10)
            if is_last_word:
                score += lm.core.end(state)
            return DEFAULT_ALPHA * score + DEFAULT_BETA, state

        def save_to_dir(self, filepath: str) -> None:
            if lm.path is None:
                raise ValueError("the language model is in no file: load one to save it")
            shutil.copy(lm.path, filepath)

    return Wrapped()
