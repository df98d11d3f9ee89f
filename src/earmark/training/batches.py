"""Batches out of feature caches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import sentencepiece
import torch
from torch import Tensor

from earmark.training.cache import CachedClip, FeatureCache
from earmark.training.encoder import PER_SECOND
from earmark.training.labels import Labels, PhoneLabels, label, phone_labels
from earmark.training.masks import MaskOptions, spans
from earmark.training.pronunciations import PhoneLexicon
from earmark.training.sampler import BucketSampler

PHASES = 2  # 24 ms states in one 48 ms frame


@dataclass(frozen=True)
class Batch:
    """B padded clips."""

    hidden: Tensor  # (B, 2T, 288) float32
    frames: Tensor  # (B,) valid 24 ms states
    labels: Labels
    phones: PhoneLabels | None = None  # when the batches were given pronunciations

    @property
    def seconds(self) -> float:
        return float(self.frames.sum()) / PER_SECOND


class CachedBatches:
    """Batches of similar lengths; a cache's clips are drawn in proportion to its weight."""

    def __init__(
        self,
        caches: Sequence[tuple[FeatureCache, float]],
        tokenizer: sentencepiece.SentencePieceProcessor,
        batch_seconds: float,
        seed: int,
        masks: MaskOptions | None = None,
        pronouncer: PhoneLexicon | None = None,
    ) -> None:
        self.masks, self.tokenizer, self.pronouncer = masks or MaskOptions(), tokenizer, pronouncer
        self.items = [(cache, clip) for cache, _ in caches for clip in cache.clips]
        self.sampler = BucketSampler(
            [clip.frames / PER_SECOND for _, clip in self.items],
            [weight for cache, weight in caches for _ in cache.clips],
            batch_seconds,
            seed,
        )

    def batch(self, number: int) -> Batch:
        """Batch ``number`` of the endless list."""
        picked, rng = self.sampler.draw(number)
        return collate([self.items[i] for i in picked], self.tokenizer, self.masks, rng, self.pronouncer)


def collate(
    items: Sequence[tuple[FeatureCache, CachedClip]],
    tokenizer: sentencepiece.SentencePieceProcessor,
    masks: MaskOptions | None = None,
    rng: np.random.Generator | None = None,
    pronouncer: PhoneLexicon | None = None,
) -> Batch:
    """Pad clips into one batch, masked when ``masks`` and ``rng`` are given."""
    rows = []
    for cache, clip in items:
        row = cache.frames(clip).astype(np.float32)
        if masks is not None and rng is not None:
            # where speech falls on the 48 ms grid is chance: training must cover every phase
            row = row[int(rng.integers(PHASES)) :]
            for span in spans(len(row), PER_SECOND, masks, rng):
                row[span] = 0.0
        rows.append(torch.from_numpy(row))
    return Batch(
        hidden=torch.nn.utils.rnn.pad_sequence(rows, batch_first=True),
        frames=torch.tensor([len(r) for r in rows]),
        labels=label([clip.text for _, clip in items], tokenizer),
        phones=None if pronouncer is None else phone_labels([pronouncer.pronounce(c.text) for _, c in items]),
    )
