"""Language models of a decoder: n-grams with their weights, several together, and the class of all."""

from __future__ import annotations

import abc
import logging
from collections.abc import Collection
from functools import cached_property
from numbers import Real
from pathlib import Path
from typing import Any

from earmark import _core
from earmark.compat.pyctcdecode import lm_folder
from earmark.compat.pyctcdecode.checks import check_number, check_state, check_states
from earmark.compat.pyctcdecode.constants import (
    AVG_TOKEN_LEN,
    DEFAULT_ALPHA,
    DEFAULT_BETA,
    DEFAULT_SCORE_LM_BOUNDARY,
    DEFAULT_UNK_LOGP_OFFSET,
    LOG_BASE_CHANGE_FACTOR,
)
from earmark.compat.pyctcdecode.hotwords import HotwordScorer
from earmark.compat.pyctcdecode.ngrams import (
    Ngrams,
    load_ngrams,
    load_unigram_set_from_arpa,
    ngrams_of,
    without_history,
)
from earmark.decoding import WordLm

__all__ = [
    "AbstractLanguageModel", "HotwordScorer", "LanguageModel", "MultiLanguageModel",
    "load_unigram_set_from_arpa",
]  # fmt: skip

FEW_UNIGRAMS = 1000
FEW_KNOWN = 0.1  # share of the unigrams that the n-grams know

logger = logging.getLogger(__name__)


class AbstractLanguageModel(abc.ABC):
    """What a decoder asks of a language model; a class of your own may score words in any way."""

    @property
    @abc.abstractmethod
    def order(self) -> int:
        """Words of the longest n-grams."""

    @abc.abstractmethod
    def get_start_state(self) -> Any:
        """The state before the first word."""

    @abc.abstractmethod
    def score_partial_token(self, partial_token: str) -> float:
        """Nats of the beginning of a word."""

    @abc.abstractmethod
    def score(self, prev_state: Any, word: str, is_last_word: bool = False) -> tuple[float, Any]:
        """Nats of a word, and the state after it."""

    def save_to_dir(self, filepath: str) -> None:
        """Write the model to a folder; NotImplementedError where its class cannot, as in pyctcdecode."""
        raise NotImplementedError(f"{type(self).__name__} cannot be saved: give it a method save_to_dir")

    @classmethod
    def load_from_dir(cls, filepath: str) -> AbstractLanguageModel:
        """Read the model from a folder; NotImplementedError where its class cannot, as in pyctcdecode."""
        raise NotImplementedError(f"{cls.__name__} cannot be loaded: give it a class method load_from_dir")

    def reset_params(self, **params: Any) -> None:  # noqa: B027, a model may have none
        """Change parameters in place."""


class LanguageModel(AbstractLanguageModel):
    """N-grams with the weights of a search."""

    JSON_ATTRS = ("alpha", "beta", "unk_score_offset", "score_boundary")
    _ATTRS_SERIALIZED_FILENAME = lm_folder.ATTRS
    _UNIGRAMS_SERIALIZED_FILENAME = lm_folder.UNIGRAMS

    def __init__(
        self,
        kenlm_model: Any,
        unigrams: Collection[str] | None = None,
        alpha: float = DEFAULT_ALPHA,
        beta: float = DEFAULT_BETA,
        unk_score_offset: float = DEFAULT_UNK_LOGP_OFFSET,
        score_boundary: bool = DEFAULT_SCORE_LM_BOUNDARY,
    ) -> None:
        """Weigh n-grams.

        Args:
            kenlm_model: a ``kenlm.Model``, or a :class:`earmark.decoding.WordLm`, which needs no package and
                is scored in the core.
            unigrams: the known words; without them the beginning of every word counts as unknown.
            alpha: weight of the language model.
            beta: nats a word.
            unk_score_offset: base-10 logarithm that an unknown word costs.
            score_boundary: whether the audio begins and ends where a sentence does.

        Raises:
            ValueError: a weight is not a number.
        """
        weights = {"alpha": alpha, "beta": beta, "unk_score_offset": unk_score_offset}
        for name, weight in weights.items():
            if not isinstance(weight, Real):  # tests of pyctcdecode ask for any float, NaN included
                check_number(name, weight)
        self._kenlm_model = kenlm_model
        self._ngrams = ngrams_of(kenlm_model)
        if unigrams is None:
            logger.warning("No known unigrams provided, decoding results might be a lot worse.")
        known = set() if unigrams is None else _prepare_unigram_set(unigrams, self._ngrams)
        self._unigram_set = known
        self._spellings = None if unigrams is None else _core.Spellings(list(known))
        self.alpha = alpha
        self.beta = beta
        self.unk_score_offset = unk_score_offset
        self.score_boundary = score_boundary

    def reset_params(self, **params: Any) -> None:
        """Change alpha, beta, unk_score_offset or score_boundary in place; None changes nothing.

        Raises:
            ValueError: a value of another type.
        """
        for name in self.JSON_ATTRS:
            value, kind = params.get(name), bool if name == "score_boundary" else float
            if value is None:
                continue
            if not isinstance(value, kind):
                raise ValueError(f"{name} must be a {kind.__name__}. Got {type(value)}.")
            setattr(self, name, value)

    @property
    def order(self) -> int:
        """Words of the longest n-grams."""
        return self._ngrams.order

    @property
    def native(self) -> _core.BeamNgram | None:
        """What the core searches with; None where Python scores the words."""
        plain = all(
            getattr(type(self), name) is getattr(LanguageModel, name)
            for name in ("score", "score_partial_token", "get_start_state")
        )
        core = getattr(self._ngrams, "core", None)
        if not plain or core is None:
            return None
        return _core.BeamNgram(
            core, self._spellings, self.alpha, self.beta, self.unk_score_offset, bool(self.score_boundary)
        )

    @cached_property
    def word_lm(self) -> WordLm | None:
        """The n-grams in lower case, as the search with a list takes them; None where they cannot be."""
        return self._ngrams.lowered()

    def get_start_state(self) -> Any:
        """The state before the first word."""
        return self._ngrams.start(self.score_boundary)

    def state_of(self, given: Any) -> Any:
        """The state that a caller gives, as the n-grams have it.

        Raises:
            ValueError: it is no state of theirs.
        """
        start = self.get_start_state()
        state = self._ngrams.start(False) if without_history(given) else given
        check_state(state, start)
        return state

    def score_partial_token(self, partial_token: str) -> float:
        """Nats of the beginning of a word: the cost of an unknown one, more if it is long."""
        known = self._spellings is not None and self._spellings.begins(partial_token)
        score = 0.0 if known else self.unk_score_offset
        letters = len(partial_token)
        return score * letters / AVG_TOKEN_LEN if letters > AVG_TOKEN_LEN else score

    def score(self, prev_state: Any, word: str, is_last_word: bool = False) -> tuple[float, Any]:
        """Nats of a word, and the state after it; the end of the sentence is not in the state."""
        score, state = self._ngrams.score(prev_state, word)
        unlisted = bool(self._unigram_set) and word not in self._unigram_set
        if unlisted or not self._ngrams.knows(word):
            score += self.unk_score_offset
        if is_last_word and self.score_boundary:
            score += self._ngrams.end(state)
        return self.alpha * score * LOG_BASE_CHANGE_FACTOR + self.beta, state

    def knows(self, word: str) -> bool:
        """Whether the n-grams have the word, in this case or in another."""
        return any(map(self._ngrams.knows, {word, word.lower(), word.upper()}))

    @property
    def serializable_attrs(self) -> dict[str, Any]:
        """The parameters by their names."""
        return {name: getattr(self, name) for name in self.JSON_ATTRS}

    def save_to_dir(self, filepath: str, unigram_encoding: str | None = None) -> None:
        """Write parameters, unigrams and n-grams to a folder.

        Raises:
            ValueError: the n-grams were never in a file.
        """
        if self._ngrams.path is None:
            raise ValueError("the language model is in no file: WordLm.save writes one, WordLm.load reads it")
        lm_folder.write(
            Path(filepath), self.serializable_attrs, self._unigram_set, self._ngrams.path, unigram_encoding
        )

    @staticmethod
    def parse_directory_contents(filepath: str) -> dict[str, str]:
        """The files of a folder: ``json_attrs``, ``unigrams`` and ``kenlm``.

        Raises:
            ValueError: a file is missing, or there is one too many.
        """
        return lm_folder.find(filepath)

    @classmethod
    def load_from_dir(cls, filepath: str, unigram_encoding: str | None = None) -> LanguageModel:
        """Read what :meth:`save_to_dir` wrote.

        Raises:
            ValueError: files or parameters are missing, or there are others.
        """
        files = cls.parse_directory_contents(filepath)
        attrs = lm_folder.read_attrs(files["json_attrs"], cls.JSON_ATTRS)
        unigrams = Path(files["unigrams"]).read_text(encoding=unigram_encoding or "utf-8").splitlines()
        return cls(load_ngrams(files["kenlm"]), unigrams, **attrs)


class MultiLanguageModel(AbstractLanguageModel):
    """The mean of several language models."""

    def __init__(self, language_models: list[LanguageModel]) -> None:
        """Take two models or more.

        Raises:
            ValueError: fewer than two.
        """
        if len(language_models) < 2:
            raise ValueError("This class is meant to contain at least 2 language models.")
        self._language_models = language_models

    @property
    def order(self) -> int:
        """The greatest of the models' orders."""
        return max(lm.order for lm in self._language_models)

    def get_start_state(self) -> list[Any]:
        """The states of all models."""
        return [lm.get_start_state() for lm in self._language_models]

    def state_of(self, given: Any) -> list[Any]:
        """The states that a caller gives, as the models' n-grams have them.

        Raises:
            ValueError: they are none of theirs.
        """
        check_states(given, len(self._language_models))
        return [lm.state_of(state) for lm, state in zip(self._language_models, given, strict=True)]

    def score_partial_token(self, partial_token: str) -> float:
        """Mean of the models' scores."""
        scores = [lm.score_partial_token(partial_token) for lm in self._language_models]
        return sum(scores) / len(scores)

    def score(self, prev_state: list[Any], word: str, is_last_word: bool = False) -> tuple[float, list[Any]]:
        """Mean of the models' scores, and the states of all."""
        pairs = zip(self._language_models, prev_state, strict=True)
        scored = [lm.score(state, word, is_last_word=is_last_word) for lm, state in pairs]
        return sum(score for score, _ in scored) / len(scored), [state for _, state in scored]


def _prepare_unigram_set(unigrams: Collection[str], ngrams: Ngrams) -> set[str]:
    """The unigrams that the n-grams know."""
    if len(unigrams) < FEW_UNIGRAMS:
        logger.warning(
            "Only %s unigrams passed as vocabulary. Is this small or artificial data?", len(unigrams)
        )
    known = {word for word in unigrams if ngrams.knows(word)}
    share = len(known) / len(unigrams) if unigrams else 1.0
    if share < FEW_KNOWN:
        logger.warning(
            "Only %s%% of unigrams in vocabulary found in kenlm model-- this might mean that your "
            "vocabulary and language model are incompatible. Is this intentional?",
            round(share * 100, 1),
        )
    return known
