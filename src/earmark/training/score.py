"""Score a model in training by its greedy word error rate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sentencepiece
from rapidfuzz.distance import Levenshtein
from torch import Tensor

from earmark.decoding.greedy import greedy_decode


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
            rows = row[: (valid + 1) // 2].float().cpu().numpy()
            written = tokenizer.decode([t - 1 for t in greedy_decode(rows).tokens])
            errors += Levenshtein.distance(text.split(), written.split())
            words += len(text.split())
    return errors / max(1, words)
