"""Contest: an entry against the words that the other recognizer wrote in its place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark._core import Hit
from earmark.correction.given import GivenWord
from earmark.correction.wording import Place
from earmark.language import Language

LEAST = 0.02  # confidence that counts as none; above 1 - LEAST as certain
EVEN = 0.5  # attention that is neither for nor against an entry
FEATURES = (
    "log_odds", "sentence", "homophone", "acoustic", "phones", "words", "attention", "contradicted",
    "unconfident", "unstated", "odd_words",
)  # fmt: skip


@dataclass(frozen=True)
class Contest:
    """What speaks for an entry and for the words in its place."""

    entry: str  # spoken form, as it was found
    given: str  # spoken form of the words in its place, "" for an insertion
    log_odds: float  # nats: of the verifier, without regard to who wrote the words
    homophone: bool  # the two sound alike: the sentence alone spoke
    acoustic: float  # nats: difference of log p_ctc between the entry and what else may have been said
    phones: float  # nats: likewise, of the weighted phone evidence
    lm: float  # nats: likewise, of the weighted language model
    attention: float | None  # 0..1: of the adapter on the entry; None without an adapter
    confidence: float | None  # 0..1: least of the words', as the other recognizer states it
    known: float  # 0..1: share of the words that the language model knows well

    def features(self) -> NDArray[np.float64]:
        """(len(FEATURES),)"""
        sure = None if self.confidence is None else min(max(self.confidence, LEAST), 1 - LEAST)
        logit = 0.0 if sure is None else math.log(sure / (1 - sure))
        return np.array([
            0.0 if self.homophone else self.log_odds,
            self.log_odds if self.homophone else 0.0,
            float(self.homophone),
            0.0 if self.homophone else self.acoustic,
            0.0 if self.homophone else self.phones,
            0.0 if self.homophone else self.lm,
            0.0 if self.attention is None else self.attention - EVEN,
            max(logit, 0.0) * self.known,
            max(-logit, 0.0),
            float(sure is None),
            1.0 - self.known if self.given else 0.0,
        ])  # fmt: skip


def contest_of(hit: Hit, entry: str, place: Place, words: Sequence[GivenWord], language: Language,
               known: Sequence[bool], attention: float | None) -> Contest:  # fmt: skip
    """Describe a verified hit and the given words in its place.

    Args:
        hit: with its verdict.
        entry: spoken form of it.
        place: where it was found.
        words: all given words.
        language: of the model.
        known: for each part of the place, whether the language model knows it as an ordinary word.
        attention: of the adapter on the entry; None without an adapter.
    """
    assert hit.verdict is not None  # the search verifies all that it returns
    stated = [words[part.word].confidence for part in place.parts]
    confidences = [c for c in stated if c is not None]
    theirs = language.normalize(" ".join(part.text for part in place.parts))
    return Contest(
        language.normalize(entry),
        theirs,
        hit.verdict.log_odds,
        hit.verdict.homophone,
        hit.verdict.acoustic,
        hit.verdict.phones,
        hit.verdict.words,
        attention,
        min(confidences) if confidences else None,
        sum(known) / len(known) if known else 0.0,
    )  # fmt: skip
