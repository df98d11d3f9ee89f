"""Read and write the checkpoint of a run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from earmark.errors import ModelError

CHECKPOINT, OPTIONS = "checkpoint.pt", "options.json"


def write_checkpoint(folder: Path, state: Mapping[str, Any]) -> None:
    """Write ``checkpoint.pt`` in one go: a full disk or a kill never leaves half a file."""
    part = folder / "checkpoint.part"
    torch.save(dict(state), part)
    os.replace(part, folder / CHECKPOINT)


def read_checkpoint(folder: Path, device: str = "cpu") -> dict[str, Any]:
    """The state that ``write_checkpoint`` wrote.

    Raises:
        ModelError: there is none, or it cannot be read.
    """
    path = folder / CHECKPOINT
    if not path.is_file() or not (folder / OPTIONS).is_file():
        raise ModelError(f"{folder} holds no training run: expected {CHECKPOINT} and {OPTIONS} there")
    try:
        state: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
    except OSError:
        raise
    except Exception as error:  # a damaged file can fail anywhere in the unpickler
        raise ModelError(
            f"{path} cannot be read as a checkpoint: delete it to start anew ({type(error).__name__})"
        ) from error
    return state


def fill(module: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Put weights of a checkpoint into a network.

    Raises:
        ModelError: they are of another size.
    """
    try:
        module.load_state_dict(state)
    except RuntimeError as error:
        first = str(error).splitlines()[1].strip()
        raise ModelError(
            f"the run's network has another size than the one asked for ({first}): give the run's own "
            "--width, --blocks and --tokenizer, or choose another --output"
        ) from error
