"""Restore networks from an exported model, to train on: the bundled one on your speech, for example.

The graph has every parameter under its own name; matrices lie there the other way round, and most are bytes
with scales.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnx
import onnx.numpy_helper
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from earmark.errors import ModelError
from earmark.models.folder import ModelFolder
from earmark.training.encoder import Encoder, layers_of
from earmark.training.export import RENAMED, ExportedModel, compare
from earmark.training.model import ModelOptions, SubwordLayers

WEIGHTS = "model.onnx"
PACKED = ".int8"  # what `earmark train export` adds to the name of a weight in bytes
FARTHEST = 0.02  # nats between the graph and what it was restored to: float sums in another order

HEADS, USUAL = (1, 2, 3, 4, 6, 8, 12, 16), ModelOptions().heads

State = dict[str, Tensor]
Module = TypeVar("Module", bound=nn.Module)


@dataclass(frozen=True)
class Restored:
    """The networks that ``earmark train export`` was given."""

    encoder: Encoder
    layers: SubwordLayers
    phones: tuple[str, ...]  # of the encoder's head


def is_model(folder: Path) -> bool:
    """Whether it holds an exported model, not a run."""
    return (folder / WEIGHTS).is_file()


def restore(folder: Path) -> Restored:
    """Restore the networks of a model folder, each time as a new copy; int8 weights are unpacked.

    Raises:
        ModelError: it holds no model, or one of another architecture than :mod:`earmark.training.model`.
    """
    path = folder / WEIGHTS
    return copy.deepcopy(_restored(folder, path.stat().st_mtime_ns if path.is_file() else 0))


@lru_cache(maxsize=1)  # layers, encoder and teacher of one run often come from the same model
def _restored(folder: Path, written: int) -> Restored:
    bundle = ModelFolder.load(folder)
    try:
        state = _state(onnx.load(str(folder / WEIGHTS)).graph)
        sizes = _sizes(state)
    except Exception as error:  # a foreign graph can lack anything
        raise _foreign(folder, repr(error)) from error
    phones = () if bundle.phone_head is None else bundle.phone_head.symbols
    try:
        encoder = _filled(Encoder(len(phones), layers_of(state, "encoder.")), state, "encoder.")
        # No shape has the number of heads: the right one makes both compute the same.
        for heads in sorted((h for h in HEADS if sizes.width % h == 0), key=lambda h: h != USUAL):
            layers = _filled(SubwordLayers(replace(sizes, heads=heads)), state, "layers.")
            agreement = compare(ExportedModel(encoder, layers), folder / WEIGHTS, states=(168,))
            if agreement.largest_difference <= FARTHEST:
                return Restored(encoder, layers, phones)
    except RuntimeError as error:
        raise _foreign(folder, "its weights are of another network") from error
    apart = agreement.largest_difference
    raise _foreign(folder, f"the restored networks are {apart:.2f} nats from the graph")


def _filled(module: Module, state: State, prefix: str) -> Module:
    module.load_state_dict({n.removeprefix(prefix): t for n, t in state.items() if n.startswith(prefix)})
    return module.eval()


def _foreign(folder: Path, why: str) -> ModelError:
    return ModelError(
        f"{str(folder)!r} cannot be trained on ({why}): give a model that `earmark train export` "
        "wrote, or a run"
    )


def _state(graph: onnx.GraphProto) -> State:
    """Parameters by name, as ``ExportedModel`` has them."""
    values = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    packed = {node.input[i] for node in graph.node if node.op_type == "DequantizeLinear" for i in range(3)}
    named = {n: v for n, v in values.items() if n.startswith(("encoder.", "layers.")) and n not in packed}
    turned = {
        node.input[1] for node in graph.node if node.op_type == "MatMul"
    }  # (in, out); PyTorch has (out, in)
    state = {name: value.T if name in turned else value for name, value in named.items()}
    for node in graph.node:
        if node.op_type == "DequantizeLinear" and node.input[0] in values:
            state[node.input[0].removesuffix(PACKED)] = _unpacked(node, values)
    ours, stored = RENAMED
    return {
        name.replace(stored, ours): torch.from_numpy(np.array(value, np.float32))
        for name, value in state.items()
    }


def _unpacked(node: onnx.NodeProto, values: Mapping[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    """Symmetric int8 with a scale for each output, outputs first."""
    axis = next((a.i for a in node.attribute if a.name == "axis"), 1)
    packed, scales = (values[name].astype(np.float32) for name in node.input[:2])
    packed = np.moveaxis(packed, axis, 0)
    return packed * scales.reshape(-1, *(1,) * (packed.ndim - 1))


def _sizes(state: State) -> ModelOptions:
    """Return all nodes but those of the heads."""
    return ModelOptions(
        tokens=len(state["layers.head.bias"]),
        width=len(state["layers.entry.bias"]),
        heads=1,
        hidden=len(state["layers.blocks.0.ffn1.fc1.bias"]),
        kernel=state["layers.blocks.0.conv.depthwise.weight"].shape[2],
        blocks=_count(state, r"layers\.blocks\.(\d+)\."),
        taps=tuple(sorted(_numbers(state, r"layers\.taps\.(\d+)\."))),
    )


def _count(state: State, pattern: str) -> int:
    return 1 + max(_numbers(state, pattern))


def _numbers(names: Iterable[str], pattern: str) -> set[int]:
    return {int(match[1]) for match in map(re.compile(pattern).match, names) if match}
