"""The matrix through which the adapter changes log-probabilities.

It is the frozen model's CTC head in a folder of ours, and a free one for any other model.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
from numpy.typing import NDArray

from earmark.errors import ModelError
from earmark.models import CtcModel, companions_of
from earmark.models.folder import ModelFolder

LARGEST = 256  # H of a free head; the bundled model's own has 192
LENGTH = np.float32(2.7)  # of a token's row there, as in the bundled model's head


def head_of(model: CtcModel | ModelFolder, tokens: int) -> NDArray[np.float32]:
    """(V, H): read from a folder of ours, and a free one of ``tokens`` rows for any other model."""
    own = companions_of(model)
    return head_weight(own.weights) if isinstance(own, ModelFolder) else free_head(tokens)


def free_head(tokens: int) -> NDArray[np.float32]:
    """(V, H) rows at right angles, or nearly so: each log-probability can be changed by itself."""
    if tokens <= LARGEST:
        return LENGTH * np.eye(tokens, dtype=np.float32)
    rows = np.random.default_rng(0).standard_normal((tokens, LARGEST)).astype(np.float32)
    scaled: NDArray[np.float32] = LENGTH * rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


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
