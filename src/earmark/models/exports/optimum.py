"""CTC models of transformers that were exported to ONNX, by optimum or for transformers.js."""

from __future__ import annotations

import math

from earmark.audio import RATE
from earmark.models.exports.export import Graph, Recipe, Waveform
from earmark.models.exports.files import ExportFiles

_ENDING = "ForCTC"  # of the class in config.json's architectures


def recipe(files: ExportFiles) -> Recipe | None:
    """Graph of a model over samples, with the normalization of its feature extractor; None for others."""
    names = [tensor.name for tensor in files.header.inputs]
    architectures = files.config.get("architectures")
    strides = files.config.get("conv_stride")
    if not isinstance(architectures, list) or not isinstance(strides, list) or "input_values" not in names:
        return None
    if not any(str(name).endswith(_ENDING) for name in architectures):
        return None
    mask = "attention_mask" if "attention_mask" in names else None
    graph = Graph("input_values", files.header.outputs[0].name, "BN", mask=mask, logits=True)
    normalize = bool(files.json("preprocessor_config.json").get("do_normalize", True))
    shift = math.prod(int(stride) for stride in strides) / RATE
    return Recipe(f"{architectures[0]} of transformers", Waveform(normalize=normalize), graph, shift)
