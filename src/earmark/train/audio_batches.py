"""Batches out of sound files: loaded, disturbed and turned into log-mel on the fly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import sentencepiece
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from earmark.train.augment import RATE, AugmentOptions, Samples, augment
from earmark.train.clips import Clip, load_clip
from earmark.train.encoder import log_mel
from earmark.train.labels import Labels, PhoneLabels, label, phone_labels
from earmark.train.masks import MaskOptions, cells
from earmark.train.pronunciations import Pronouncer
from earmark.train.sampler import BucketSampler

MEL_PER_SECOND = 100
LARGEST_SHIFT = RATE * 8 // 100  # samples in 80 ms, the coarsest frame: every phase of its grid must be heard


@dataclass(frozen=True)
class AudioBatch:
    """B padded clips as log-mel, F frames of 10 ms."""

    features: Tensor  # (B, F, 80) float32, zero past a clip's end
    lengths: Tensor  # (B,) int64 valid log-mel frames
    masks: Tensor | None  # (B, F, 80) bool, true where the student must not look; None for scoring
    labels: Labels
    phones: PhoneLabels | None = None  # when the batches were given pronunciations

    @property
    def seconds(self) -> float:
        return float(self.lengths.sum()) / MEL_PER_SECOND

    @property
    def frames(self) -> Tensor:
        """(B,) valid 20 ms frames of the phone encoder."""
        return torch.div(self.lengths + 1, 2, rounding_mode="floor")


class AudioBatches:
    """Disturbed batches of similar lengths; clips are drawn in proportion to their weight."""

    def __init__(
        self,
        clips: Sequence[tuple[Clip, float]],
        tokenizer: sentencepiece.SentencePieceProcessor,
        filterbank: Tensor,
        batch_seconds: float,
        seed: int,
        augmentation: AugmentOptions | None = None,
        masks: MaskOptions | None = None,
        pronouncer: Pronouncer | None = None,
    ) -> None:
        self.clips = [clip for clip, _ in clips]
        self.pronouncer = pronouncer
        self.tokenizer, self.filterbank = tokenizer, filterbank
        self.augmentation, self.masks = augmentation or AugmentOptions(), masks or MaskOptions()
        self.sampler = BucketSampler(
            [clip.seconds for clip in self.clips], [weight for _, weight in clips], batch_seconds, seed
        )

    def batch(self, number: int) -> AudioBatch:
        """Batch ``number`` of the endless list."""
        picked, rng = self.sampler.draw(number)
        clips = [self.clips[i] for i in picked]
        features, masks = [], []
        babble: Samples | None = None
        for clip in clips:
            samples = load_clip(clip)
            disturbed = augment(samples, self.augmentation, rng, babble)
            babble = samples  # the batch's previous speaker, at no second read
            shift = int(rng.integers(min(LARGEST_SHIFT, len(disturbed) // 4)))
            features.append(log_mel(torch.from_numpy(disturbed[shift:])[None], self.filterbank)[0])
            shape = (len(features[-1]), features[-1].shape[1])
            masks.append(torch.from_numpy(cells(shape, MEL_PER_SECOND, self.masks, rng)))
        phones = None
        if self.pronouncer is not None:
            phones = phone_labels([self.pronouncer.pronounce(clip.text) for clip in clips])
        return _padded(features, label([clip.text for clip in clips], self.tokenizer), masks, phones)


class DevClips:
    """Undisturbed clips to score on; their log-mel is computed once and kept (115 MB per hour)."""

    def __init__(self, name: str, clips: Sequence[Clip], filterbank: Tensor) -> None:
        self.name = name
        self.clips = sorted(clips, key=lambda clip: clip.seconds)
        self.filterbank = filterbank
        self._features: list[Tensor] = []

    def batches(
        self, tokenizer: sentencepiece.SentencePieceProcessor, clips_per_batch: int
    ) -> Iterator[AudioBatch]:
        """All clips once, equal lengths together."""
        if not self._features:
            waves = (torch.from_numpy(load_clip(clip)) for clip in self.clips)
            self._features = [log_mel(wave[None], self.filterbank)[0] for wave in waves]
        for i in range(0, len(self.clips), clips_per_batch):
            part = slice(i, i + clips_per_batch)
            yield _padded(self._features[part], label([c.text for c in self.clips[part]], tokenizer), None)


def _padded(
    features: Sequence[Tensor],
    labels: Labels,
    masks: Sequence[Tensor] | None,
    phones: PhoneLabels | None = None,
) -> AudioBatch:
    return AudioBatch(
        features=pad_sequence(list(features), batch_first=True),
        lengths=torch.from_numpy(np.array([len(f) for f in features], dtype=np.int64)),
        masks=None if masks is None else pad_sequence(list(masks), batch_first=True),
        labels=labels,
        phones=phones,
    )
