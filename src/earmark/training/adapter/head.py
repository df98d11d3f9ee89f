"""The frozen model's CTC head, read out of its ONNX graph."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
from numpy.typing import NDArray

from earmark.errors import ModelError


def head_weight(path: Path, output: str = "log_probs") -> NDArray[np.float32]:
    """(V, H) weight of the last matrix product before ``output``, unpacked if it is stored as int8.

    Raises:
        ModelError: the output is not computed by a linear layer over the tokens.
    """
    graph = onnx.load(str(path)).graph
    made_by = {name: node for node in graph.node for name in node.output}
    values = {tensor.name: tensor for tensor in graph.initializer}
    node = made_by.get(output)
    while node is not None and node.op_type not in ("MatMul", "Gemm"):
        # softmax, slices and the bias: what is computed is the first input that a node computed
        node = next((made_by[name] for name in node.input if name in made_by), None)
    if node is None:
        raise ModelError(
            f"{str(path)!r} does not end in a linear layer over its tokens: an adapter needs one, train it "
            "for another model"
        )
    weight = _unpacked(node.input[1], made_by, values)
    if weight is None or weight.ndim != 2:
        raise ModelError(f"the CTC head of {str(path)!r} is not stored as one matrix: export the model again")
    transposed = any(a.name == "transB" and a.i for a in node.attribute)
    return np.ascontiguousarray(weight if transposed else weight.T)


def _unpacked(
    name: str, made_by: dict[str, onnx.NodeProto], values: dict[str, onnx.TensorProto]
) -> NDArray[np.float32] | None:
    if name in values:
        return onnx.numpy_helper.to_array(values[name]).astype(np.float32)
    node = made_by.get(name)
    if node is None:
        return None
    if node.op_type == "Transpose":
        inner = _unpacked(node.input[0], made_by, values)
        return None if inner is None else inner.T
    if node.op_type != "DequantizeLinear":
        return None
    packed, scale, zero = (onnx.numpy_helper.to_array(values[part]) for part in node.input)
    axis = next((a.i for a in node.attribute if a.name == "axis"), 1) % packed.ndim
    shape = [1] * packed.ndim
    shape[axis] = -1
    unpacked: NDArray[np.float32] = (packed.astype(np.float32) - zero.reshape(shape)) * scale.reshape(shape)
    return unpacked.astype(np.float32)
