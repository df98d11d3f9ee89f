"""One ONNX graph out of phone encoder and sub-word layers, verified against PyTorch.

Weights of the matrix products are stored as int8 with one scale per output channel;
the bundled model's card says what that costs (see ``verify``).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
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
from earmark.train.encoder import PhoneEncoder
from earmark.train.model import SubwordLayers
from earmark.train.tokenizer import token_names

FORMAT = 1
STEP = 0.04
PHONE_STEP = 0.02


class ExportedModel(nn.Module):
    """Log-mel in, everything that decoding may ask for out."""

    def __init__(self, encoder: PhoneEncoder, layers: SubwordLayers) -> None:
        super().__init__()
        self.encoder, self.layers = encoder, layers

    def forward(self, features: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(B, F, 80), (B,) -> log_probs (B, T, V), phone_log_probs (B, ceil(F/2), P), taps (B, L, T, D)."""
        hidden, frames = self.encoder.states(features, lengths)
        log_probs, _, states = self.layers(hidden, frames)
        rows = (hidden.shape[1] + 1) // 2
        taps = torch.stack(states, dim=1).repeat_interleave(2, dim=2)  # 80 ms states on the 40 ms clock
        return log_probs[:, :rows], self.encoder.phones(hidden), taps[:, :, :rows]


@dataclass(frozen=True)
class Agreement:
    """How far the exported graph is from PyTorch."""

    largest_difference: float  # of any log-probability above -8 nats
    same_best_token: float  # share of frames, 0..1


def export_onnx(
    encoder: PhoneEncoder,
    layers: SubwordLayers,
    phones: Sequence[str],
    tokenizer: Path,
    folder: Path,
    name: str,
    int8: bool = True,
) -> Path:
    """Write the model folder: ``model.onnx``, ``tokenizer.model``, ``mel.npy``, ``model.json``.

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
    np.save(folder / "mel.npy", encoder.mel_filterbank.numpy().astype(np.float32))
    (folder / "model.json").write_text(
        json.dumps(_description(phones, tokenizer, name), ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return target


def export_graph(model: ExportedModel, path: Path) -> None:
    """The model as a float32 ONNX graph with free batch and frame counts."""
    batch = frames = torch.export.Dim.DYNAMIC
    torch.onnx.export(
        model,
        (torch.randn(2, 403, 80) - 8, torch.tensor([403, 371])),
        str(path),
        input_names=["features", "lengths"],
        output_names=["log_probs", "phone_log_probs", "taps"],
        dynamic_shapes={"features": {0: batch, 1: frames}, "lengths": {0: batch}},
        opset_version=18,
        dynamo=True,
        external_data=False,
        verbose=False,
    )
    _forget_origin(path)


def _forget_origin(path: Path) -> None:
    """Drop the exporter's stack traces: they name folders of the machine that trained, and take space."""
    model = onnx.load(str(path))
    for part in (model, model.graph, *model.graph.node, *model.graph.value_info, *model.graph.initializer):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, str(path))


def _description(phones: Sequence[str], tokenizer: Path, name: str) -> dict[str, object]:
    """What ``model.json`` says."""
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(tokenizer))
    return {
        "format": FORMAT,
        "name": name,
        "language": "en",
        "sample_rate": 16000,
        "step": STEP,
        "phone_step": PHONE_STEP,
        "tokens": token_names(pieces),
        "phones": list(phones),
        "phone_blank": phones.index("<blank>"),
    }


def compare(model: ExportedModel, path: Path, frames: Sequence[int] = (160, 403, 997)) -> Agreement:
    """Run both on noise of several lengths (log-mel frames)."""
    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.disable_quant_qdq", "1")  # weights unpacked, as they are used
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    largest, same, rows = 0.0, 0, 0
    generator = torch.Generator().manual_seed(0)
    for length in frames:
        features = torch.randn(1, length, 80, generator=generator) * 2 - 8
        with torch.inference_mode():
            expected = model(features, torch.tensor([length]))[0][0].numpy()
        given = session.run(["log_probs"], {"features": features.numpy(), "lengths": np.array([length])})[0][
            0
        ]
        likely = expected > -8
        largest = max(largest, float(np.abs(expected - given)[likely].max()))
        same += int((expected.argmax(1) == given.argmax(1)).sum())
        rows += len(expected)
    return Agreement(largest, same / rows)


def _quantise(source: Path, target: Path) -> None:
    """Weights of matrix products as int8, symmetric, a scale a column; unpacked before they multiply.

    Products of bytes would be a fifth faster, but processors without instructions of their own for them
    saturate, and then the same audio reads differently on another machine.
    """
    model = onnx.load(str(source))
    graph = model.graph
    del graph.value_info[:]
    weights = {tensor.name: tensor for tensor in graph.initializer}
    unpacked: dict[str, str] = {}
    nodes = []
    for node in graph.node:
        name = node.input[1] if node.op_type in ("MatMul", "Gemm") else ""
        if name in weights and len(weights[name].dims) == 2 and name not in unpacked:
            columns = 0 if any(a.name == "transB" and a.i for a in node.attribute) else 1
            nodes.append(_pack(graph, weights[name], columns))
            unpacked[name] = nodes[-1].output[0]
        if name in unpacked:
            node.input[1] = unpacked[name]
        nodes.append(node)
    for name in unpacked:
        graph.initializer.remove(weights[name])
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def _pack(graph: onnx.GraphProto, weight: onnx.TensorProto, columns: int) -> onnx.NodeProto:
    """Put int8 values and scales of ``weight`` into the graph; returns the node that unpacks them."""
    values = onnx.numpy_helper.to_array(weight).astype(np.float32)
    scales = np.abs(values).max(axis=1 - columns, keepdims=True) / 127
    scales[scales == 0] = 1.0
    packed = np.rint(values / scales).astype(np.int8)
    names = [f"{weight.name}.{part}" for part in ("int8", "scale", "zero")]
    parts = (packed, scales.ravel(), np.zeros(scales.size, np.int8))
    for name, part in zip(names, parts, strict=True):
        graph.initializer.append(onnx.numpy_helper.from_array(part, name))
    return onnx.helper.make_node("DequantizeLinear", names, [f"{weight.name}.float"], axis=columns)
