"""Weights of ONNX graphs: in eight or four bits, and without traces of the machine that trained them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import onnx
import onnx.helper
import onnx.numpy_helper
from numpy.typing import NDArray

Rewrite: TypeAlias = Callable[
    [onnx.GraphProto, onnx.NodeProto, Mapping[str, onnx.TensorProto]],
    tuple[list[onnx.NodeProto], str | None],
]

CLIPPED = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5)  # of a row's largest value, that 7 stands for


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
    """Put the (R, D) table of a Gather into the graph, two values a byte; returns the nodes in its place.

    Column j stands in the high half of byte j, column j + D/2 in the low half; D must be even.
    """
    (table,) = [tensor for tensor in graph.initializer if tensor.name == gather.input[0]]
    values, scales = _four_bits(onnx.numpy_helper.to_array(table).astype(np.float32))
    high, low = np.split(values + 8, 2, axis=1)
    parts = {
        f"{table.name}.int4": (high << 4 | low).astype(np.uint8),
        f"{table.name}.scale": scales,
        "sixteen": np.float32(16),
        "eight": np.float32(8),
    }
    there = {tensor.name for tensor in graph.initializer}
    for name, content in parts.items():
        if name not in there:
            graph.initializer.append(onnx.numpy_helper.from_array(np.asarray(content), name))
    return _unpacking(table.name, gather.input[1], gather.output[0])


def _four_bits(values: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """(R, D) values as whole numbers in -7..7 and (R, 1) scales, each row's those of least squared error."""
    most = np.abs(values).max(axis=1, keepdims=True)
    most[most == 0] = 1.0
    scales = np.stack([most * share / 7 for share in CLIPPED])  # (S, R, 1)
    packed = np.rint(values / scales).clip(-7, 7)
    best = ((packed * scales - values) ** 2).sum(axis=2).argmin(axis=0)  # (R,)
    rows = np.arange(len(values))
    return packed[best, rows].astype(np.int64), scales[best, rows].astype(np.float32)


def _unpacking(table: str, rows: str, out: str) -> list[onnx.NodeProto]:
    """Nodes that take rows of a packed table and unpack them, halves of bytes by division."""

    def node(operator: str, inputs: list[str], output: str, **attributes: Any) -> onnx.NodeProto:
        return onnx.helper.make_node(operator, inputs, [output], **attributes)

    byte, high, low = (f"{out}.{part}" for part in ("byte", "high", "low"))
    return [
        node("Gather", [f"{table}.int4", rows], f"{out}.int4", axis=0),
        node("Gather", [f"{table}.scale", rows], f"{out}.scale", axis=0),
        node("Cast", [f"{out}.int4"], byte, to=onnx.TensorProto.FLOAT),
        node("Div", [byte, "sixteen"], f"{high}.share"),
        node("Floor", [f"{high}.share"], high),
        node("Mul", [high, "sixteen"], f"{high}.value"),
        node("Sub", [byte, f"{high}.value"], low),
        node("Concat", [high, low], f"{out}.both", axis=-1),
        node("Sub", [f"{out}.both", "eight"], f"{out}.signed"),
        node("Mul", [f"{out}.signed", f"{out}.scale"], out),
    ]
