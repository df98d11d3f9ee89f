"""Batches out of feature caches: a pure function of (seed, step), so a resumed run repeats nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sentencepiece
import torch
from torch import Tensor

from earmark.train.cache import CachedClip, FeatureCache

BUCKETS = 16  # length classes: padding stays under a tenth
FRAMES_PER_SECOND = 50
PHASES = 4  # 20 ms states in one 80 ms frame


@dataclass(frozen=True)
class Batch:
    """B padded clips. Token ids are SentencePiece ids + 1; 0 is the blank."""

    hidden: Tensor  # (B, 2T, 144) float32
    frames: Tensor  # (B,) valid 20 ms frames
    targets: Tensor  # (sum of lengths,) token ids, end to end
    lengths: Tensor  # (B,) tokens of each clip
    texts: tuple[str, ...]

    @property
    def seconds(self) -> float:
        return float(self.frames.sum()) / FRAMES_PER_SECOND


@dataclass(frozen=True)
class MaskOptions:
    """Time masking of the encoder's states, in the spirit of SpecAugment (Park et al. 2019)."""

    every: float = 2.0  # seconds of speech per mask, on average
    longest: float = 0.24  # seconds: about one syllable, which the context can still restore


class BatchSampler:
    """Draws batches of similar lengths; a cache's clips are drawn in proportion to its weight."""

    def __init__(
        self,
        caches: Sequence[FeatureCache],
        weights: Sequence[float],
        tokenizer: sentencepiece.SentencePieceProcessor,
        batch_seconds: float,
        masks: MaskOptions,
        seed: int,
    ) -> None:
        self.masks, self.seed, self.batch_seconds = masks, seed, batch_seconds
        self.items: list[tuple[FeatureCache, CachedClip]] = []
        weight: list[float] = []
        for cache, w in zip(caches, weights, strict=True):
            self.items += [(cache, clip) for clip in cache.clips]
            weight += [w] * len(cache.clips)
        order = np.argsort([clip.frames for _, clip in self.items], kind="stable")
        self.items = [self.items[i] for i in order]
        sorted_weight = np.asarray(weight)[order]
        seconds = np.array([clip.frames / FRAMES_PER_SECOND for _, clip in self.items])
        # buckets of equal weighted seconds, each then as likely as the others
        share = np.cumsum(sorted_weight * seconds)
        edges = np.searchsorted(share, np.linspace(0, share[-1], BUCKETS + 1)[1:-1])
        self.buckets = [b for b in np.split(np.arange(len(self.items)), edges) if len(b)]
        self.odds = [sorted_weight[b] / sorted_weight[b].sum() for b in self.buckets]
        self.tokenizer = tokenizer
        self.hours = float(seconds.sum() / 3600)

    def batch(self, step: int) -> Batch:
        """The batch of training step ``step``."""
        rng = np.random.default_rng([self.seed, step])
        which = int(rng.integers(len(self.buckets)))
        longest = self.items[self.buckets[which][-1]][1].frames / FRAMES_PER_SECOND
        count = max(1, int(self.batch_seconds / longest))
        picked = rng.choice(self.buckets[which], size=count, p=self.odds[which])
        return collate([self.items[i] for i in picked], self.tokenizer, self.masks, rng)


def collate(
    items: Sequence[tuple[FeatureCache, CachedClip]],
    tokenizer: sentencepiece.SentencePieceProcessor,
    masks: MaskOptions | None = None,
    rng: np.random.Generator | None = None,
) -> Batch:
    """Pad clips into one batch, masked when ``masks`` and ``rng`` are given."""
    rows = []
    for cache, clip in items:
        row = cache.frames(clip).astype(np.float32)
        if masks is not None and rng is not None:
            # where speech falls on the 80 ms grid is chance: every phase must be heard in training
            row = row[int(rng.integers(PHASES)) :]
            _mask(row, masks, rng)
        rows.append(torch.from_numpy(row))
    tokens = [tokenizer.encode(clip.text) for _, clip in items]
    return Batch(
        hidden=torch.nn.utils.rnn.pad_sequence(rows, batch_first=True),
        frames=torch.tensor([len(r) for r in rows]),
        targets=torch.tensor([t + 1 for line in tokens for t in line]),
        lengths=torch.tensor([len(line) for line in tokens]),
        texts=tuple(clip.text for _, clip in items),
    )


def _mask(row: np.ndarray, masks: MaskOptions, rng: np.random.Generator) -> None:
    """Zero a few spans of (T, 144) in place."""
    for _ in range(rng.poisson(len(row) / FRAMES_PER_SECOND / masks.every)):
        span = int(rng.integers(1, int(masks.longest * FRAMES_PER_SECOND) + 1))
        start = int(rng.integers(0, max(1, len(row) - span)))
        row[start : start + span] = 0.0
