"""Zipformer2 CTC models of icefall, as icefall exports them for sherpa-onnx."""

from __future__ import annotations

from dataclasses import replace

from earmark.models.exports.chunks import chunks_of
from earmark.models.exports.export import Graph, Recipe, named
from earmark.models.exports.files import ExportFiles
from earmark.models.exports.kinds import KALDI

TYPES = ("zipformer2_ctc", "zipformer2")  # the second one of streaming exports
STRIDE = 4  # frames a row; the export does not say it
_CHUNK, _CACHE = "decode_chunk_len", "cached_"


def recipe(files: ExportFiles) -> Recipe | None:
    """Features and graph of an export of this layout; None for others.

    Raises:
        ModelError: the metadata of a streaming export are incomplete.
    """
    if files.metadata("model_type") not in TYPES:
        return None
    inputs, outputs = files.header.inputs, files.header.outputs
    graph = Graph(inputs[0].name, outputs[0].name, lengths=named(inputs, 1), rows=named(outputs, 1))
    made = Recipe("Zipformer2 CTC for sherpa-onnx", KALDI, graph, 0.01 * STRIDE)
    if not files.metadata(_CHUNK) and not any(tensor.name.startswith(_CACHE) for tensor in inputs):
        return made
    chunks = chunks_of(files.header, 1, 1, files.number("T"), files.number(_CHUNK))
    graph = replace(graph, lengths=None, rows=None, stride=STRIDE)
    return replace(made, layout="Zipformer2 CTC for sherpa-onnx, streaming", graph=graph, chunks=chunks)
