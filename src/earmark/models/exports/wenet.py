"""WeNet CTC models as sherpa-onnx exports them, for whole utterances and streaming."""

from __future__ import annotations

from dataclasses import replace

from earmark.errors import ModelError
from earmark.models.exports.chunks import Chunks, LeftContext, State
from earmark.models.exports.export import Graph, Recipe, named
from earmark.models.exports.files import ExportFiles
from earmark.models.exports.kinds import WENET

TYPE = "wenet_ctc"
REFUSED = (
    "it is the encoder of WeNet's own export, which puts out no tokens: export the model with sherpa-onnx's "
    "scripts for WeNet"
)
INPUTS = ("x", "offset", "required_cache_size", "attn_cache", "conv_cache", "attn_mask")
OUTPUTS = ("log_probs", "next_att_cache", "next_conv_cache")
_OWN_CACHE, _CACHE = "att_cache", "_cache"  # of WeNet's own networks, and of all
_CHUNK, _LEFT = 16, 4  # rows a chunk, and chunks of the cache, where the metadata do not say it


def recipe(files: ExportFiles) -> Recipe | None:
    """Features and graph of an export of this layout; None for others.

    Raises:
        ModelError: its metadata are incomplete, or it lacks a cache.
    """
    names = [tensor.name for tensor in files.header.inputs]
    if files.metadata("model_type") != TYPE and _OWN_CACHE not in names:
        return None
    inputs, outputs = files.header.inputs, files.header.outputs
    stride = files.number("subsampling_factor", 4)
    graph = Graph(inputs[0].name, outputs[0].name, lengths=named(inputs, 1), rows=named(outputs, 1))
    made = Recipe("WeNet CTC for sherpa-onnx", WENET, graph, 0.01 * stride)
    if _OWN_CACHE in names:
        return replace(made, layout="WeNet, streaming", refused=REFUSED)
    if not any(_CACHE in name for name in names) and not files.metadata("right_context"):
        return made
    return replace(
        made,
        layout="WeNet CTC for sherpa-onnx, streaming",
        graph=replace(graph, lengths=None, rows=None, stride=stride),
        chunks=_chunks(files, stride),
    )


def _chunks(files: ExportFiles, stride: int) -> Chunks:
    given, found = files.header.inputs, files.header.outputs
    if len(given) != len(INPUTS) or len(found) != len(OUTPUTS):
        raise ModelError(
            f"{str(files.weights)!r} takes {', '.join(t.name for t in given)} and puts out "
            f"{', '.join(t.name for t in found)}, a streaming model of WeNet takes {', '.join(INPUTS)} and "
            f"puts out {', '.join(OUTPUTS)}: export it again"
        )
    heads, blocks, width = (files.number(key) for key in ("head", "num_blocks", "output_size"))
    kernel, right = files.number("cnn_module_kernel"), files.number("right_context")
    chunk, left = files.number("chunk_size", _CHUNK), files.number("left_chunks", _LEFT)
    shapes = ((blocks, heads, chunk * left, width // heads * 2), (blocks, 1, width, kernel - 1))
    _, offset, size, *caches, mask = given
    states = tuple(
        State(cache.name, after.name, cache.dtype, shape)
        for cache, after, shape in zip(caches, found[1:], shapes, strict=True)
    )
    context = LeftContext(offset.name, size.name, mask.name, chunk * left, chunk)
    return Chunks((chunk - 1) * stride + right + 1, chunk * stride, states, context)
