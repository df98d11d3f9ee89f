"""An ONNX export that is understood: its graph, its features, its alphabet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from earmark.audio import RATE
from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.companions import Companions
from earmark.models.exports.chunks import Chunks
from earmark.models.exports.header import OnnxHeader, Tensor
from earmark.models.exports.mel import LogMel, resampled
from earmark.models.tokenizer import Tokenizer

Axes: TypeAlias = Literal["BTC", "BCT", "BN"]  # batch, frames, bins; or batch, samples
Rounding: TypeAlias = Literal["up", "down", "next", "none"]

VARIANCE = 1e-7  # added to the variance of samples, as wav2vec 2.0's feature extractor does


@dataclass(frozen=True)
class Waveform:
    """Samples as they are, for graphs with their front end inside."""

    gain: float = 1.0  # factor of the samples, which are within -1..1
    normalize: bool = False  # mean 0 and variance 1
    rate: int = RATE  # Hz

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N,) samples at 16 kHz -> (N',) at ``rate``."""
        audio = resampled(samples, self.rate) * np.float32(self.gain)
        if self.normalize and len(audio):
            audio = (audio - audio.mean()) / np.sqrt(audio.var() + np.float32(VARIANCE))
        result: NDArray[np.float32] = audio.astype(np.float32)
        return result

    def __str__(self) -> str:
        normalized = ", mean 0 and variance 1" if self.normalize else ""
        return f"samples at {self.rate} Hz{normalized}"


FrontEnd: TypeAlias = LogMel | Waveform


@dataclass(frozen=True)
class Graph:
    """How a graph is fed, and which of its outputs are read."""

    features: str  # input of features or samples
    log_probs: str  # output (B, T', V)
    axes: Axes = "BTC"  # of the features
    lengths: str | None = None  # input (B,): frames or samples
    mask: str | None = None  # input (B, T), 1 where there is a frame
    rows: str | None = None  # output (B,): rows that count
    logits: bool = False  # the output is not normalized
    stride: int = 1  # frames or samples a row, where ``rounding`` counts the rows
    rounding: Rounding = "none"  # rows of T frames: ceil(T / stride), T // stride, T // stride + 1, or all

    def fed(self, features: NDArray[np.float32], types: Mapping[str, str]) -> dict[str, NDArray[np.generic]]:
        """Inputs for the (T, C) features or (N,) samples of one utterance.

        Args:
            features: of one utterance.
            types: of the inputs, as NumPy names them.
        """
        given: dict[str, NDArray[np.generic]] = {
            self.features: np.ascontiguousarray((features.T if self.axes == "BCT" else features)[None])
        }
        if self.lengths is not None:
            given[self.lengths] = np.array([len(features)])
        if self.mask is not None:
            given[self.mask] = np.ones((1, len(features)))
        return {name: array.astype(types[name], copy=False) for name, array in given.items()}

    def count(self, frames: int) -> int | None:
        """Rows that ``frames`` frames or samples have; None for all that come."""
        return {
            "up": -(-frames // self.stride),
            "down": frames // self.stride,
            "next": frames // self.stride + 1,
            "none": None,
        }[self.rounding]


@dataclass(frozen=True)
class Recipe:
    """What a layout says: everything but the alphabet."""

    layout: str
    front_end: FrontEnd
    graph: Graph
    frame_shift: float  # seconds from one row to the next
    chunks: Chunks | None = None  # of graphs that take a chunk at a time
    language: str | None = None  # that all models of the layout write
    refused: str | None = None  # why the export cannot be run, where it cannot


@dataclass(frozen=True)
class Streaming:
    """How a model with caches takes an utterance that goes on."""

    chunk: float  # seconds from one chunk to the next
    latency: float  # seconds from the beginning of a chunk until its rows can be computed

    def __str__(self) -> str:
        return f"chunks of {self.chunk:g} s with caches, rows at most {self.latency:g} s after the audio"


@dataclass(frozen=True)
class Export:
    """An export on disk. What needs no network works: its words can be cut, its lists compiled."""

    recipe: Recipe
    weights: Path
    header: OnnxHeader
    alphabet: Alphabet
    tokenizer: Tokenizer
    language: str
    labels_file: Path
    tokenizer_file: Path | None = None

    @property
    def name(self) -> str:
        """The folder's name, with the file's where that says more."""
        folder, stem = self.weights.resolve().parent.name, self.weights.stem
        return folder if stem == "model" else f"{folder}/{stem}"

    @property
    def frame_shift(self) -> float:
        """Seconds from one row to the next."""
        return self.recipe.frame_shift

    @property
    def streaming(self) -> Streaming | None:
        """How it takes an utterance that goes on; None for a graph without caches."""
        mel, chunks = self.recipe.front_end, self.recipe.chunks
        if chunks is None or not isinstance(mel, LogMel):
            return None
        last = (chunks.length - 1) * mel.hop_samples - mel.before + mel.window_samples  # sample
        return Streaming(round(chunks.shift * mel.hop, 4), round(last / RATE, 4))

    @property
    def sample_rate(self) -> int:
        """Samples a second that it takes; it resamples them itself."""
        return RATE

    @cached_property
    def companions(self) -> Companions | None:
        """What was made for the model and lies beside it: language model, adapter and the like."""
        try:
            return Companions.open(self.weights.parent)
        except ModelError:
            return None

    @cached_property
    def digest(self) -> str:
        """Hash of the network, of the files in which it keeps weights, and of the features."""
        found = hashlib.sha256(repr((self.recipe.front_end, self.recipe.graph)).encode())
        # Networks beyond 2 GB keep weights beside them: model.onnx.data, model.onnx_data.
        for path in (self.weights, *sorted(self.weights.parent.glob(f"{self.weights.name}?data*"))):
            with path.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
        return found.hexdigest()[:16]


def named(tensors: tuple[Tensor, ...], place: int) -> str | None:
    """The name of an input or output, None where there are fewer."""
    return tensors[place].name if place < len(tensors) else None


def static_size(header: OnnxHeader, name: str, axis: int) -> int | None:
    """The size of an axis of an input or output, where the graph fixes it."""
    for tensor in (*header.inputs, *header.outputs):
        if tensor.name == name and -len(tensor.shape) <= axis < len(tensor.shape):
            size = tensor.shape[axis]
            return size if isinstance(size, int) and size > 0 else None
    return None


def with_bins(recipe: Recipe, header: OnnxHeader) -> Recipe:
    """The recipe with as many mel bins as the graph takes, where it says so."""
    if not isinstance(recipe.front_end, LogMel):
        return recipe
    bins = static_size(header, recipe.graph.features, 2 if recipe.graph.axes == "BTC" else 1)
    return recipe if bins is None else replace(recipe, front_end=replace(recipe.front_end, bins=bins))
