"""The files of an export: which is the network, where are labels, tokenizer and description."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from earmark.checks import cause
from earmark.errors import ModelError
from earmark.models.exports.header import OnnxHeader
from earmark.models.exports.settings import Settings

DESCRIPTION = "earmark.toml"  # beside the model: says what the files leave open
WEIGHTS = ("model.onnx", "model.int8.onnx")
LABELS = ("tokens.txt", "vocab.txt", "units.txt", "*tokens*.txt", "*vocab*.txt", "vocab.json")
TOKENIZERS = ("bpe.model", "tokenizer.model", "*.model", "bpe.vocab", "tokenizer.json")
_QUANTIZED = ("int8", "uint8", "fp16", "quant", "q4", "bnb4")
_OF_WENET = ("encoder.onnx", "ctc.onnx")
_OTHER_NETWORKS = ("joiner", "decoder", "predictor")  # of transducers and of encoders with decoders


@dataclass(frozen=True)
class ExportFiles:
    """Paths and contents of the small files of one export."""

    weights: Path
    header: OnnxHeader
    settings: Settings  # of the description, empty without one

    @classmethod
    def find(cls, path: Path) -> ExportFiles:
        """Find the files of a folder, an ONNX file or a description.

        Raises:
            ModelError: there is no network or more than one, or a file cannot be read.
        """
        folder = path if path.is_dir() else path.parent
        described = path if path.suffix == ".toml" else folder / DESCRIPTION
        settings = Settings.read(described) if described.is_file() else Settings()
        if path.suffix == ".onnx":
            weights = path
        elif settings.model is not None:
            weights = folder / settings.model
        else:
            weights = find_weights(folder)
        return cls(weights, OnnxHeader.read(weights), settings)

    @property
    def folder(self) -> Path:
        """Where the labels are: beside the network, or above where that lies in a folder of its own."""
        beside = self.weights.parent
        return beside.parent if beside.name == "onnx" else beside

    @cached_property
    def config(self) -> Mapping[str, Any]:
        """The content of config.json; empty without one.

        Raises:
            ModelError: it cannot be read.
        """
        return self.json("config.json")

    def json(self, name: str) -> Mapping[str, Any]:
        """The content of a JSON file of the folder; empty without one.

        Raises:
            ModelError: it cannot be read.
        """
        path = self.folder / name
        if not path.is_file():
            return {}
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(
                f"{str(path)!r} cannot be read as JSON ({cause(error)}): copy it again from the model"
            ) from None
        return found if isinstance(found, dict) else {}

    def metadata(self, key: str) -> str:
        """An entry of the network's metadata, "" without one."""
        return self.header.metadata.get(key, "").strip()

    def number(self, key: str, default: int | None = None) -> int:
        """A whole number of the network's metadata.

        Raises:
            ModelError: it is missing and has no default, or is not a number above 0.
        """
        written = self.metadata(key)
        if not written and default is not None:
            return default
        if not written.isdecimal() or int(written) < 1:
            raise ModelError(
                f"{str(self.weights)!r} has {key} {written!r} in its metadata, expected a whole number: add "
                f"it to the file, or write frame_shift and [features] in {DESCRIPTION!r} beside it"
            )
        return int(written)

    @property
    def labels(self) -> Path:
        """The labels of the columns.

        Raises:
            ModelError: there are none.
        """
        if self.settings.tokens is not None:
            return self.folder / self.settings.tokens
        found = _first(self.folder, LABELS)
        if found is None:
            raise ModelError(
                f"there are no labels beside {str(self.weights)!r}: put the model's tokens.txt or vocab.txt "
                f"there (a token and its column a line), or name a file as tokens in {DESCRIPTION!r}"
            )
        return found

    @property
    def tokenizer(self) -> Path | None:
        """The tokenizer, where there is one."""
        if self.settings.tokenizer is not None:
            return self.folder / self.settings.tokenizer
        return _first(self.folder, TOKENIZERS)


def find_weights(folder: Path) -> Path:
    """The network of a folder.

    Raises:
        ModelError: there is none, more than one, or it is not that of a CTC model.
    """
    for place in (folder, folder / "onnx"):
        found = sorted(place.glob("*.onnx"))
        whole = next((place / name for name in WEIGHTS if (place / name) in found), None)
        if whole is not None:
            return whole
        if all((place / name) in found for name in _OF_WENET):
            raise ModelError(
                f"{str(folder)!r} holds WeNet's own export ({', '.join(_OF_WENET)}), which is in "
                "pieces: export the model with sherpa-onnx's scripts for WeNet, streaming or not"
            )
        other = next((path for path in found if any(name in path.stem for name in _OTHER_NETWORKS)), None)
        if other is not None:
            raise ModelError(
                f"{str(other)!r} is part of a transducer or of an encoder with a decoder: earmark reads CTC "
                "models, export the CTC branch if the model has one"
            )
        plain = [path for path in found if not any(kind in path.stem.lower() for kind in _QUANTIZED)] or found
        if len(plain) == 1:
            return plain[0]
        if plain:
            names = ", ".join(repr(path.name) for path in plain)
            raise ModelError(f"{str(folder)!r} has several networks ({names}): give the path of one")
    raise ModelError(
        f"{str(folder)!r} has no ONNX network: give the folder of a model, with model.onnx in it, or the "
        "path of an .onnx file"
    )


def _first(folder: Path, patterns: tuple[str, ...]) -> Path | None:
    """The first file of a folder that fits, in the order of the patterns."""
    for pattern in patterns:
        for path in sorted(folder.glob(pattern)):
            if path.is_file():
                return path
    return None
