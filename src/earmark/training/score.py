"""Greedy word error rate of a model in training."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sentencepiece
import torch
from rapidfuzz.distance import Levenshtein
from torch import Tensor


def greedy_tokens(log_probs: Tensor, frames: int) -> list[int]:
    """(T, V) -> token ids: best token per frame, repeats merged, blanks dropped."""
    best = log_probs[:frames].argmax(dim=-1)
    merged = torch.unique_consecutive(best).tolist()
    return [t for t in merged if t]


def greedy_wer(
    scored: Iterable[tuple[Tensor, Tensor, Sequence[str]]], tokenizer: sentencepiece.SentencePieceProcessor
) -> float:
    """Word errors per reference word.

    Args:
        scored: per batch (B, T, V) log-probabilities every 48 ms, (B,) valid 24 ms states, B references.
        tokenizer: turns tokens back into words.
    """
    errors = words = 0
    for log_probs, frames, texts in scored:
        for row, valid, text in zip(log_probs, frames.tolist(), texts, strict=True):
            said = tokenizer.decode([t - 1 for t in greedy_tokens(row, (valid + 1) // 2)])
            errors += Levenshtein.distance(text.split(), said.split())
            words += len(text.split())
    return errors / max(1, words)
