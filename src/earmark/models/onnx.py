"""Run acoustic models from folders: ONNX networks, with onnxruntime on the CPU."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.checks import check_sequence
from earmark.errors import AudioError, ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.emissions import Emissions
from earmark.models.emissions_check import check_log_probs
from earmark.models.folder import ModelFolder
from earmark.models.protocol import PhoneHead, find_model
from earmark.models.sessions import cores, first_line, open_session, run_each
from earmark.models.tokenizer import SentencePieceTokenizer
from earmark.pickling import SharedByCopies

INPUTS = SAMPLES, LENGTHS = "samples", "lengths"  # (B, N) waveforms and (B,) valid samples
OUTPUT, PHONE_OUTPUT = "log_probs", "phone_log_probs"  # (B, T, V); (B, T', P), of models with a phone head
# Weights are stored in 8 bits and computed with as floats: unpacked once, when the model is loaded.
UNPACKED = {"session.disable_quant_qdq": "1"}


class OnnxModel(SharedByCopies):
    """A model folder, loaded. Immutable; every method may be called from several threads.

    An utterance is always computed alone, on one thread: utterances of a batch run side by
    side instead of padded into one tensor. So neither the company an utterance is in nor the
    number of threads can change a bit of its emissions.
    """

    _holds = "a loaded network"
    _advice = "load its folder in each process"

    def __init__(self, model: str | Path | ModelFolder = "english", threads: int = 0) -> None:
        """Load ``model``, a bundled model's name or a model folder, to run on ``threads`` cores (0 = all).

        Raises:
            ModelError: no such model, or its folder is incomplete, corrupt or inconsistent.
            OptionsError: ``threads`` is out of range.
        """
        self.threads = cores(threads)
        self.companions = model if isinstance(model, ModelFolder) else ModelFolder.load(find_model(model))
        self._session = _open_session(self.companions)

    @property
    def name(self) -> str:
        return self.companions.name

    @property
    def alphabet(self) -> Alphabet:
        return self.companions.alphabet

    @property
    def tokenizer(self) -> SentencePieceTokenizer:
        return self.companions.tokenizer

    @property
    def frame_shift(self) -> float:
        return self.companions.frame_shift

    @property
    def sample_rate(self) -> int:
        return self.companions.sample_rate

    @property
    def language(self) -> str:
        return self.companions.language

    @property
    def phone_head(self) -> PhoneHead | None:
        return self.companions.phone_head

    @property
    def digest(self) -> str:
        return self.companions.digest

    def with_threads(self, threads: int) -> OnnxModel:
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
        """Log-probabilities of one utterance's tokens and phones.

        Raises:
            EmissionsError: the network put out NaN or something that is no log-probability.
            ModelError: the network refused the input.
        """
        if np.ndim(samples) != 1:
            raise AudioError(f"an utterance has the shape {np.shape(samples)}, expected (samples,)")
        head = self.phone_head
        names = [OUTPUT] if head is None else [OUTPUT, PHONE_OUTPUT]
        try:
            outputs = self._session.run(names, self.inputs(samples))
        except Exception as error:  # onnxruntime's own exceptions share no public base class
            raise ModelError(
                f"model {self.name!r} failed on {len(samples)} samples "
                f"({first_line(error)}): export the model again"
            ) from error
        return Emissions(
            log_probs=check_log_probs(outputs[0][0], len(self.alphabet)),  # (T, V)
            frame_shift=self.frame_shift,
            phone_log_probs=None if head is None else outputs[1][0],  # (T', P)
            phone_frame_shift=None if head is None else head.frame_shift,
        )

    def inputs(self, samples: NDArray[np.float32]) -> dict[str, NDArray[Any]]:
        """Feed (N,) samples to the graph as a batch of one, with their length."""
        waveform = np.asarray(samples, dtype=np.float32)
        return {SAMPLES: waveform[None], LENGTHS: np.array([len(waveform)], dtype=np.int64)}


def _open_session(folder: ModelFolder) -> Any:
    """An onnxruntime session whose inputs and outputs are the ones earmark feeds and reads."""
    session = open_session(folder.weights, UNPACKED)
    inputs = {tensor.name for tensor in session.get_inputs()}
    outputs = {tensor.name: tensor.shape for tensor in session.get_outputs()}
    expected = (OUTPUT,) if folder.phone_head is None else (OUTPUT, PHONE_OUTPUT)
    lacking = sorted((set(INPUTS) - inputs) | (set(expected) - set(outputs)))
    if lacking:
        raise ModelError(
            f"{str(folder.weights)!r} has no {', '.join(lacking)}: expected inputs {', '.join(INPUTS)} "
            f"and outputs {', '.join(expected)}, export the model again"
        )
    _check_width(folder, OUTPUT, outputs[OUTPUT][-1], len(folder.alphabet), "tokens")
    if folder.phone_head is not None:
        phones = len(folder.phone_head.symbols)
        _check_width(folder, PHONE_OUTPUT, outputs[PHONE_OUTPUT][-1], phones, "phones")
    return session


def _check_width(folder: ModelFolder, output: str, width: Any, expected: int, field: str) -> None:
    # A symbolic width ("V") says nothing; the emissions themselves are checked as they come.
    if isinstance(width, int) and width != expected:
        raise ModelError(
            f"{str(folder.weights)!r} puts out {output} of width {width}, model.json lists {expected} "
            f"{field}: the two files are of different models"
        )
