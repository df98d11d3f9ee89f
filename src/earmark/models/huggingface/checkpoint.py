"""Folders of models as transformers saves them: how they are known, and which files they need."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earmark.checks import cause
from earmark.errors import ModelError
from earmark.models.companions import Companions

PREFIX = "hf:"  # of a name on the hub, where a name may be something else too
CONFIG_FILE = "config.json"
WEIGHTS = (
    "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
)  # fmt: skip
FEATURES = ("preprocessor_config.json", "processor_config.json")
TOKENIZERS = ("tokenizer.json", "vocab.json", "tokenizer.model", "spiece.model")

# What a checkpoint needs, one of each line, and what the file is for.
_NEEDED = (
    ((CONFIG_FILE,), "the network's configuration"),
    (WEIGHTS, "its weights"),
    (FEATURES, "its feature extractor"),
    (TOKENIZERS, "its tokenizer"),
)


@dataclass(frozen=True)
class Checkpoint:
    """A folder with config.json, weights, feature extractor and tokenizer."""

    folder: Path
    name: str  # as it was given

    @classmethod
    def open(cls, folder: Path, name: str) -> Checkpoint:
        """Check that all files are there that a model needs.

        Raises:
            ModelError: the message says which file is missing, where, and what it is for.
        """
        source = repr(str(folder)) if str(folder) == name else f"{name!r}, in {str(folder)!r},"
        for names, purpose in _NEEDED:
            if not any((folder / file).is_file() for file in names):
                raise ModelError(
                    f"model {source} lacks {' or '.join(names)}, {purpose}: copy the file from where the "
                    "model comes from, or give the path of a folder that has all of them"
                )
        return cls(folder, name)

    @property
    def companions(self) -> Companions | None:
        """What was made for the model with earmark and lies beside it."""
        try:
            return Companions.open(self.folder)
        except ModelError:
            return None

    @property
    def has_vocabulary_alone(self) -> bool:
        """Whether vocab.json is all that it has of a tokenizer."""
        others = ("tokenizer.json", "tokenizer_config.json")
        return (self.folder / "vocab.json").is_file() and not any(
            (self.folder / name).is_file() for name in others
        )

    @property
    def config(self) -> dict[str, Any]:
        """What config.json says.

        Raises:
            ModelError: it cannot be read.
        """
        return _read(self.folder / CONFIG_FILE)


def names_checkpoint(model: str | Path) -> bool:
    """Whether a name is one of the hub, "hf:...", or a path that of a checkpoint."""
    return str(model).startswith(PREFIX) or is_checkpoint(Path(model))


def is_checkpoint(folder: Path) -> bool:
    """Whether a folder holds config.json and the weights of PyTorch; ONNX exports have the first alone."""
    weights = any((folder / name).is_file() for name in WEIGHTS)
    return weights and (folder / CONFIG_FILE).is_file()


def _read(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{str(path)!r} cannot be read as JSON ({cause(error)}): copy it again") from None
    if not isinstance(read, dict):
        raise ModelError(f"{str(path)!r} holds {type(read).__name__}, expected an object: copy it again")
    return read
