"""Batches of cached clips, each with a list of its own; numbered, so that a resumed run draws the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from earmark.training.adapter.cache import CachedClip, EmissionsCache
from earmark.training.adapter.lists import DrawnList, ListMaker

OUTSIDE, EDGE, INSIDE = 0, 1, 2  # of words that are listed; edges count for neither
EDGE_FRAMES = 3  # around a listed phrase: a spike may as well stand there


@dataclass(frozen=True)
class Batch:
    """B clips and one list of N entries of up to J tokens."""

    inputs: Tensor  # (B, T, W) float32
    valid: Tensor  # (B, T, 1) float32, 0 where padding
    frames: Tensor  # (B,) int64
    targets: Tensor  # (sum of lengths,) int64 token ids
    lengths: Tensor  # (B,) int64
    entries: Tensor  # (N, J) int64
    where: Tensor  # (B, T) int64: OUTSIDE, EDGE or INSIDE
    spelt: Tensor  # (S, 3) int64: clip, frame, id of the listed word's token that is aligned there
    attended: Tensor  # (M, 3) int64: clip, frame, which of the list's M tokens is due there

    def to(self, device: str) -> Batch:
        """The same on another device."""
        return self if device == "cpu" else Batch(*(getattr(self, f.name).to(device) for f in fields(self)))


class AdapterBatches:
    """An endless list of batches over one or more caches; clips of like length stand together."""

    def __init__(
        self,
        caches: Sequence[EmissionsCache],
        lists: ListMaker,
        seconds: float,
        seed: int,
        step: float,
    ) -> None:
        """Batches of about ``seconds`` of speech, in frames of ``step`` seconds."""
        self.step = step
        self._lists, self._seed = lists, seed
        clips = [(c.frames, n, c) for n, cache in enumerate(caches) for c in cache.clips]
        clips.sort(key=lambda item: item[0])
        self._caches = caches
        self._groups: list[list[tuple[int, CachedClip]]] = [[]]
        for frames, number, clip in clips:
            if (len(self._groups[-1]) + 1) * frames * step > seconds and self._groups[-1]:
                self._groups.append([])
            self._groups[-1].append((number, clip))

    def __len__(self) -> int:
        """Batches in one epoch."""
        return len(self._groups)

    def batch(self, number: int) -> Batch:
        """Batch ``number``, of the epoch that it falls into."""
        epoch, at = divmod(number, len(self._groups))
        order = list(range(len(self._groups)))
        random.Random(f"{self._seed} {epoch}").shuffle(order)
        rng = random.Random(f"{self._seed} {number}")
        group = self._groups[order[at]]
        clips = [clip for _, clip in group]
        rows = [self._caches[cache].frames(clip) for cache, clip in group]
        return _collate(rows, clips, self._lists.draw(clips, rng))


def _collate(rows: Sequence[np.ndarray], clips: Sequence[CachedClip], drawn: DrawnList) -> Batch:
    T = max(len(row) for row in rows)
    inputs = torch.zeros(len(rows), T, rows[0].shape[1])
    valid = torch.zeros(len(rows), T, 1)
    for number, row in enumerate(rows):
        inputs[number, : len(row)] = torch.from_numpy(row)
        valid[number, : len(row)] = 1
    where = torch.full((len(rows), T), OUTSIDE)
    offsets = np.concatenate([[0], np.cumsum((drawn.entries > 0).sum(axis=1))])
    attended: list[tuple[int, int, int]] = []
    spelt: list[tuple[int, int, int]] = []
    for clip, first, entry, length in drawn.said:
        starts = clips[clip].starts[first : first + length]
        ends = clips[clip].ends[first : first + length]
        _mark(where[clip], starts[0], ends[-1])
        tokens = clips[clip].tokens[first : first + length]
        spelt += [(clip, t, k) for k, s, e in zip(tokens, starts, ends, strict=True) for t in range(s, e + 1)]
        attended += [(clip, t, int(offsets[entry]) + j) for t, j in _due(starts, ends)]
    return Batch(
        inputs=inputs,
        valid=valid,
        frames=torch.tensor([len(row) for row in rows]),
        targets=torch.tensor([t for clip in clips for t in clip.tokens]),
        lengths=torch.tensor([len(clip.tokens) for clip in clips]),
        entries=torch.from_numpy(drawn.entries),
        where=where,
        spelt=torch.tensor(spelt, dtype=torch.int64).reshape(-1, 3),
        attended=torch.tensor(attended, dtype=torch.int64).reshape(-1, 3),
    )


def _mark(where: Tensor, first: int, last: int) -> None:
    around = where[max(0, first - EDGE_FRAMES) : last + 1 + EDGE_FRAMES]
    around[around == OUTSIDE] = EDGE
    where[first : last + 1] = INSIDE


def _due(starts: Sequence[int], ends: Sequence[int]) -> list[tuple[int, int]]:
    """(frame, token) for every frame of a phrase: a token's own; either of two in the blanks between."""
    due = []
    for j, (start, end) in enumerate(zip(starts, ends, strict=True)):
        due += [(t, j) for t in range(start, end + 1)]
        if j + 1 < len(starts):
            due += [(t, k) for t in range(end + 1, starts[j + 1]) for k in (j, j + 1)]
    return due
