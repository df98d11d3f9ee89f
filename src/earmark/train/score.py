"""Greedy word error rate of a model in training, on cached development clips."""

from __future__ import annotations

import sentencepiece
import torch
from rapidfuzz.distance import Levenshtein
from torch import Tensor

from earmark.train.batches import collate
from earmark.train.cache import FeatureCache
from earmark.train.model import SubwordLayers

BATCH_CLIPS = 12


def greedy_tokens(log_probs: Tensor, frames: int) -> list[int]:
    """(T, V) -> token ids: best token per frame, repeats merged, blanks dropped."""
    best = log_probs[:frames].argmax(dim=-1)
    merged = torch.unique_consecutive(best).tolist()
    return [t for t in merged if t]


@torch.inference_mode()
def greedy_wer(
    model: SubwordLayers,
    cache: FeatureCache,
    tokenizer: sentencepiece.SentencePieceProcessor,
    device: str = "cpu",
) -> float:
    """Word errors per reference word over the undisturbed clips of a cache."""
    model.eval()
    clips = sorted((c for c in cache.clips if c.variant == 0), key=lambda c: c.frames)
    errors = words = 0
    for i in range(0, len(clips), BATCH_CLIPS):
        batch = collate([(cache, c) for c in clips[i : i + BATCH_CLIPS]], tokenizer)
        with torch.autocast(device, torch.bfloat16, enabled=device == "cpu"):
            log_probs, _, _ = model(batch.hidden.to(device), batch.frames.to(device))
        for row, frames, text in zip(log_probs, batch.frames.tolist(), batch.texts, strict=True):
            said = tokenizer.decode([t - 1 for t in greedy_tokens(row, (frames + 1) // 2)])
            errors += Levenshtein.distance(text.split(), said.split())
            words += len(text.split())
    return errors / max(1, words)
