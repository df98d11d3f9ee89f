"""Split a hypothesis into words, and replace words of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark import _core
from earmark.models.alphabet import Alphabet
from earmark.transcript import Hit, Hypothesis


@dataclass(frozen=True)
class WordSpan:
    """One word of a hypothesis."""

    first: int  # token position
    last: int  # inclusive
    text: str  # lower case
    confidence: float  # 0..1, of all its tokens
    listed: bool  # part of an entry


def word_spans(hypothesis: Hypothesis, alphabet: Alphabet) -> list[WordSpan]:
    """Return the words in order; tokens that spell nothing belong to none."""
    taken = {i for hit in hypothesis.hits for i in range(hit.first_token, hit.last_token + 1)}
    return [
        WordSpan(
            word.first,
            word.last,
            word.text.lower(),
            math.prod(hypothesis.confidences[word.first : word.last + 1]),
            not taken.isdisjoint(range(word.first, word.last + 1)),
        )
        for word in alphabet.words_of(hypothesis.tokens)
    ]


@dataclass(frozen=True)
class Spelling:
    """Tokens aligned with the frames of the words that they replace."""

    tokens: tuple[int, ...]
    frames: tuple[int, ...]  # at which each begins
    log_prob: float  # nats of the best alignment there


def room(hypothesis: Hypothesis, first: int, last: int, frames: int) -> tuple[int, int]:
    """Return the frames begin .. end - 1 between the neighbours of tokens first .. last."""
    begin = hypothesis.frames[first - 1] + 1 if first else 0
    end = hypothesis.frames[last + 1] if last + 1 < len(hypothesis.tokens) else frames
    return begin, max(begin, end)


def spell(
    log_probs: NDArray[np.float32], begin: int, end: int, tokens: Sequence[int], blank: int
) -> Spelling | None:
    """Align ``tokens`` with frames begin .. end - 1 of (T, V) emissions; None where they do not fit."""
    rows = np.ascontiguousarray(log_probs[begin:end], dtype=np.float32)
    log_prob, begins, _ = _core.align_labels(rows, list(tokens), blank=blank, boundary=-1, boundary_skip=0.0)
    if not math.isfinite(log_prob):
        return None
    return Spelling(tuple(tokens), tuple(begin + b for b in begins), log_prob)


def splice(
    hypothesis: Hypothesis,
    first: int,
    last: int,
    spelling: Spelling,
    hit: Hit,
    log_probs: NDArray[np.float32],
    blank: int,
) -> Hypothesis:
    """Put ``spelling`` in place of tokens first .. last and add ``hit``; scores stay as they were."""
    tokens = (*hypothesis.tokens[:first], *spelling.tokens, *hypothesis.tokens[last + 1 :])
    frames = (*hypothesis.frames[:first], *spelling.frames, *hypothesis.frames[last + 1 :])
    rows = np.ascontiguousarray(log_probs, dtype=np.float32)
    sure = _core.token_confidences(rows, list(tokens), list(frames), blank)
    after = first + len(spelling.tokens)
    confidences = (
        *hypothesis.confidences[:first], *sure[first:after], *hypothesis.confidences[last + 1 :],
    )  # fmt: skip
    moved = after - last - 1
    hits = [
        old if old.last_token < first
        else old.replace(first_token=old.first_token + moved, last_token=old.last_token + moved)
        for old in hypothesis.hits
    ]  # fmt: skip
    return hypothesis.replace(
        tokens=tokens,
        frames=frames,
        confidences=confidences,
        hits=tuple(sorted((*hits, hit), key=lambda one: one.first_token)),
    )
