"""What comes with a model for the decoder: options, calibration, names, weights of verifier and words."""

from __future__ import annotations

import json

from earmark.checks import cause
from earmark.decoding import ConfidenceWeights, DecodeOptions, NameContext, VerifierWeights, WordLm
from earmark.decoding.options import Changes
from earmark.errors import ModelError, OptionsError
from earmark.models import Companions, CtcModel, companions_of


def options_of(companions: Companions | None, changes: Changes | None = None) -> DecodeOptions:
    """A model's own options with ``changes``; the defaults for a model without a folder.

    Raises:
        ModelError: the model's options are unusable.
        OptionsError: an option of ``changes`` is unknown or out of range.
    """
    options = DecodeOptions() if companions is None else _own_options(companions)
    return options.with_({} if changes is None else changes).complete()


def verifier_of(model: CtcModel) -> VerifierWeights | None:
    """The weights of the verifier in the model's folder.

    Raises:
        ModelError: the file is damaged.
    """
    own = companions_of(model)
    return None if own is None or own.verifier is None else VerifierWeights.load(own.verifier)


def confidence_of(model: CtcModel) -> ConfidenceWeights | None:
    """The weights of confidences in the model's folder.

    Raises:
        ModelError: the file is damaged.
    """
    own = companions_of(model)
    return None if own is None or own.confidence is None else ConfidenceWeights.load(own.confidence)


def load_names(model: CtcModel, lm: WordLm | None) -> NameContext | None:
    """Where names stand in sentences, if that comes along with the model and a language model is used.

    Raises:
        LanguageModelError: the file is damaged.
    """
    own = companions_of(model)
    return None if own is None or own.names is None or lm is None else NameContext.load(own.names)


def load_endings(model: CtcModel, lm: WordLm | None) -> dict[str, NameContext]:
    """What stands around words with each ending, likewise, by the ending's name.

    Raises:
        LanguageModelError: a file is damaged.
    """
    own = companions_of(model)
    if own is None or lm is None:
        return {}
    return {name: NameContext.load(path) for name, path in own.endings.items()}


def _own_options(companions: Companions) -> DecodeOptions:
    """The options in model.json, and the calibration beside it."""
    path = companions.path / "model.json"
    try:
        if not isinstance(companions.decode, dict):
            raise OptionsError(f"expected an object of decode options, found {companions.decode!r}")
        tuned = DecodeOptions.of(companions.decode)
        if "threads" in tuned.search.given:
            raise OptionsError("search.threads depends on the machine, not on the model")
        if companions.calibration is not None:
            path = companions.calibration
            tuned = tuned.with_({"calibration": json.loads(path.read_text(encoding="utf-8"))})
    except (OSError, ValueError, OptionsError) as error:
        raise ModelError(
            f"{str(path)!r} has unusable decode options ({cause(error)}): correct or remove them, or install "
            "the earmark that the model was made for"
        ) from None
    return tuned
