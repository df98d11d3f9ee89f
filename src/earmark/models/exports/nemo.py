"""NeMo CTC models as sherpa-onnx exports them: metadata in the network, tokens.txt beside it."""

from __future__ import annotations

from dataclasses import replace

from earmark.errors import ModelError
from earmark.models.exports.chunks import chunks_of
from earmark.models.exports.export import Graph, Recipe, named
from earmark.models.exports.files import ExportFiles
from earmark.models.exports.kinds import SHERPA_NEMO
from earmark.models.exports.mel import EPSILON, LogMel

TYPES = ("EncDecCTCModelBPE", "EncDecCTCModel", "EncDecHybridRNNTCTCBPEModel")
GIGA_AM = LogMel(bins=64, low=0.0, high=8000.0, window="hann", pre_emphasis=0.0, remove_dc=False)
RAW = replace(SHERPA_NEMO, least=EPSILON, guard="floor", normalize="none")
_FEATURES = {"per_feature": SHERPA_NEMO, "": RAW, "NA": RAW}
_CACHES_OF = ("cache_last_channel", "cache_last_time")
_CACHE, _CACHES = "cache_last", "cache_last_channel_dim1"


def recipe(files: ExportFiles) -> Recipe | None:
    """Features and graph of an export of this layout; None for others.

    Raises:
        ModelError: its metadata are incomplete.
    """
    if files.metadata("model_type") not in TYPES:
        return None
    stride = files.number("subsampling_factor")
    inputs, outputs = files.header.inputs, files.header.outputs
    graph = Graph(
        inputs[0].name, outputs[0].name, "BCT", lengths=named(inputs, 1), stride=stride, rounding="down"
    )
    made = Recipe("NeMo CTC for sherpa-onnx", _features(files), graph, 0.01 * stride)
    streaming = files.metadata(_CACHES) or any(tensor.name.startswith(_CACHE) for tensor in inputs)
    return _streaming(files, made) if streaming else made


def _streaming(files: ExportFiles, made: Recipe) -> Recipe:
    chunks = chunks_of(files.header, 2, 2, files.number("window_size"), files.number("chunk_shift"))
    sizes = [[files.number(f"{cache}_dim{axis}") for axis in (1, 2, 3)] for cache in _CACHES_OF]
    shapes = [(1, *size) for size in sizes] + [(1,)]  # the graph leaves more than the batch open
    if len(shapes) != len(chunks.states):
        raise ModelError(
            f"{str(files.weights)!r} takes {len(chunks.states)} states, a streaming model of NeMo has "
            f"{len(shapes)} ({', '.join(_CACHES_OF)} and a length): export it again"
        )
    states = tuple(replace(s, shape=shape) for s, shape in zip(chunks.states, shapes, strict=True))
    return replace(
        made,
        layout="NeMo CTC for sherpa-onnx, streaming",
        front_end=RAW,  # sherpa-onnx reads no normalize_type of streaming models, which are trained without
        chunks=replace(chunks, states=states),
    )


def _features(files: ExportFiles) -> LogMel:
    if files.metadata("is_giga_am") == "1":
        return GIGA_AM
    normalize = files.metadata("normalize_type")
    if normalize not in _FEATURES:
        raise ModelError(
            f"{str(files.weights)!r} has normalize_type {normalize!r} in its metadata, expected one of "
            f"{', '.join(map(repr, _FEATURES))}: describe its features in an earmark.toml beside it"
        )
    return _FEATURES[normalize]
