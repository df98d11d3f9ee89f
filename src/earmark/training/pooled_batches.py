"""Cut batches out of a pool of clips and augment them on the device that holds it.

A GPU trains on two hours of speech in a second, far more than processors read and augment in that time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from earmark.audio import RATE
from earmark.training.audio_batches import LARGEST_SHIFT, AudioBatch
from earmark.training.augment_batch import BatchAugmentOptions, augment_batch
from earmark.training.encoder import HOP, PER_SECOND
from earmark.training.labels import labels_of, phone_labels
from earmark.training.masks import MaskOptions, masks_of
from earmark.training.pool import ClipPool, Row
from earmark.training.sampler import BucketSampler

GRID = 24 * HOP  # batches are padded to multiples of 0.576 s: few shapes, so that memory is used again


class PooledBatches:
    """Augmented batches out of a pool. Which clips make up a batch depends on what the pool holds then."""

    def __init__(
        self,
        pool: ClipPool,
        shares: Sequence[float],
        batch_seconds: float,
        seed: int,
        n_views: int = 1,
        options: BatchAugmentOptions | None = None,
        masks: MaskOptions | None = None,
    ) -> None:
        """Prepare to draw batches.

        Args:
            pool: clips.
            shares: of all seconds, that each manifest of the pool is to have.
            batch_seconds: speech in a batch, each clip counted once.
            seed: of everything drawn.
            n_views: copies of each clip.
            options: how they are augmented.
            masks: what is hidden; of two views more than of one.
        """
        self.pool, self.shares, self.batch_seconds, self.seed = pool, list(shares), batch_seconds, seed
        self.n_views, self.options = n_views, options or BatchAugmentOptions()
        self.masks = masks or masks_of(n_views)
        self._rows: tuple[Row, ...] = ()
        self._sampler: BucketSampler | None = None

    def batch(self, number: int) -> AudioBatch:
        """Batch ``number``: the copies of a clip differ in everything but speed and phase."""
        rows, sampler = self._state()
        picked, rng = sampler.draw(number)
        clips = [rows[i] for i in picked]
        samples, lengths = self._cut(clips, rng)
        device = samples.device
        generator = torch.Generator(device).manual_seed(int(rng.integers(1 << 62)))
        views = [augment_batch(samples, lengths, self.options, rng, generator) for _ in range(self.n_views)]
        clips, lengths = clips * self.n_views, np.tile(lengths, self.n_views)
        frames = samples.shape[1] // HOP
        return AudioBatch(
            samples=torch.cat(views),
            lengths=torch.from_numpy(lengths),
            masks=hidden(lengths // HOP, frames, self.masks, rng, device),
            labels=labels_of([clip.tokens for clip in clips], [clip.text for clip in clips]),
            phones=phone_labels([clip.phones for clip in clips]) if self.pool.pronounced else None,
            n_views=self.n_views,
        )

    def _state(self) -> tuple[tuple[Row, ...], BucketSampler]:
        """Rows and their sampler; made anew when the pool has grown."""
        self.pool.grow()
        rows = self.pool.rows
        if self._sampler is None or rows is not self._rows:
            seconds = np.array([row.samples / RATE for row in rows])
            sets = np.array([row.set for row in rows])
            totals = np.bincount(sets, weights=seconds, minlength=len(self.shares))
            weights = np.array(self.shares)[sets] / totals[sets]
            self._sampler = BucketSampler(seconds, weights, self.batch_seconds, self.seed)
            self._rows = rows
        return self._rows, self._sampler

    def _cut(self, clips: Sequence[Row], rng: np.random.Generator) -> tuple[Tensor, NDArray[np.int64]]:
        """(B, N) float32 at drawn speeds and phases of the frame grid, and (B,) lengths."""
        device, options = self.pool.samples.device, self.options.clip
        first, samples = (np.array([getattr(c, name) for c in clips]) for name in ("first", "samples"))
        faster = rng.random(len(clips)) < options.speed
        speed = np.where(faster, rng.uniform(*options.speeds, len(clips)), 1.0)
        shift = rng.integers(LARGEST_SHIFT, size=len(clips))
        lengths = ((samples - shift - 1) / speed).astype(np.int64)
        N = -(-int(lengths.max()) // GRID) * GRID
        begin, last = (torch.from_numpy(a).to(device)[:, None] for a in (first, first + samples - 1))
        # float64: the position in a long clip and its fraction do not fit 24 bits
        time = torch.arange(N, device=device, dtype=torch.float64)[None]
        time = (
            time * torch.from_numpy(speed).to(device)[:, None] + torch.from_numpy(shift).to(device)[:, None]
        )
        whole = time.long()
        part = (time - whole).float()
        # cubic interpolation (Catmull-Rom), as soxr's "QQ"
        a, b, c, d = (
            self.pool.samples[(begin + whole + k).clamp(min=begin, max=last)].float() for k in (-1, 0, 1, 2)
        )
        y = b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)))
        inside = torch.arange(N, device=device)[None] < torch.from_numpy(lengths).to(device)[:, None]
        return torch.where(inside, y / 32768, 0.0), lengths


def hidden(
    frames: NDArray[np.int64],
    longest: int,
    options: MaskOptions,
    rng: np.random.Generator,
    device: torch.device,
) -> Tensor:
    """(B, longest) true where a frame is hidden: the time masks of :func:`earmark.training.masks.spans`."""
    counts = rng.poisson(frames / PER_SECOND / options.every)
    most = max(1, int(counts.max()))
    widths = rng.integers(1, int(options.longest * PER_SECOND) + 1, size=(len(frames), most))
    starts = (rng.random((len(frames), most)) * np.maximum(1, frames[:, None] - widths)).astype(np.int64)
    ends = np.where(np.arange(most)[None] < counts[:, None], starts + widths, starts)
    time = torch.arange(longest, device=device)[None, None]
    low, high = (torch.from_numpy(edge).to(device)[..., None] for edge in (starts, ends))
    covered: Tensor = ((time >= low) & (time < high)).any(dim=1)
    return covered
