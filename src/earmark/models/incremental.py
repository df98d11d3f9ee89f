"""Models that encode an utterance while it comes in: its frames do not depend on what is said later."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """One utterance on its way through a model.

    Rows are the (T, V) log-probabilities that the model's ``encode`` gives for the whole utterance, bit for
    bit, however it is split into blocks. They come chunk by chunk.
    """

    def accept(self, samples: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Take (N,) more samples at 16 kHz; return the rows of each chunk that they complete."""
        ...

    def finish(self) -> list[NDArray[np.float32]]:
        """End the utterance; return the rows that are left, chunk by chunk. Take nothing more."""
        ...

    def copy(self) -> Encoder:
        """Return a second encoder that goes on from here; samples of one do not reach the other."""
        ...


@runtime_checkable
class IncrementalModel(Protocol):
    """A :class:`CtcModel` that encodes utterances while they come in.

    Streams ask it for each frame once, provided that its ``speech_level`` is None: the level of an utterance
    is known at its end.
    """

    def begin(self) -> Encoder:
        """Begin an utterance."""
        ...
