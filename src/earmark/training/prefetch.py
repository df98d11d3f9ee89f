"""Batches prepared by other processes, in the order in which they are asked for."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Iterator
from typing import Generic

import torch.utils.data

from earmark.errors import EarmarkError
from earmark.training.task import B, BatchSource

AHEAD = 4  # batches a worker keeps ready


class _Pickled(torch.utils.data.Dataset[bytes]):
    """Batches as bytes: they travel by pipe, not by /dev/shm, of which containers have 64 MB."""

    def __init__(self, source: BatchSource[B]) -> None:
        self.source = source

    def __getitem__(self, number: int) -> bytes:
        try:
            return pickle.dumps(self.source.batch(number))
        except EarmarkError as error:
            return pickle.dumps(error)  # raised where the user's sentence is printed


class Prefetcher(Generic[B]):
    """Every ``stride``-th batch of a source, from step to step; ``workers`` = 0 prepares them here."""

    def __init__(self, source: BatchSource[B], stride: int = 1, workers: int = 0) -> None:
        self.source, self.stride, self.workers = source, stride, workers
        self._ready: Iterator[bytes] | None = None
        self._next = 0

    def batch(self, step: int) -> B:
        """The batch of a step; a jump, as when a run is resumed, starts the workers anew."""
        if not self.workers:
            return self.source.batch(step * self.stride)
        if self._ready is None or step != self._next:
            self._ready = self._start(step)
        self._next = step + 1
        result: B | EarmarkError = pickle.loads(next(self._ready))
        if isinstance(result, EarmarkError):
            raise result
        return result

    def close(self) -> None:
        """Stop the workers."""
        self._ready = None

    def _start(self, step: int) -> Iterator[bytes]:
        loader = torch.utils.data.DataLoader(
            _Pickled(self.source),
            batch_size=None,
            sampler=itertools.count(step * self.stride, self.stride),
            num_workers=self.workers,
            prefetch_factor=AHEAD,
            multiprocessing_context="fork",  # the caches are memory maps: nothing to hand over
        )
        return iter(loader)
