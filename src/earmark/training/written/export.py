"""Write the tagger as ONNX, its tables and matrices in eight bits."""

from __future__ import annotations

from pathlib import Path

import onnx
import torch

from earmark.output.written.features import AFFIX_ROWS, FIELDS
from earmark.training.onnx_weights import forget_origin, pack_table, pack_weight
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
    _pack(out)


def _pack(path: Path) -> None:
    model = onnx.load(str(path))
    graph = model.graph
    del graph.value_info[:]
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes, packed = [], set()
    for node in graph.node:
        if node.op_type == "Gather" and node.input[0] in weights and len(weights[node.input[0]].dims) == 2:
            packed.add(node.input[0])
            nodes += pack_table(graph, node)
            continue
        if node.op_type == "Conv":
            packed.add(node.input[1])
            nodes.append(pack_weight(graph, weights[node.input[1]], 0))
            node.input[1] = nodes[-1].output[0]
        nodes.append(node)
    for name in packed:
        graph.initializer.remove(weights[name])
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
