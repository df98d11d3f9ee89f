"""Run streaming exports: chunk by chunk with their caches, over whole utterances and while they come in."""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark.models.exports.chunks import Arrays, Chunks
from earmark.models.exports.mel import LogMel
from earmark.models.exports.model import ExportedModel


class StreamingModel(ExportedModel):
    """A streaming export, loaded; an :class:`earmark.models.incremental.IncrementalModel`."""

    @property
    def chunks(self) -> Chunks:
        """How the network takes an utterance."""
        chunks = self.export.recipe.chunks
        assert chunks is not None  # opening.py chooses the class by it
        return chunks

    @property
    def mel(self) -> LogMel:
        """The features."""
        mel = self.export.recipe.front_end
        assert isinstance(mel, LogMel)  # of check_graph
        return mel

    @cached_property
    def inside(self) -> LogMel:
        """The features of windows that lie within what is given."""
        return replace(self.mel, edges="inside")

    def begin(self) -> ChunkEncoder:
        """Begin an utterance."""
        return ChunkEncoder(self)

    def _rows(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        encoder = self.begin()
        rows = [*encoder.accept(samples), *encoder.finish()]
        return np.concatenate(rows) if rows else self._nothing()

    def run(
        self, features: NDArray[np.float32], states: Arrays, number: int
    ) -> tuple[NDArray[np.float32], Arrays]:
        """(T, V) rows of the features of chunk ``number``, and the states behind it.

        Raises:
            EmissionsError, ModelError: as for :meth:`encode`.
        """
        graph = self.export.recipe.graph
        with self._failures(f"chunk {number + 1} of an utterance"):
            fed = graph.fed(features, self._types)
            found, states = self.chunks.run(self._session, graph.log_probs, fed, states, number)
        return self._checked(found), states


class ChunkEncoder:
    """One utterance on its way through a streaming export.

    Features are computed for a chunk at a time, so that the sizes of matrices and with them the last bits are
    the same however the audio comes in. Silence fills the last chunk.
    """

    def __init__(self, model: StreamingModel) -> None:
        """Begin an utterance."""
        self._model, self._chunks = model, model.chunks
        mel = model.mel
        self._hop, self._window, self._before = mel.hop_samples, mel.window_samples, mel.before
        self._held: NDArray[np.float32] = np.zeros(0, np.float32)
        self._first = 0  # sample of the utterance with which _held begins; below 0 in its mirror image
        self._taken = 0  # samples
        self._features = np.zeros((0, mel.bins), np.float32)  # the last ones computed
        self._computed = 0  # frames, up to the last of _features
        self._number = 0  # of the next chunk
        self._rows = 0  # handed out
        self._states = self._chunks.before_first()

    def accept(self, samples: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Take (N,) more samples at 16 kHz; return the rows of each chunk that they complete."""
        self._held = np.concatenate([self._held, np.asarray(samples, np.float32)])
        self._taken += len(samples)
        rows = []
        while self._samples_to(self._chunk_end) <= self._taken:
            rows.append(self._next())
        self._drop()
        return rows

    def finish(self) -> list[NDArray[np.float32]]:
        """End the utterance; return the rows that are left, chunk by chunk."""
        frames = self._model.mel.count(self._taken)
        wanted = -(-frames // self._model.export.recipe.graph.stride)
        silence = self._chunks.length * self._hop + self._window
        self._held = np.concatenate([self._held, np.zeros(silence, np.float32)])
        rows = []
        while self._number * self._chunks.shift < frames:
            left = max(0, wanted - self._rows)
            rows.append(self._next()[:left])
        return rows

    def copy(self) -> ChunkEncoder:
        """Return a second encoder that goes on from here; arrays are replaced, never changed."""
        return copy.copy(self)

    @property
    def _chunk_end(self) -> int:
        """The frame behind the next chunk."""
        return self._number * self._chunks.shift + self._chunks.length

    def _samples_to(self, frame: int) -> int:
        """Samples of the utterance from which ``frame`` frames can be computed."""
        return (frame - 1) * self._hop - self._before + self._window

    def _next(self) -> NDArray[np.float32]:
        """Rows of the next chunk."""
        begin, end = self._number * self._chunks.shift, self._chunk_end
        first = max(self._computed, begin)
        new = self._model.inside(self._stretch(first, end))
        behind = begin - (self._computed - len(self._features))  # of those computed, before the chunk
        self._features, self._computed = np.concatenate([self._features[behind:], new]), end
        rows, self._states = self._model.run(self._features, self._states, self._number)
        self._number += 1
        self._rows += len(rows)
        return rows

    def _stretch(self, first: int, end: int) -> NDArray[np.float32]:
        """The samples under the windows of frames ``first`` to ``end``."""
        if self._number == 0:
            self._held = np.concatenate([self._held[: self._before][::-1], self._held])
            self._first = -self._before
        start = first * self._hop - self._before - self._first
        return self._held[start : self._samples_to(end) - self._first]

    def _drop(self) -> None:
        """Drop the samples that no later window covers."""
        if self._number:
            next_frame = max(self._computed, self._number * self._chunks.shift)
            start = min(next_frame * self._hop - self._before, self._taken)
            self._held, self._first = self._held[start - self._first :].copy(), start
