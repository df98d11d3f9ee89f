"""Stages of a stream: each takes one value at a time and yields what is ready."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from earmark.audio.waveform import Samples

In = TypeVar("In", contravariant=True)
Out = TypeVar("Out", covariant=True)
First = TypeVar("First")
Last = TypeVar("Last")


class Stage(Protocol[In, Out]):
    """Takes values in order. Exhaust what a call returns before the next call."""

    def add(self, item: In) -> Iterator[Out]:
        """Take one more value; yield results that no later value changes."""
        ...

    def rest(self) -> Iterator[Out]:
        """Yield the remaining results: the stream has ended."""
        ...


class Chained(Generic[First, Last]):
    """Feeds one stage from another."""

    def __init__(self, first: Stage[First, Any], second: Stage[Any, Last]) -> None:
        self._first, self._second = first, second

    def add(self, item: First) -> Iterator[Last]:
        """Pass a value through both."""
        for between in self._first.add(item):
            yield from self._second.add(between)

    def rest(self) -> Iterator[Last]:
        """End the first, then the second."""
        for between in self._first.rest():
            yield from self._second.add(between)
        yield from self._second.rest()


class Reblock:
    """Cuts a stream into blocks of ``size`` samples; the last one may be shorter."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: list[Samples] = []
        self._count = 0  # samples held

    def add(self, item: Samples) -> Iterator[Samples]:
        """(N,), N of any size."""
        at = 0
        while at < len(item):
            part = np.array(item[at : at + self._size - self._count], dtype=np.float32)  # a copy
            self._held.append(part)
            at, self._count = at + len(part), self._count + len(part)
            if self._count == self._size:
                yield from self.rest()

    def rest(self) -> Iterator[Samples]:
        """Yield the samples held."""
        held, self._held, self._count = self._held, [], 0
        if held:
            yield np.concatenate(held)


def through(stage: Stage[First, Last], items: Iterable[First]) -> Iterator[Last]:
    """All results of a stage for a stream of values."""
    for item in items:
        yield from stage.add(item)
    yield from stage.rest()
