"""Run ONNX exports: features, network and checks of what it puts out."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark.checks import check_sequence
from earmark.errors import AudioError, ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.companions import Companions
from earmark.models.emissions import Emissions
from earmark.models.emissions_check import check_log_probs, check_rows
from earmark.models.exports.export import Export
from earmark.models.rows import log_softmax
from earmark.models.sessions import cores, first_line, open_session, run_each
from earmark.models.tokenizer import Tokenizer
from earmark.pickling import SharedByCopies

CONVERT = 'if these are logits, write logits = true below [outputs] in the "earmark.toml" beside the model'


class ExportedModel(SharedByCopies):
    """An export, loaded. Immutable; every method may be called from several threads.

    Utterances are computed alone, as :class:`earmark.OnnxModel` does: company cannot change a bit.
    """

    _holds = "a loaded network"
    _advice = "open it in each process"

    speech_level = None  # models from elsewhere get the samples as they were recorded

    def __init__(self, export: Export, threads: int = 0) -> None:
        """Load the network of ``export``, to run on ``threads`` cores (0 = all).

        Raises:
            ModelError: the network cannot be loaded, or the export needs what earmark does not do.
            OptionsError: ``threads`` is out of range.
        """
        self.threads = cores(threads)
        self.export = export
        if export.recipe.refused is not None:
            raise ModelError(f"{str(export.weights)!r} ({export.recipe.layout}): {export.recipe.refused}")
        self._session = open_session(export.weights, {})

    @property
    def name(self) -> str:
        return self.export.name

    @property
    def alphabet(self) -> Alphabet:
        return self.export.alphabet

    @property
    def tokenizer(self) -> Tokenizer:
        return self.export.tokenizer

    @property
    def frame_shift(self) -> float:
        return self.export.frame_shift

    @property
    def sample_rate(self) -> int:
        return self.export.sample_rate

    @property
    def language(self) -> str:
        return self.export.language

    @property
    def companions(self) -> Companions | None:
        return self.export.companions

    @property
    def digest(self) -> str:
        return self.export.digest

    @cached_property
    def _types(self) -> dict[str, str]:
        """Types of the inputs, as NumPy names them."""
        return {tensor.name: tensor.dtype for tensor in self.export.header.inputs}

    def with_threads(self, threads: int) -> ExportedModel:
        """The same model on so many cores, 0 for all; the network is shared."""
        other = copy.copy(self)
        other.threads = cores(threads)
        return other

    def encode(self, batch: Sequence[NDArray[np.float32]]) -> list[Emissions]:
        """Emissions of several utterances, (N,) float32 at 16 kHz, bit for bit as each comes out alone.

        Raises:
            EmissionsError: the network put out NaN or something else than log-probabilities.
            ModelError: the network refused the input.
        """
        check_sequence("batch", batch, "a list of (N,) arrays of samples", AudioError)
        return run_each(self._encode, batch, self.threads)

    def _encode(self, samples: NDArray[np.float32]) -> Emissions:
        if np.ndim(samples) != 1:
            raise AudioError(f"an utterance has the shape {np.shape(samples)}, expected (samples,)")
        return Emissions(self._rows(samples), self.frame_shift)

    def _rows(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(T', V) log-probabilities of one utterance."""
        features, graph = self.export.recipe.front_end(samples), self.export.recipe.graph
        if not len(features):  # shorter than one window
            return self._nothing()
        names = [graph.log_probs] + ([] if graph.rows is None else [graph.rows])
        with self._failures(f"{len(samples)} samples"):
            outputs = self._session.run(names, graph.fed(features, self._types))
        count = graph.count(len(features)) if graph.rows is None else int(np.ravel(outputs[1])[0])
        return self._checked(outputs[0][0][:count])

    def _checked(self, found: NDArray[np.generic]) -> NDArray[np.float32]:
        """(T', V) rows of the network, normalized."""
        tokens = len(self.alphabet)
        rows = check_rows(found, tokens, "emissions")
        if self.export.recipe.graph.logits:
            rows = log_softmax(rows)
        return check_log_probs(rows, tokens, convert=CONVERT)

    def _nothing(self) -> NDArray[np.float32]:
        return np.zeros((0, len(self.alphabet)), np.float32)

    @contextmanager
    def _failures(self, given: str) -> Iterator[None]:
        """What the network refuses, as an error of earmark."""
        try:
            yield
        except Exception as error:  # onnxruntime's own exceptions share no public base class
            raise ModelError(
                f"model {self.name!r} failed on {given} ({first_line(error)}): the audio is too short for "
                "it, or the export is not what `earmark models inspect` says"
            ) from error
