"""Load and augment batches of sound files on the fly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import sentencepiece
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from earmark.audio import RATE
from earmark.audio.waveform import Samples
from earmark.training.augment import AugmentOptions, background, degrade, respeed
from earmark.training.clips import Clip, load_clip
from earmark.training.encoder import HOP, PER_SECOND
from earmark.training.labels import Labels, PhoneLabels, label, phone_labels
from earmark.training.masks import MaskOptions, masks_of, spans
from earmark.training.pronunciations import PhoneLexicon
from earmark.training.sampler import BucketSampler

LARGEST_SHIFT = 2 * HOP  # samples in 48 ms, the coarsest frame: every phase of its grid must occur
SILENT = 0.03  # of all clips give way to backgrounds: a model trained on speech alone reads words into noise


@dataclass(frozen=True)
class AudioBatch:
    """B padded clips."""

    samples: Tensor  # (B, N) float32 at 16 kHz, zero past a clip's end
    lengths: Tensor  # (B,) int64 valid samples
    masks: Tensor | None  # (B, N // 384) bool, true where the student must not look; None for scoring
    labels: Labels
    phones: PhoneLabels | None = None  # when the batches were given pronunciations
    n_views: int = 1  # copies of every clip: rows b, b + B / n_views and so on are of one clip

    @property
    def seconds(self) -> float:
        return float(self.lengths.sum()) / RATE

    @property
    def frames(self) -> Tensor:
        """(B,) valid 24 ms states of the encoder."""
        return torch.div(self.lengths, HOP, rounding_mode="floor")


class AudioBatches:
    """Augmented batches of similar lengths; clips are drawn in proportion to their weight.

    A share of them, ``silent``, gives way to backgrounds without a word. ``batch_seconds`` counts every
    clip once, however many views of it there are.
    """

    def __init__(
        self,
        clips: Sequence[tuple[Clip, float]],
        tokenizer: sentencepiece.SentencePieceProcessor,
        batch_seconds: float,
        seed: int,
        augmentation: AugmentOptions | None = None,
        masks: MaskOptions | None = None,
        pronouncer: PhoneLexicon | None = None,
        n_views: int = 1,
        silent: float = SILENT,
    ) -> None:
        self.clips = [clip for clip, _ in clips]
        self.pronouncer = pronouncer
        self.tokenizer = tokenizer
        self.augmentation, self.masks = augmentation or AugmentOptions(), masks or masks_of(n_views)
        self.n_views, self.silent = n_views, silent
        self.sampler = BucketSampler(
            [clip.seconds for clip in self.clips], [weight for _, weight in clips], batch_seconds, seed
        )

    def batch(self, number: int) -> AudioBatch:
        """Make batch ``number`` of the endless list."""
        picked, rng = self.sampler.draw(number)
        clips = [self._silenced(self.clips[i], rng) for i in picked]
        views: list[list[Tensor]] = [[] for _ in range(self.n_views)]
        voice: Samples | None = None
        for clip in clips:
            samples = load_clip(clip) if clip.text else background(int(clip.seconds * RATE), rng)
            copies = self._copies(samples, voice if clip.text else None, rng)
            for view, wave in zip(views, copies, strict=True):
                view.append(wave)
            voice = samples  # the batch's previous speaker, at no second read
        clips, waves = clips * self.n_views, [wave for view in views for wave in view]
        masks = [self._hidden(len(wave) // HOP, rng) for wave in waves]
        phones = None
        if self.pronouncer is not None:
            phones = phone_labels([self.pronouncer.pronounce(c.text) if c.text else () for c in clips])
        labels = label([clip.text for clip in clips], self.tokenizer)
        return replace(_padded(waves, labels, masks, phones), n_views=self.n_views)

    def _copies(self, samples: Samples, voice: Samples | None, rng: np.random.Generator) -> Iterator[Tensor]:
        """Make the views of a clip; all but speed and phase differ, so that their frames agree."""
        fast = respeed(samples, self.augmentation, rng)
        shift = int(rng.integers(min(LARGEST_SHIFT, len(fast) // 4)))
        for _ in range(self.n_views):
            copy = degrade(fast, self.augmentation, rng, voice)
            # decoders leave out a few samples
            yield F.pad(torch.from_numpy(copy[shift:]), (0, len(fast) - len(copy)))

    def _silenced(self, clip: Clip, rng: np.random.Generator) -> Clip:
        """The clip, or now and then a background of its length."""
        return replace(clip, text="") if rng.random() < self.silent else clip

    def _hidden(self, frames: int, rng: np.random.Generator) -> Tensor:
        """(T,) true where the student must not look."""
        hidden = torch.zeros(frames, dtype=torch.bool)
        for span in spans(frames, PER_SECOND, self.masks, rng):
            hidden[span] = True
        return hidden


class DevClips:
    """Clips to score on, as they were recorded; they are read once and kept (230 MB per hour)."""

    def __init__(self, name: str, clips: Sequence[Clip]) -> None:
        self.name = name
        self.clips = sorted(clips, key=lambda clip: clip.seconds)
        self._waves: list[Tensor] = []

    def batches(
        self, tokenizer: sentencepiece.SentencePieceProcessor, clips_per_batch: int
    ) -> Iterator[AudioBatch]:
        """Return all clips once, equal lengths together."""
        if not self._waves:
            self._waves = [torch.from_numpy(load_clip(clip)) for clip in self.clips]
        for i in range(0, len(self.clips), clips_per_batch):
            part = slice(i, i + clips_per_batch)
            yield _padded(self._waves[part], label([c.text for c in self.clips[part]], tokenizer), None)


def _padded(
    waves: Sequence[Tensor],
    labels: Labels,
    masks: Sequence[Tensor] | None,
    phones: PhoneLabels | None = None,
) -> AudioBatch:
    return AudioBatch(
        samples=pad_sequence(list(waves), batch_first=True),
        lengths=torch.tensor([len(wave) for wave in waves]),
        masks=None if masks is None else pad_sequence(list(masks), batch_first=True),
        labels=labels,
        phones=phones,
    )
