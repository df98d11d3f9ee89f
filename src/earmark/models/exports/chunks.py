"""Streaming graphs, which take a chunk of an utterance at a time and hand states from one to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.errors import ModelError
from earmark.models.exports.header import OnnxHeader, Tensor


@dataclass(frozen=True)
class State:
    """What a graph hands from one chunk to the next; zeros before the first."""

    given: str  # input
    next: str  # output
    dtype: str  # as NumPy names it
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Chunks:
    """How a graph takes an utterance."""

    length: int  # frames a chunk
    shift: int  # frames from one chunk to the next
    states: tuple[State, ...]

    def run(
        self,
        session: Any,
        output: str,
        feed: Callable[[NDArray[np.float32]], Mapping[str, NDArray[np.generic]]],
        features: NDArray[np.float32],
        frames: int,
    ) -> list[NDArray[np.generic]]:
        """Rows of each chunk.

        Args:
            session: of onnxruntime.
            output: the one of log-probabilities.
            feed: inputs for the (T, C) features of a chunk, but for the states.
            features: (T, C) of the utterance and of as much silence as fills the last chunk.
            frames: of the utterance.
        """
        states = {state.given: np.zeros(state.shape, state.dtype) for state in self.states}
        names = [output, *(state.next for state in self.states)]
        rows = []
        for first in range(0, frames, self.shift):
            chunk = feed(features[first : first + self.length])
            found, *following = session.run(names, {**chunk, **states})
            rows.append(found[0])
            states = dict(zip(states, following, strict=True))
        return rows


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
