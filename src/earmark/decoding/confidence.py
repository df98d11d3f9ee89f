"""Confidence of written words: the calibrated probability that they were said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeAlias

from earmark.decoding.weights_file import read_weights
from earmark.errors import ModelError
from earmark.transcript import Hit, Hypothesis

LEAST = 1e-3  # acoustic confidence: below it, and as near to 1, a word is no surer
EVIDENCE = ("acoustic", "margin", "sentence", "alone_acoustic", "entry_log_odds")  # never against a word

Written: TypeAlias = tuple[int, int, Hit | None]  # first and last token of a word, and its entry


@dataclass(frozen=True)
class ConfidenceWeights:
    """Logistic regressions of the probability that a word was said. Of a model, in its ``confidence.json``.

    A word that was found with a language model::

        ln(p / (1 - p)) = bias + acoustic * ln(a / (1 - a)) + margin * m + sentence * M

    with ``a`` its acoustic confidence, ``m`` its margin (``core/decode/margins.h``) and ``M`` the mean margin
    of the words that were searched together. Without a language model only ``a`` counts, with the weights
    ``alone_*``. An entry of the list has the verifier's log-odds instead, with ``entry_*``.
    ``benchmarks/studies/confidence.py`` fits the weights.
    """

    bias: float
    acoustic: float  # each nat of the odds by the acoustic model
    margin: float  # each nat of the margin
    sentence: float  # each nat of the mean margin
    alone_bias: float
    alone_acoustic: float
    entry_bias: float
    entry_log_odds: float  # each nat of the verifier's log-odds

    @classmethod
    def load(cls, path: Path) -> ConfidenceWeights:
        """Read ``confidence.json``.

        Raises:
            ModelError: the file is unreadable, or holds anything but these weights, or counts evidence for a
                word against it.
        """
        weights = cls(**read_weights(path, [field.name for field in fields(cls)]))
        for name in EVIDENCE:
            if getattr(weights, name) < 0:
                raise ModelError(
                    f"{str(path)!r} has an unusable {name}, {getattr(weights, name)}: expected 0 or more"
                )
        return weights

    def of_word(self, acoustic: float, margin: float, sentence: float) -> float:
        """The probability of a word that was found with a language model."""
        odds = self.bias + self.acoustic * logit(acoustic) + self.margin * margin + self.sentence * sentence
        return sigmoid(odds)

    def of_word_alone(self, acoustic: float) -> float:
        """The probability of a word that was found without a language model."""
        return sigmoid(self.alone_bias + self.alone_acoustic * logit(acoustic))

    def of_entry(self, log_odds: float) -> float:
        """The probability of an entry by the verifier's log-odds at one false alarm an hour."""
        return sigmoid(self.entry_bias + self.entry_log_odds * log_odds)


@dataclass(frozen=True)
class WordEvidence:
    """What a search has found out about one word that it wrote."""

    acoustic: float  # 0..1, acoustic confidence
    margin: float | None  # nats; None without a language model, or where rescoring has preferred another text
    sentence: float | None  # nats: mean margin of the words that were searched together
    listed: bool  # an entry of the list
    log_odds: float | None  # nats, of an entry; None where it was not verified


@dataclass(frozen=True)
class Confidence:
    """Probabilities of the words that one decoder writes."""

    weights: ConfidenceWeights
    compared: bool  # by a language model, with other hypotheses
    verified: bool  # entries have log-odds, by weights of the model
    shift: float  # nats of log-odds that false alarms allow, and that are no evidence (VerifierWeights.shift)

    def of(self, word: WordEvidence) -> float | None:
        """The probability that a word was said; None where the evidence for it is missing."""
        if word.listed:
            return self.of_entry(word.log_odds)
        if not self.compared:
            return self.weights.of_word_alone(word.acoustic)
        if word.margin is None or word.sentence is None:
            return None
        return self.weights.of_word(word.acoustic, word.margin, word.sentence)

    def of_entry(self, log_odds: float | None) -> float | None:
        """The probability of an entry, written or rejected; None where it was not verified."""
        return None if log_odds is None or not self.verified else self.weights.of_entry(log_odds - self.shift)


def evidence_of(hypothesis: Hypothesis, words: Sequence[Written]) -> list[WordEvidence]:
    """The evidence for each word of a hypothesis."""
    sure, margins = hypothesis.confidences, hypothesis.margins
    least = [min(margins[first : last + 1]) if margins else None for first, last, _ in words]
    known = [margin for margin in least if margin is not None]
    sentence = sum(known) / len(known) if known else None
    return [
        WordEvidence(
            product(sure[first : last + 1]), margin, sentence, hit is not None,
            None if hit is None or hit.verdict is None else hit.verdict.log_odds,
        )
        for (first, last, hit), margin in zip(words, least, strict=True)
    ]  # fmt: skip


def product(confidences: Sequence[float]) -> float:
    """Acoustic confidence of a word, from that of its tokens.

    All of them must be right for the word to be: measured best, docs/design/transcript.md.
    """
    return math.prod(confidences)


def logit(p: float) -> float:
    """Log-odds of a probability, which is kept off 0 and 1."""
    p = min(max(p, LEAST), 1.0 - LEAST)
    return math.log(p / (1.0 - p))


def sigmoid(log_odds: float) -> float:
    """The probability of log-odds."""
    small = math.exp(-abs(log_odds))
    return (1.0 if log_odds >= 0 else small) / (1.0 + small)
