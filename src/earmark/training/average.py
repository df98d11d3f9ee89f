"""The mean of the weights of several runs or models that came from one another.

Weights before and after some training lie in one basin, and their mean often does better than both (WiSE-FT,
Wortsman et al. 2022, arXiv 2109.01903; model soups, arXiv 2203.05482), at no cost when it is used.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from torch import Tensor

from earmark.errors import ModelError
from earmark.training.checkpoint import CHECKPOINT, OPTIONS, write_checkpoint
from earmark.training.start import encoder_state, load_layers

State = dict[str, Tensor]


def average(inputs: Sequence[tuple[Path, float]], output: Path) -> None:
    """Write a run whose weights are the weighted mean of those of ``inputs``.

    Runs on caches have no encoder of their own: the mean of the encoders is that of the others.

    Args:
        inputs: folders of runs or models, or names of bundled models, and their weights, any above zero.
        output: folder of the run to write; it can be exported or given as ``--init``, not resumed.

    Raises:
        ModelError: an input is neither run nor model, or they differ in size; the output is there already.
    """
    if (output / CHECKPOINT).exists():
        raise ModelError(f"{output} holds a run already: choose another --output")
    # both parts of an input at once: a model is restored once for them
    parts = [(load_layers(path), encoder_state(path)) for path, _ in inputs]
    weights = [weight for _, weight in inputs]
    sizes = parts[0][0].options
    for (path, _), (layers, _) in zip(inputs, parts, strict=True):
        if layers.options != sizes:
            raise ModelError(
                f"{path} has layers of another size than {inputs[0][0]}: their mean means nothing"
            )
    state = {"model": mean([layers.state_dict() for layers, _ in parts], weights)}
    encoders = [(e, w) for (_, e), w in zip(parts, weights, strict=True) if e is not None]
    if encoders:
        state["encoder"] = mean([encoder for encoder, _ in encoders], [weight for _, weight in encoders])
    output.mkdir(parents=True, exist_ok=True)
    (output / OPTIONS).write_text(json.dumps({"model": asdict(sizes)}, indent=1))
    write_checkpoint(output, state)


def mean(states: Sequence[State], weights: Sequence[float]) -> State:
    """Weighted mean of each tensor; whole numbers are those of the first.

    Raises:
        ModelError: the states hold other tensors than the first.
    """
    first, total = states[0], sum(weights)
    if any({k: v.shape for k, v in s.items()} != {k: v.shape for k, v in first.items()} for s in states):
        raise ModelError("the encoders differ in size: their mean means nothing")
    return {
        name: sum((s[name] * (w / total) for s, w in zip(states, weights, strict=True)), start=0 * tensor)
        if tensor.is_floating_point()
        else tensor
        for name, tensor in first.items()
    }
