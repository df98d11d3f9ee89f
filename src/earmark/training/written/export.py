"""Write the tagger as ONNX, its tables and matrices in eight bits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import onnx
import torch

from earmark.output.written.features import AFFIX_ROWS, FIELDS
from earmark.training.onnx_weights import forget_origin, pack_table, pack_weight, rewrite_nodes
from earmark.training.written.network import TaggerNetwork


def export_tagger(network: TaggerNetwork, out: Path) -> None:
    """Write ``features`` (B, N, 4) and ``mask`` (B, N) to ``marks`` (B, N, 4) and ``cases`` (B, N, 3)."""
    batch = words = torch.export.Dim.DYNAMIC
    features = torch.randint(0, AFFIX_ROWS, (2, 30, FIELDS), dtype=torch.int32)
    torch.onnx.export(
        network.eval(),
        (features, torch.ones(2, 30)),
        str(out),
        input_names=["features", "mask"],
        output_names=["marks", "cases"],
        dynamic_shapes={"features": {0: batch, 1: words}, "mask": {0: batch, 1: words}},
        opset_version=18,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    forget_origin(out)
    rewrite_nodes(out, out, _packed)


def _packed(
    graph: onnx.GraphProto, node: onnx.NodeProto, weights: Mapping[str, onnx.TensorProto]
) -> tuple[list[onnx.NodeProto], str | None]:
    """Pack tables of spellings and convolutions."""
    if node.op_type == "Gather" and node.input[0] in weights and len(weights[node.input[0]].dims) == 2:
        return pack_table(graph, node), node.input[0]
    if node.op_type != "Conv":
        return [node], None
    name = node.input[1]
    unpacking = pack_weight(graph, weights[name], 0)
    node.input[1] = unpacking.output[0]
    return [unpacking, node], name
