"""The steps of pyctcdecode's beam in Python, as tests of its users call them; the core has the search."""

from __future__ import annotations

import heapq
import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Frames: TypeAlias = tuple[int, int]  # first frame of a word, and the one behind its last
WordFrames: TypeAlias = tuple[str, Frames]
# text, word that ended behind it, open word, last label, frames of words and of the open one, nats of labels
Beam: TypeAlias = tuple[str, str, str, str | None, list[Frames], Frames, float]
LMBeam: TypeAlias = tuple[str, str, str, str | None, list[Frames], Frames, float, float]  # and all nats
LMState: TypeAlias = Any  # of a language model; None without one
# text, state behind it, frames of the words, nats of the labels, nats of all
OutputBeam: TypeAlias = tuple[str, LMState, list[WordFrames], float, float]
OutputBeamMPSafe: TypeAlias = tuple[str, list[WordFrames], float, float]  # without the state

NULL_FRAMES: Frames = (-1, -1)  # of a word that has not begun
EMPTY_START_BEAM: Beam = ("", "", "", None, [], NULL_FRAMES, 0.0)


def _normalize_whitespace(text: str) -> str:
    """The words of a text with one space between."""
    return " ".join(text.split())


def _sort_and_trim_beams(beams: list[Any], beam_width: int) -> list[Any]:
    """The ``beam_width`` beams whose last field is greatest, in order."""
    return heapq.nlargest(beam_width, beams, key=lambda beam: beam[-1])


def _sum_log_scores(s1: float, s2: float) -> float:
    """ln(exp(s1) + exp(s2))."""
    high, low = max(s1, s2), min(s1, s2)
    return high + math.log(1 + math.exp(low - high))


def _log_softmax(x: NDArray[Any], axis: int | None = None) -> NDArray[Any]:
    """Logarithm of the softmax."""
    top = np.amax(x, axis=axis, keepdims=True)
    shifted = x - np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore"):
        return np.asarray(shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True)))


def _merge_tokens(token_1: str, token_2: str) -> str:
    """Two texts with a space between; an empty one adds none."""
    return f"{token_1} {token_2}" if token_1 and token_2 else token_1 or token_2


def _merge_beams(beams: list[Beam]) -> list[Beam]:
    """Add up the probabilities of beams with the same text, open word and last label."""
    merged: dict[tuple[str, str, str | None], Beam] = {}
    for beam in beams:
        key = (_merge_tokens(beam[0], beam[1]), beam[2], beam[3])
        known = merged.get(key)
        score = beam[-1] if known is None else _sum_log_scores(known[-1], beam[-1])
        merged[key] = (*beam[:-1], score)
    return list(merged.values())


def _prune_history(beams: list[LMBeam], lm_order: int) -> list[Beam]:
    """Keep the first of the beams that a language model of this order cannot tell apart from here on."""
    kept: dict[tuple[tuple[str, ...], str, str | None], Beam] = {}
    for beam in beams:
        words = tuple(beam[0].split()[-history_words(lm_order) :])
        kept.setdefault((words, beam[2], beam[3]), beam[:-1])
    return list(kept.values())


def history_words(lm_order: int) -> int:
    """Words that tell hypotheses apart, at least one."""
    return max(1, lm_order - 1)
