"""A trained adapter as three ONNX graphs with int8 weights, beside the model it belongs to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from earmark.biasing.adapter.files import ABOUT, ALL, ENTRIES, FORMAT, FRAMES, TOP
from earmark.biasing.adapter.inputs import Inputs
from earmark.biasing.adapter.settings import GRAPH_INPUTS
from earmark.errors import ModelError
from earmark.training.adapter.cache import INPUTS
from earmark.training.adapter.network import Adapter, AdapterOptions, only_covered
from earmark.training.checkpoint import OPTIONS, fill, read_checkpoint
from earmark.training.export import _quantise
from earmark.training.onnx_weights import forget_origin

# Best beside the bundled model's search, docs/design/adapter.md.
SEARCHED = {"min_coverage": 0.3, "interpolation": 0.5}
TOP_INPUTS = ("log_probs", "states", "keys", "values", "owners", "counts", *GRAPH_INPUTS.values())


class EntriesGraph(nn.Module):
    """Token ids (N, J) -> keys (N, J, d) and values (N, J, C), padding and all."""

    def __init__(self, adapter: Adapter) -> None:
        super().__init__()
        self.catalogue = adapter.catalogue

    def forward(self, entries: Tensor) -> tuple[Tensor, Tensor]:
        keys, values = self.catalogue.padded(entries)
        return keys, values


class FramesGraph(nn.Module):
    """Inputs (T, W) -> states (T, D) and queries (T, d)."""

    def __init__(self, adapter: Adapter) -> None:
        super().__init__()
        self.adapter = adapter

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        x = self.adapter.frames(inputs[None], torch.ones_like(inputs[None, :, :1]))
        return x[0], self.adapter.queries(x)[0]


class TopGraph(nn.Module):
    """States, keys and values of a list, owners and counts -> biased (T, V), attention (T, 1 + M)."""

    def __init__(self, adapter: Adapter) -> None:
        super().__init__()
        self.adapter = adapter

    def forward(
        self, log_probs: Tensor, states: Tensor, keys: Tensor, values: Tensor, owners: Tensor, counts: Tensor,
        scale: Tensor, no_bias_offset: Tensor, min_coverage: Tensor,
    ) -> tuple[Tensor, Tensor]:  # fmt: skip
        x = states[None]
        valid = torch.ones_like(x[..., :1])
        attention = self.adapter.attention(x, valid, keys, owners, counts, no_bias_offset).exp()
        attention = only_covered(attention, owners, counts, min_coverage)
        change = self.adapter.change(x, valid, attention, values)
        return F.log_softmax(log_probs + scale * change[0], dim=1), attention[0]


@dataclass(frozen=True)
class Exported:
    """Files that were written, and their differences to PyTorch."""

    bytes: int  # of all files
    largest_difference: float  # nats, of biased log-probabilities above -8; int8 weights and all


def load_adapter(run: Path) -> tuple[Adapter, Inputs]:
    """The network of a run and what it reads.

    Raises:
        ModelError: the folder holds no run.
    """
    state = read_checkpoint(run)
    sizes = json.loads((run / OPTIONS).read_text(encoding="utf-8"))["adapter"]
    adapter = Adapter(AdapterOptions(**sizes), torch.zeros_like(state["model"]["head"]))
    fill(adapter, state["model"])
    return adapter.eval(), Inputs(**json.loads((run / INPUTS).read_text(encoding="utf-8")))


def export_adapter(
    run: Path,
    folder: Path,
    scale: float = 1.0,
    no_bias_offset: float = 0.0,
    min_coverage: float = 0.8,
    searched: Mapping[str, float] = SEARCHED,
    tolerance: float = 1.0,
) -> Exported:
    """Write the adapter of ``run`` into the model's folder.

    Args:
        run: folder of the training run.
        folder: of the model, or one of the adapter's own.
        scale: factor on what the adapter changes, when it is used.
        no_bias_offset: nats added to the score of <no-bias>, when it is used.
        min_coverage: mean best attention on an entry's tokens from which it is written, 0..1.
        searched: settings that differ before a beam search.
        tolerance: nats that the graphs may be from what PyTorch computes.

    Raises:
        ModelError: the graphs are further than ``tolerance`` nats from what PyTorch computes.
    """
    adapter, inputs = load_adapter(run)
    folder.mkdir(parents=True, exist_ok=True)
    examples = _examples(adapter)
    any_size = torch.export.Dim.DYNAMIC
    free = {0: any_size}
    graphs: list[tuple[str, nn.Module, Sequence[str], Sequence[str], Mapping[str, Any]]] = [
        (ENTRIES, EntriesGraph(adapter), ["entries"], ["keys", "values"],
         {"entries": {0: any_size, 1: any_size}}),
        (FRAMES, FramesGraph(adapter), ["inputs"], ["states", "queries"], {"inputs": free}),
        (TOP, TopGraph(adapter), TOP_INPUTS, ["biased", "attention"],
         {name: None if name in GRAPH_INPUTS.values() else free for name in TOP_INPUTS}),
    ]  # fmt: skip
    for name, module, takes, gives, shapes in graphs:
        _write(module, tuple(examples[key] for key in takes), takes, gives, shapes, folder / name)
    about = {"format": FORMAT, "inputs": asdict(inputs),
             "scale": scale, "no_bias_offset": no_bias_offset, "min_coverage": min_coverage,
             "searched": dict(searched)}  # fmt: skip
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")
    difference = _difference(adapter, folder, examples)
    if difference > tolerance:
        raise ModelError(f"the exported adapter differs from PyTorch by {difference:.3f} nats: do not use it")
    return Exported(sum((folder / name).stat().st_size for name in ALL), difference)


def _write(
    module: nn.Module,
    example: tuple[Tensor, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
    shapes: Mapping[str, Any],
    path: Path,
) -> None:
    floating = path.with_suffix(".float")
    torch.onnx.export(
        module.eval(), example, str(floating), input_names=list(inputs), output_names=list(outputs),
        dynamic_shapes=tuple(shapes.values()),  # by position: the graph's inputs keep names of their own
        opset_version=18, dynamo=True, external_data=False, verbose=False,
    )  # fmt: skip
    forget_origin(floating)
    _quantise(floating, path)
    floating.unlink()


def _examples(adapter: Adapter, rows: int = 70) -> dict[str, Tensor]:
    """Noise in the shape of every input of every graph."""
    generator = torch.Generator().manual_seed(0)
    sizes = adapter.options
    noise = torch.randn(rows, sizes.inputs, generator=generator)
    inputs = adapter.mean + adapter.deviation * noise
    entries = torch.randint(1, sizes.tokens, (40, 6), generator=generator)
    entries[::3, 4:] = 0
    with torch.inference_mode():
        keys, values, owners = adapter.catalogue(entries)
        states, _ = FramesGraph(adapter)(inputs)
    tensors = {
        "inputs": inputs, "entries": entries, "states": states, "keys": keys, "values": values,
        "owners": owners, "counts": torch.bincount(owners).float(),
        GRAPH_INPUTS["scale"]: torch.ones(1), GRAPH_INPUTS["no_bias_offset"]: torch.zeros(1),
        GRAPH_INPUTS["min_coverage"]: torch.zeros(1),
        "log_probs": F.log_softmax(inputs[:, : sizes.tokens], dim=1),
    }  # fmt: skip
    return {name: tensor.clone() for name, tensor in tensors.items()}


def _difference(adapter: Adapter, folder: Path, examples: Mapping[str, Tensor]) -> float:
    """Compute biased log-probabilities of noise, in PyTorch and through all graphs."""
    arrays = {name: tensor.numpy() for name, tensor in examples.items()}
    with torch.inference_mode():
        expected = TopGraph(adapter)(*(examples[name] for name in TOP_INPUTS))[0].numpy()

    def run(name: str, *takes: str) -> list[Any]:
        session = onnxruntime.InferenceSession(str(folder / name), providers=["CPUExecutionProvider"])
        outputs: list[Any] = session.run(None, {key: arrays[key] for key in takes})
        return outputs

    keys, values = run(ENTRIES, "entries")
    there = arrays["entries"] > 0
    arrays |= {"keys": keys[there], "values": values[there], "states": run(FRAMES, "inputs")[0]}
    given = run(TOP, *TOP_INPUTS)[0]
    likely = expected > -8
    return float(np.abs(expected - given)[likely].max())
