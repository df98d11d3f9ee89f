"""Weights of ONNX graphs: as int8, and without traces of the machine that trained them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
import onnx
import onnx.helper
import onnx.numpy_helper

Rewrite: TypeAlias = Callable[
    [onnx.GraphProto, onnx.NodeProto, Mapping[str, onnx.TensorProto]],
    tuple[list[onnx.NodeProto], str | None],
]


def forget_origin(path: Path) -> None:
    """Drop the exporter's stack traces: they name folders of the machine that trained, and take space."""
    model = onnx.load(str(path))
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, str(path))


def rewrite_nodes(source: Path, target: Path, rewrite: Rewrite) -> None:
    """Put other nodes in the place of a graph's nodes, and drop the weights that they no longer take.

    Args:
        source: the graph.
        target: file to write.
        rewrite: gives, for the graph, a node and its weights by name, the nodes in its place, and the name of
            the weight that was packed, if one was.
    """
    model = onnx.load(str(source))
    graph = model.graph
    del graph.value_info[:]
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes: list[onnx.NodeProto] = []
    packed: set[str] = set()
    for node in graph.node:
        made, name = rewrite(graph, node, weights)
        nodes += made
        packed |= set() if name is None else {name}
    for name in packed:
        graph.initializer.remove(weights[name])
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def pack_weight(graph: onnx.GraphProto, weight: onnx.TensorProto, outputs: int) -> onnx.NodeProto:
    """Put int8 values and scales of ``weight`` into the graph; returns the node that unpacks them."""
    values = onnx.numpy_helper.to_array(weight).astype(np.float32)
    others = tuple(axis for axis in range(values.ndim) if axis != outputs)
    scales = np.abs(values).max(axis=others, keepdims=True) / 127
    scales[scales == 0] = 1.0
    packed = np.rint(values / scales).astype(np.int8)
    names = [f"{weight.name}.{part}" for part in ("int8", "scale", "zero")]
    parts = (packed, scales.ravel(), np.zeros(scales.size, np.int8))
    for name, part in zip(names, parts, strict=True):
        graph.initializer.append(onnx.numpy_helper.from_array(part, name))
    return onnx.helper.make_node("DequantizeLinear", names, [f"{weight.name}.float"], axis=outputs)


def pack_table(graph: onnx.GraphProto, gather: onnx.NodeProto) -> list[onnx.NodeProto]:
    """Put the table of a Gather into the graph as int8 with a scale a row; returns the nodes in its place."""
    (table,) = [tensor for tensor in graph.initializer if tensor.name == gather.input[0]]
    values = onnx.numpy_helper.to_array(table).astype(np.float32)
    scales = np.abs(values).max(axis=1, keepdims=True) / 127
    scales[scales == 0] = 1.0
    parts = {"int8": np.rint(values / scales).astype(np.int8), "scale": scales}
    for part, content in parts.items():
        name = f"{table.name}.{part}"
        if all(tensor.name != name for tensor in graph.initializer):
            graph.initializer.append(onnx.numpy_helper.from_array(content, name))
    made, rows = gather.output[0], gather.input[1]
    return [
        onnx.helper.make_node("Gather", [f"{table.name}.int8", rows], [f"{made}.int8"], axis=0),
        onnx.helper.make_node("Gather", [f"{table.name}.scale", rows], [f"{made}.scale"], axis=0),
        onnx.helper.make_node("Cast", [f"{made}.int8"], [f"{made}.float"], to=onnx.TensorProto.FLOAT),
        onnx.helper.make_node("Mul", [f"{made}.float", f"{made}.scale"], [made]),
    ]
