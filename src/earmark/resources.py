"""What a recognizer is made of, found and checked: the acoustic model and the options of the search."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from earmark.acoustic import AcousticModel, find_model
from earmark.acoustic.bundle import Bundle
from earmark.acoustic.onnx import OnnxModel
from earmark.decode import DecodeOptions

Options: TypeAlias = DecodeOptions | Mapping[str, Any] | None


def load_model(model: str | Path | AcousticModel, options: Options) -> tuple[AcousticModel, DecodeOptions]:
    """The acoustic model, and the options of its search: as given, or as changes of its own defaults.

    Raises:
        ModelError: the model is missing, incomplete or inconsistent.
        OptionsError: an option is unknown or out of range.
    """
    if isinstance(model, str | Path):
        bundle = Bundle.load(find_model(model))
        chosen = _options(options, bundle.decode)
        return OnnxModel(bundle, chosen.threads), chosen
    own = bundle_of(model)
    return model, _options(options, own.decode if own is not None else {})


def bundle_of(model: AcousticModel) -> Bundle | None:
    """The folder behind a model; other people's models have none."""
    return model.bundle if isinstance(model, OnnxModel) else None


def _options(options: Options, defaults: Mapping[str, Any]) -> DecodeOptions:
    if isinstance(options, DecodeOptions):
        return options
    return DecodeOptions().with_(**{**defaults, **(options or {})})
