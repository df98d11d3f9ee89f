"""Export encoder and sub-word layers as one ONNX graph, verified against PyTorch.

Weights of the matrix products are stored as int8 with one scale per output channel;
the bundled model's card says what that costs (see ``verify``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnx.helper
import onnx.numpy_helper
import onnxruntime
import sentencepiece
import torch
from torch import Tensor, nn

from earmark.errors import ModelError
from earmark.training.encoder import HOP, STEP, Encoder
from earmark.training.model import TOKEN_STEP, SubwordLayers
from earmark.training.onnx_weights import forget_origin, pack_weight, rewrite_nodes
from earmark.training.tokenizer import token_names

FORMAT = 1
PACKED = {"MatMul": 2, "Gemm": 2, "Conv": 3}  # operations whose weights go into bytes, and their dimensions
LEAST = 100_000  # weights of a convolution that are worth it
# Prefixes of weights in PyTorch and in the graph: format 1 of the model folder calls the frame adapter so.
RENAMED = ("encoder.frame_adapter.", "encoder.reader.")


class ExportedModel(nn.Module):
    """The exported graph: samples in, all outputs of a model out."""

    def __init__(self, encoder: Encoder, layers: SubwordLayers) -> None:
        super().__init__()
        self.encoder, self.layers = encoder, layers

    def forward(self, samples: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """(B, N), (B,) -> log_probs (B, T, V), phone_log_probs (B, N // 384, P)."""
        hidden, frames = self.encoder.states(samples, lengths)
        log_probs, _ = self.layers(hidden, frames)
        return log_probs, self.encoder.phones(hidden)


@dataclass(frozen=True)
class Agreement:
    """Differences between the exported graph and PyTorch."""

    largest_difference: float  # of any log-probability above -8 nats
    same_best_token: float  # share of frames, 0..1


def export_onnx(
    encoder: Encoder,
    layers: SubwordLayers,
    phones: Sequence[str],
    tokenizer: Path,
    folder: Path,
    name: str,
    int8: bool = True,
) -> Path:
    """Write the model folder: ``model.onnx``, ``tokenizer.model``, ``model.json``.

    Raises:
        ModelError: the float graph does not compute what PyTorch computes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = ExportedModel(encoder, layers).eval()
    target = folder / "model.onnx"
    floating = folder / "model.float.onnx"
    export_graph(model, floating)
    agreement = compare(model, floating)
    if agreement.largest_difference > 1e-2 or agreement.same_best_token < 0.999:
        raise ModelError(
            f"the exported graph differs from PyTorch ({agreement}): this torch version exports it wrongly"
        )
    if int8:
        _quantise(floating, target)
        floating.unlink()
    else:
        floating.replace(target)
    shutil.copyfile(tokenizer, folder / "tokenizer.model")
    (folder / "model.json").write_text(
        json.dumps(_description(phones, tokenizer, name), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return target


def export_graph(model: ExportedModel, path: Path) -> None:
    """The model as a float32 ONNX graph with free batch and frame counts."""
    batch = frames = torch.export.Dim.DYNAMIC
    torch.onnx.export(
        model,
        (0.1 * torch.randn(2, 64_480), torch.tensor([64_480, 59_360])),
        str(path),
        input_names=["samples", "lengths"],
        output_names=["log_probs", "phone_log_probs"],
        dynamic_shapes={"samples": {0: batch, 1: frames}, "lengths": {0: batch}},
        opset_version=18,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    forget_origin(path)
    _name_weights(model, path)


def _name_weights(model: ExportedModel, path: Path) -> None:
    """Matrices under their own names again, which the exporter drops where it turns them over."""
    graph = onnx.load(str(path))
    own = {name: value.numpy() for name, value in model.state_dict().items() if value.ndim == 2}
    renamed = {}
    for tensor in graph.graph.initializer:
        if len(tensor.dims) == 2 and tensor.name not in own:
            values = onnx.numpy_helper.to_array(tensor)
            alike = (n for n, w in own.items() if w.T.shape == values.shape and np.array_equal(w.T, values))
            name = next(alike, None)
            if name is not None:
                renamed[tensor.name] = tensor.name = name
    for tensor in graph.graph.initializer:
        tensor.name = tensor.name.replace(*RENAMED)
    for node in graph.graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = renamed.get(name, name).replace(*RENAMED)
    onnx.save(graph, str(path))


def _description(phones: Sequence[str], tokenizer: Path, name: str) -> dict[str, object]:
    """Build the content of ``model.json``."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
    return {
        "format": FORMAT,
        "name": name,
        "language": "en",
        "sample_rate": 16000,
        "step": TOKEN_STEP,
        "phone_step": STEP,
        "tokens": token_names(pieces),
        "phones": list(phones),
        "phone_blank": phones.index("<blank>"),
    }


def compare(model: ExportedModel, path: Path, states: Sequence[int] = (67, 168, 415)) -> Agreement:
    """Run both on noise of several lengths (states of the encoder)."""
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")  # weights unpacked, as they are used
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    largest, same, rows = 0.0, 0, 0
    generator = torch.Generator().manual_seed(0)
    for count in states:
        samples = 0.1 * torch.randn(1, count * HOP, generator=generator)
        lengths = torch.tensor([count * HOP])
        with torch.inference_mode():
            expected = model(samples, lengths)[0][0].numpy()
        given = session.run(["log_probs"], {"samples": samples.numpy(), "lengths": lengths.numpy()})[0][0]
        likely = expected > -8
        largest = max(largest, float(np.abs(expected - given)[likely].max()))
        same += int((expected.argmax(1) == given.argmax(1)).sum())
        rows += len(expected)
    return Agreement(largest, same / rows)


def _quantise(source: Path, target: Path) -> None:
    """Weights of products and wide convolutions as int8, symmetric, a scale an output; unpacked for use.

    Products of bytes would be a fifth faster, but processors without instructions of their own for them
    saturate, and then the same audio reads differently on another machine.
    """
    unpacked: dict[str, str] = {}

    def packed(
        graph: onnx.GraphProto, node: onnx.NodeProto, weights: Mapping[str, onnx.TensorProto]
    ) -> tuple[list[onnx.NodeProto], str | None]:
        name = node.input[1] if node.op_type in PACKED else ""
        made = [node]
        if name in weights and name not in unpacked and _worth_packing(node.op_type, weights[name]):
            turned = node.op_type == "Conv" or any(a.name == "transB" and a.i for a in node.attribute)
            made.insert(0, pack_weight(graph, weights[name], 0 if turned else 1))
            unpacked[name] = made[0].output[0]
        if name not in unpacked:
            return made, None
        node.input[1] = unpacked[name]
        return made, name

    rewrite_nodes(source, target, packed)


def _worth_packing(operation: str, weight: onnx.TensorProto) -> bool:
    large = operation != "Conv" or np.prod(weight.dims) >= LEAST
    return len(weight.dims) == PACKED[operation] and bool(large)
