"""Options as the search in C++ takes them."""

from __future__ import annotations

from dataclasses import asdict

from earmark import _core
from earmark.decoding.options.changes import nest
from earmark.decoding.options.decode_options import DecodeOptions
from earmark.decoding.verifier import VerifierWeights

CORE = tuple(_core.DecodeOptions.ranges())  # section.name of the options that the search reads


def core_options(options: DecodeOptions, verifier: VerifierWeights) -> _core.DecodeOptions:
    """``options`` and the model's weights of the verifier, checked once more by the core."""
    values = options.values() | {f"verifier.{name}": value for name, value in asdict(verifier).items()}
    values["verification.bias"] = verifier.shift(options.verification.max_false_alarms_per_hour)
    return _core.DecodeOptions(nest({key: values[key] for key in CORE}))
