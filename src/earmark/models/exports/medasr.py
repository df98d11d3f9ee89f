"""MedASR (LASR) CTC models, as sherpa-onnx exports them."""

from __future__ import annotations

from earmark.models.exports.export import Graph, Recipe, named
from earmark.models.exports.files import ExportFiles
from earmark.models.exports.kinds import MEDASR

TYPE = "medasr_ctc"
STRIDE = 4  # frames a row, where the metadata do not say it


def recipe(files: ExportFiles) -> Recipe | None:
    """Features and graph of an export of this layout; None for others.

    Raises:
        ModelError: its metadata are unreadable.
    """
    if files.metadata("model_type") != TYPE:
        return None
    inputs, outputs = files.header.inputs, files.header.outputs
    graph = Graph(inputs[0].name, outputs[0].name, mask=named(inputs, 1), rows=named(outputs, 1), logits=True)
    shift = 0.01 * files.number("subsampling_factor", STRIDE)
    return Recipe("MedASR CTC for sherpa-onnx", MEDASR, graph, shift)
