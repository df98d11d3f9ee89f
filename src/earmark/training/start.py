"""Load the weights that training starts from: a run, a pretrained encoder, or a whole model."""

from __future__ import annotations

import json
from pathlib import Path

from torch import Tensor

from earmark.errors import OptionsError
from earmark.models.protocol import bundled_models
from earmark.training.checkpoint import OPTIONS, fill, read_checkpoint
from earmark.training.encoder import Encoder, load_encoder_weights
from earmark.training.model import ModelOptions, SubwordLayers
from earmark.training.restore import is_model, restore


def folder_of(path: Path) -> Path:
    """The folder itself, or that of the bundled model of this name."""
    return path if path.is_dir() else bundled_models().get(str(path), path)


def load_layers(path: Path) -> SubwordLayers:
    """The layers of a run or of an exported model.

    Raises:
        ModelError: the folder holds neither.
    """
    folder = folder_of(path)
    if is_model(folder):
        return restore(folder).layers
    state = read_checkpoint(folder)
    sizes = json.loads((folder / OPTIONS).read_text(encoding="utf-8"))["model"]
    layers = SubwordLayers(ModelOptions(**{**sizes, "taps": tuple(sizes["taps"])}))
    fill(layers, state["model"])
    return layers.eval()


def load_encoder(path: Path) -> tuple[Encoder, list[str]]:
    """A pretrained encoder or that of an exported model, and the symbols of its head.

    Raises:
        ModelError: the folder holds neither.
    """
    folder = folder_of(path)
    if is_model(folder):
        restored = restore(folder)
        return restored.encoder, list(restored.phones)
    return load_encoder_weights(folder)


def take_encoder(path: Path, encoder: Encoder) -> None:
    """Put the encoder of an exported model into ``encoder``, or that of a run which has trained one.

    Raises:
        ModelError: the folder holds neither a model nor a run, or an encoder of another size.
    """
    state = encoder_state(path)
    if state is not None:
        fill(encoder, state)


def encoder_state(path: Path) -> dict[str, Tensor] | None:
    """Weights of the encoder of an exported model or of a run; None where the run has trained none.

    Raises:
        ModelError: the folder holds neither.
    """
    folder = folder_of(path)
    if is_model(folder):
        return restore(folder).encoder.state_dict()
    state: dict[str, Tensor] | None = read_checkpoint(folder).get("encoder")
    return state


def find_tokenizer(given: Path | None, init: Path | None) -> Path:
    """``given``, or that of the model which training starts from.

    Raises:
        OptionsError: there is none.
    """
    if given is None and init is not None and is_model(folder_of(init)):
        return folder_of(init) / "tokenizer.model"
    if given is None:
        raise OptionsError(
            "--tokenizer FILE is missing: give the SentencePiece model, or start from a model, which has one"
        )
    if not given.is_file():
        raise OptionsError(f"tokenizer {given} does not exist: `earmark train tokenizer` makes one")
    return given
