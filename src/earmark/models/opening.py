"""Open a model of any kind, by its name or by a path."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeAlias

from earmark.checks import check_kind, meant, nearest
from earmark.errors import ModelError
from earmark.models.companions import DESCRIPTION_FILE
from earmark.models.exports import Export, describe_export, is_export
from earmark.models.folder import ModelFolder
from earmark.models.huggingface import (
    DescribedCheckpoint,
    HuggingFaceModel,
    describe_checkpoint,
    names_checkpoint,
)
from earmark.models.huggingface.checkpoint import CONFIG_FILE, Checkpoint
from earmark.models.protocol import MODEL_FILES, CtcModel, bundled_models

Described: TypeAlias = ModelFolder | Export | DescribedCheckpoint  # a model without its network

_WHISPER = re.compile(r"(whisper[-_])?(tiny|base|small|medium|large|turbo|distil|large-v[123])([-.]\S*)?")
EXPECTED = (
    "a bundled name, the folder of a model, an ONNX file or its folder, the TOML file that describes one, or "
    "'hf:NAME' for a model on the Hugging Face Hub"
)


def open_model(model: str | Path, threads: int = 0) -> CtcModel:
    """Load the model of a bundled name or a path.

    Args:
        model: a bundled name; a folder that earmark wrote; an ONNX export, its folder or its description;
            a checkpoint of transformers, or "hf:" and its name on the hub.
        threads: cores to run on, 0 for all.

    Raises:
        ModelError: there is no such model, it is incomplete or of an unknown kind; the message says what to
            give.
        OptionsError: ``threads`` is out of range.
    """
    if _is_of_transformers(model):
        return HuggingFaceModel.from_pretrained(model)
    described = _described(model)
    if isinstance(described, Export):
        from earmark.models.exports.model import ExportedModel
        from earmark.models.exports.streaming import StreamingModel

        return (ExportedModel if described.recipe.chunks is None else StreamingModel)(described, threads)
    from earmark.models.onnx import OnnxModel

    return OnnxModel(described, threads)


def describe_model(model: str | Path) -> Described:
    """What a model is, as far as it is known without loading its network.

    Raises:
        ModelError: as for :func:`open_model`.
    """
    return describe_checkpoint(model) if _is_of_transformers(model) else _described(model)


def _is_of_transformers(model: str | Path) -> bool:
    check_kind("model", model, (str, Path), EXPECTED, ModelError)
    return str(model) not in bundled_models() and names_checkpoint(model)


def _described(model: str | Path) -> ModelFolder | Export:
    bundled = bundled_models().get(str(model))
    if bundled is not None:
        return ModelFolder.load(bundled)
    path = Path(model)
    if (path / DESCRIPTION_FILE).is_file():
        return ModelFolder.load(path)
    if is_export(path):
        return describe_export(path)
    if (path / CONFIG_FILE).is_file():
        Checkpoint.open(path, str(path))  # says what is missing
    raise ModelError(_unknown(path))


def _unknown(path: Path) -> str:
    """The sentence for a path that is not a model."""
    names = ", ".join(map(repr, bundled_models())) or "none, this installation bundles no model"
    if path.is_dir():
        files = sorted(item.name for item in path.iterdir())[:8]
        return (
            f"{str(path)!r} is not a model's folder, it holds {', '.join(files) or 'nothing'}: give one with "
            f"{', '.join(MODEL_FILES)}, or the folder of an ONNX export with its labels"
        )
    if path.is_file():
        return (
            f"{str(path)!r} is a file of another kind: give an .onnx file, the .toml file that describes a "
            f"model, or a model's folder, such as {str(path.parent)!r}"
        )
    if _WHISPER.fullmatch(str(path)):
        return (
            f"there is no CTC model {str(path)!r}, which is a size of Whisper: give "
            f"--transcriber faster-whisper:{path}, in Python transcriber='faster-whisper:{path}'"
        )
    near = nearest(str(path), bundled_models())
    likely = f": did you mean {near!r}?" if near is not None else meant(path)
    return f"there is no model {str(path)!r}{likely or f': give {EXPECTED}; bundled are {names}'}"
