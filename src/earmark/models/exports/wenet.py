"""WeNet CTC models: as sherpa-onnx exports them, and WeNet's own streaming networks."""

from __future__ import annotations

from dataclasses import replace

from earmark.models.exports.export import Graph, Recipe, named
from earmark.models.exports.files import ExportFiles
from earmark.models.exports.kinds import WENET

TYPE = "wenet_ctc"
REFUSED = (
    "its graph takes one chunk at a time, with a mask and an offset that earmark does not make: export the "
    "model for whole utterances (without caches)"
)
_CACHES = ("att_cache", "attn_cache")  # inputs of WeNet's own networks and of sherpa-onnx's streaming ones


def recipe(files: ExportFiles) -> Recipe | None:
    """Features and graph of an export of this layout; None for others.

    Raises:
        ModelError: its metadata are incomplete.
    """
    names = [tensor.name for tensor in files.header.inputs]
    streaming = any(name in names for name in _CACHES)
    if files.metadata("model_type") != TYPE and not streaming:
        return None
    inputs, outputs = files.header.inputs, files.header.outputs
    shift = 0.01 * files.number("subsampling_factor", 4)
    graph = Graph(inputs[0].name, outputs[0].name, lengths=named(inputs, 1), rows=named(outputs, 1))
    made = Recipe("WeNet CTC for sherpa-onnx", WENET, graph, shift)
    if streaming:
        return replace(made, layout="WeNet, streaming", refused=REFUSED)
    return made
