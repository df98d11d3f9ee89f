"""Models that their description alone explains; what it leaves out is found in the graph."""

from __future__ import annotations

from collections.abc import Sequence

from earmark.errors import ModelError
from earmark.models.exports.export import Axes, Graph, Recipe, Waveform
from earmark.models.exports.files import DESCRIPTION, ExportFiles
from earmark.models.exports.header import Tensor
from earmark.models.exports.mel import LogMel

_FLOATS = ("float16", "float32", "float64")


def recipe(files: ExportFiles) -> Recipe | None:
    """Features and graph of a model with a description that names its features; None without one.

    Raises:
        ModelError: the description or the graph leaves something open.
    """
    settings = files.settings
    if not settings.says_features:
        return None
    if settings.frame_shift is None:
        raise ModelError(
            f"{str(settings.path)!r} has no frame_shift: write the seconds from one row of the output to the "
            "next, as in frame_shift = 0.04"
        )
    front_end = settings.front_end(Waveform())
    graph = guessed_graph(files)
    return Recipe("described", front_end, graph, settings.frame_shift)


def guessed_graph(files: ExportFiles) -> Graph:
    """What the types and shapes of a graph's inputs and outputs suggest.

    Raises:
        ModelError: there is nothing to feed features to, or no output of log-probabilities.
    """
    inputs, outputs = files.header.inputs, files.header.outputs
    features = next((tensor for tensor in inputs if tensor.dtype in _FLOATS), None)
    log_probs = next((t for t in outputs if t.dtype in _FLOATS and len(t.shape) in (0, 3)), None)
    if features is None or log_probs is None:
        shown = "; ".join(map(str, (*inputs, *outputs)))
        raise ModelError(
            f"{str(files.weights)!r} has no input of features or no output (utterances, rows, tokens), but "
            f"{shown}: earmark reads networks that put out log-probabilities or logits"
        )
    return Graph(
        features.name,
        log_probs.name,
        _axes(files, features),
        lengths=_whole(inputs, 1),
        mask=_whole(inputs, 2),
        rows=_whole(outputs, 1),
    )


def missing(files: ExportFiles) -> str:
    """What an unknown layout lacks, and what to write."""
    kind = files.metadata("model_type")
    said = f"the model_type {kind!r} in its metadata" if kind else "no model_type in its metadata"
    config = files.config.get("model_type")
    if config:
        said += f", and {str(config)!r} in config.json"
    return (
        f"{str(files.weights)!r} has {said}, which is no layout that earmark knows: write the features and "
        f"the frame_shift into {DESCRIPTION!r} beside it, `earmark models inspect` prints a start"
    )


def _axes(files: ExportFiles, features: Tensor) -> Axes:
    """Which axis holds the mel bins: the one whose size is fixed."""
    shape = features.shape
    if len(shape) == 2:
        return "BN"
    own = files.settings.features.get("bins")
    bins = own if isinstance(own, int) else LogMel().bins
    fixed = [axis for axis in (1, 2) if len(shape) == 3 and isinstance(shape[axis], int)]
    if fixed == [1] or (len(fixed) == 2 and shape[1] == bins):
        return "BCT"
    return "BTC"


def _whole(tensors: Sequence[Tensor], dimensions: int) -> str | None:
    """The name of the first tensor of whole numbers with so many dimensions."""
    kinds = ("int32", "int64", "bool")
    return next((t.name for t in tensors if t.dtype in kinds and len(t.shape) == dimensions), None)
