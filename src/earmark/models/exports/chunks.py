"""Streaming graphs, which take a chunk of an utterance at a time and hand states from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.errors import ModelError
from earmark.models.exports.header import OnnxHeader, Tensor

Arrays = Mapping[str, NDArray[np.generic]]  # by the names of inputs


@dataclass(frozen=True)
class State:
    """What a graph hands from one chunk to the next; zeros before the first."""

    given: str  # input
    next: str  # output
    dtype: str  # as NumPy names it
    shape: tuple[int, ...]


@dataclass(frozen=True)
class LeftContext:
    """Inputs that say how many rows of the cache are of the utterance."""

    offset: str  # input (1,): rows before the chunk, those of the empty cache included
    size: str  # input (1,): ``rows``
    mask: str  # input (1, 1, rows + chunk): where there is a row
    rows: int  # of the cache
    chunk: int  # rows a chunk

    def fed(self, number: int) -> Arrays:
        """Inputs of chunk ``number``, counted from 0."""
        mask = np.ones((1, 1, self.rows + self.chunk), np.bool_)
        mask[..., : max(0, self.rows - number * self.chunk)] = False
        offset = np.array([self.rows + number * self.chunk])
        return {self.offset: offset, self.size: np.array([self.rows]), self.mask: mask}


@dataclass(frozen=True)
class Chunks:
    """How a graph takes an utterance."""

    length: int  # frames a chunk
    shift: int  # frames from one chunk to the next
    states: tuple[State, ...]
    context: LeftContext | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the inputs besides features and lengths."""
        context = self.context
        others = () if context is None else (context.offset, context.size, context.mask)
        return (*(state.given for state in self.states), *others)

    def before_first(self) -> Arrays:
        """The states of an utterance that begins."""
        return {state.given: np.zeros(state.shape, state.dtype) for state in self.states}

    def run(
        self, session: Any, output: str, fed: Arrays, states: Arrays, number: int
    ) -> tuple[NDArray[np.generic], Arrays]:
        """(T, V) rows of chunk ``number``, and the states behind it.

        Args:
            session: of onnxruntime.
            output: the one of log-probabilities.
            fed: the features of the chunk.
            states: behind the chunk before.
            number: of the chunk, counted from 0.
        """
        context = {} if self.context is None else self.context.fed(number)
        names = [output, *(state.next for state in self.states)]
        found, *following = session.run(names, {**fed, **states, **context})
        return found[0], dict(zip(states, following, strict=True))


def chunks_of(header: OnnxHeader, fed: int, read: int, length: int, shift: int) -> Chunks:
    """The chunks of a graph whose inputs and outputs name the states in the same order.

    Args:
        header: of the graph.
        fed: inputs before the first state.
        read: outputs before the first state.
        length: frames a chunk.
        shift: frames from one chunk to the next.

    Raises:
        ModelError: not as many states come out as go in.
    """
    given, following = header.inputs[fed:], header.outputs[read:]
    if not given or len(given) != len(following):
        raise ModelError(
            f"the streaming network takes {len(given)} states and puts out {len(following)}: export it again"
        )
    pairs = zip(given, following, strict=True)
    states = tuple(State(state.name, after.name, state.dtype, _shape(state)) for state, after in pairs)
    return Chunks(length, shift, states)


def _shape(state: Tensor) -> tuple[int, ...]:
    """The shape of a state for one utterance: sizes that are left open are those of the batch."""
    return tuple(size if isinstance(size, int) else 1 for size in state.shape)
