"""ListSearch: earmark's search for a decoder, with hotwords as a list."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.assemble import spans_of
from earmark.biasing import BiasList
from earmark.compat.pyctcdecode.alphabet import BPE_TOKEN
from earmark.compat.pyctcdecode.alphabet import Alphabet as Labels
from earmark.compat.pyctcdecode.beams import Frames, LMState, OutputBeam
from earmark.compat.pyctcdecode.entries import HotwordList, entries_of
from earmark.compat.pyctcdecode.language_model import AbstractLanguageModel, LanguageModel
from earmark.compat.pyctcdecode.word_beam import Limits
from earmark.compat.pyctcdecode.word_beam import search as word_search
from earmark.log_probs.labels_model import LabelsModel
from earmark.models import Alphabet, AlphabetTokenizer, Emissions
from earmark.models.alphabet import TokenWord
from earmark.models.label_list import language_code
from earmark.models.rows import log_softmax
from earmark.recognizer import Recognizer
from earmark.transcript import Hypothesis

WIDEST = 4096  # beam of the core
ROW = 1.0  # "seconds" of a row: times count rows
KEPT = 8  # lists and settings that stay ready, of each decoder
SHOWN = 5  # hotwords in a warning
KNOWN = 0.5  # share of words that a language model has to know: it drops and joins those that it does not

logger = logging.getLogger(__name__)


@dataclass(eq=False)
class ListSearch:
    """The search of one decoder, and the lists and settings that it has met."""

    labels: Labels
    alphabet: Alphabet
    base: Recognizer
    alone: Recognizer  # without the language model
    _lists: dict[Any, BiasList] = field(default_factory=dict)
    _ready: dict[Any, Recognizer] = field(default_factory=dict)
    _suppressing: dict[int, tuple[BiasList, bool]] = field(default_factory=dict)  # by id

    @classmethod
    def of(cls, labels: Labels, lm: AbstractLanguageModel | None) -> ListSearch | None:
        """The search over these labels, with this language model.

        None where the labels have no blank, or the language model is one that only Python knows.
        """
        alphabet = _alphabet(labels)
        word_lm = lm.word_lm if isinstance(lm, LanguageModel) else None
        if alphabet is None or (lm is not None and word_lm is None):
            return None
        code = language_code(alphabet, None)
        model = LabelsModel(alphabet, AlphabetTokenizer(alphabet), code, ROW)
        fixed = {"search.threads": 1, "verification.enabled": False, "calibration.suppress_non_speech": 0.0}
        return cls(labels, alphabet, Recognizer(model, fixed, lm=word_lm), Recognizer(model, fixed))

    def compile(self, hotwords: HotwordList, nats: float) -> BiasList:
        """The list of hotwords; one that was compiled lately costs nothing."""
        given = entries_of(hotwords, nats)
        if isinstance(given, BiasList):
            return given
        if given not in self._lists:
            compiled = self.base.compile(given)
            assert compiled is not None
            _warn(compiled)
            _keep(self._lists, given, compiled)
        return self._lists[given]

    def search(
        self,
        rows: NDArray[Any],
        limits: Limits,
        lm: AbstractLanguageModel | None,
        hotwords: HotwordList,
        nats: float,
        nbest: int,
    ) -> list[OutputBeam]:
        """The beams of one utterance, best first; none where no hotword is in the best one.

        Args:
            rows: (T, V) log-probabilities.
            limits: of the search.
            lm: with the weights of the search; None for none.
            hotwords: of any kind.
            nats: weight of those that bring none.
            nbest: beams at most.
        """
        assert lm is None or isinstance(lm, LanguageModel)  # `of` has no search for others
        words = self.compile(hotwords, nats)
        plain = log_softmax(np.ascontiguousarray(rows, dtype=np.float32))
        recognizer = self._recognizer(limits, lm if self._knows(lm, rows, limits) else None)
        found = recognizer.stages.decode([Emissions(plain, ROW)], [words], nbest)[0].hypotheses
        if not found[0].hits and not self._suppresses(words):
            return []
        floor = found[0].scores.total + limits.beam_prune_logp
        weighed, history = plain if recognizer.lm is not None else None, _History(lm)
        texts: dict[str, Hypothesis] = {}
        for hypothesis in (h for h in found if h.scores.total >= floor):
            texts.setdefault(self._text(hypothesis, words), hypothesis)
        return [self._beam(text, h, weighed, words, history) for text, h in texts.items()]

    def _suppresses(self, words: BiasList) -> bool:
        """Whether an entry has a weight below 0: it works where it is not written."""
        key = id(words)
        if key not in self._suppressing:
            _keep(self._suppressing, key, (words, any(word.weight < 0 for word in words.word_list)))
        return self._suppressing[key][1]

    def _knows(self, lm: LanguageModel | None, rows: NDArray[Any], limits: Limits) -> bool:
        """Whether the language model knows the words that the labels alone spell."""
        if lm is None:
            return False
        words = word_search(rows, self.labels, limits, None, None, 0.0, None)[0][0].split()
        return sum(map(lm.knows, words)) >= KNOWN * len(words)

    def _recognizer(self, limits: Limits, lm: LanguageModel | None) -> Recognizer:
        options: dict[str, Any] = {
            "search.beam": max(1, min(limits.beam_width, WIDEST)),
            "search.beam_threshold": max(0.0, -limits.beam_prune_logp),
            "search.token_threshold": max(0.0, -limits.token_min_logp),  # but for tokens of entries
        }
        if lm is not None:
            options |= {"lm.weight": lm.alpha, "lm.word_bonus": lm.beta, "lm.sentence_end": lm.score_boundary}
        key = tuple(sorted(options.items()))
        if key not in self._ready:
            base = self.alone if lm is None else self.base
            _keep(self._ready, key, base.with_options(options))
        return self._ready[key]

    def _text(self, hypothesis: Hypothesis, words: BiasList) -> str:
        """The text with its entries as they are listed."""
        spans = spans_of(hypothesis, self.alphabet, words)
        return "".join(" " * span.spaced + span.text for span in spans).strip()

    def _beam(
        self,
        text: str,
        hypothesis: Hypothesis,
        rows: NDArray[np.float32] | None,
        words: BiasList,
        history: _History,
    ) -> OutputBeam:
        plain, scores = self.alphabet.words_of(hypothesis.tokens), hypothesis.scores
        acoustic = scores.acoustic
        if rows is not None:  # those of the search are calibrated
            acoustic = _core.ctc_log_prob(rows, list(hypothesis.tokens), self.alphabet.blank)
        timed = list(zip(text.split(), self._frames(text, plain, hypothesis, words), strict=False))
        state = history.after([word.text for word in plain])
        return text, state, timed, acoustic, acoustic + scores.lm + scores.boost

    def _frames(
        self, text: str, plain: list[TokenWord], hypothesis: Hypothesis, words: BiasList
    ) -> list[Frames]:
        """The frames of each word; an entry that is shown in other words has those of the whole."""
        at = hypothesis.frames
        if len(plain) == len(text.split()):
            return [(at[word.first], at[word.last] + 1) for word in plain]
        spans = spans_of(hypothesis, self.alphabet, words)
        return [(at[span.first], at[span.last] + 1) for span in spans for _ in span.text.split()]


class _History:
    """States of a language model behind words, each worked out once."""

    def __init__(self, lm: LanguageModel | None) -> None:
        self._lm = lm
        self._states: dict[tuple[str, ...], LMState] = {} if lm is None else {(): lm.get_start_state()}

    def after(self, words: list[str]) -> LMState:
        """The state behind the words; None without a language model."""
        if self._lm is None:
            return None
        for end in range(len(words)):
            begun, longer = tuple(words[:end]), tuple(words[: end + 1])
            if longer not in self._states:
                self._states[longer] = self._lm.score(self._states[begun], words[end])[1]
        return self._states[tuple(words)]


def _alphabet(labels: Labels) -> Alphabet | None:
    tokens = labels.labels
    if "" not in tokens:
        return None
    blank = tokens.index("")
    if labels.is_bpe:
        return Alphabet(tuple(tokens), blank, "begun", BPE_TOKEN)
    return Alphabet(tuple(tokens), blank, *(("separated", " ") if " " in tokens else ("unmarked", "")))


def _warn(words: BiasList) -> None:
    unused = [d.entry for d in words.diagnostics if d.code == "unreachable"]
    if unused:
        logger.warning(
            "%d of %d hotwords cannot be written with these labels and are left out, such as %s.",
            len(unused), len(words), ", ".join(map(repr, unused[:SHOWN])),
        )  # fmt: skip


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    """Put a value in, and the oldest out where there are too many."""
    kept[key] = value
    for old in _surplus(kept):
        del kept[old]


def _surplus(kept: dict[Any, Any]) -> Iterator[Any]:
    yield from list(kept)[: max(0, len(kept) - KEPT)]
