"""Checks of a caller's own model: what it lacks or has otherwise is said before it is used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from earmark.audio import RATE
from earmark.checks import check_kind, check_number, refuse, shown
from earmark.errors import EmissionsError, ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.companions import Companions
from earmark.models.emissions import Emissions
from earmark.models.emissions_check import LONGEST, SHORTEST, check_emissions
from earmark.models.protocol import CtcModel, PhoneHead, companions_of, name_of, phone_head_of
from earmark.models.tokenizer import Tokenizer

OF_A_MODEL = ("alphabet", "tokenizer", "frame_shift", "sample_rate", "language", "encode")
CLOSE = 1e-6  # seconds by which frame shifts that are the same may differ


def check_model(model: object) -> CtcModel:
    """The model, if it has all that :class:`CtcModel` asks for.

    Raises:
        ModelError: it lacks something; the message says what.
    """
    lacking = [name for name in OF_A_MODEL if not hasattr(model, name)]
    if lacking:
        raise ModelError(
            f"model is {shown(model)}, expected the name of a bundled model, the folder of a model, or an "
            f"object with {', '.join(OF_A_MODEL)}: it has no {', '.join(lacking)}"
        )
    found: Any = model
    own = f"of model {name_of(model)!r}"
    check_kind(
        f"alphabet {own}", found.alphabet, Alphabet, "an Alphabet: make one with Alphabet.guess", ModelError
    )
    check_kind(
        f"tokenizer {own}", found.tokenizer, Tokenizer,
        "a tokenizer: use AlphabetTokenizer(alphabet) for a model without one", ModelError,
    )  # fmt: skip
    check_number(f"frame_shift in seconds {own}", found.frame_shift, SHORTEST, LONGEST, ModelError)
    if found.sample_rate != RATE:
        raise ModelError(
            f"sample_rate {own} is {shown(found.sample_rate)}, earmark feeds {RATE} samples a second: "
            "resample them in encode, and give that rate"
        )
    head, companions = phone_head_of(model), companions_of(model)
    if head is not None:
        check_kind(f"phone_head {own}", head, PhoneHead, "a PhoneHead or None", ModelError)
    if companions is not None:
        check_kind(f"companions {own}", companions, Companions, "Companions.open(folder) or None", ModelError)
    return found  # type: ignore[no-any-return]


def check_encoded(model: CtcModel, found: object, count: int) -> list[Emissions]:
    """What a model's ``encode`` returned for ``count`` utterances.

    Raises:
        EmissionsError: it is not one Emissions for each, of the model's width and frame shift.
    """
    own = f"encode of model {name_of(model)!r}"
    if not isinstance(found, Iterable):
        raise refuse(f"what {own} returned", found, "a list with one Emissions an utterance", EmissionsError)
    emissions = list(found)
    if len(emissions) != count:
        raise EmissionsError(
            f"{own} returned {len(emissions)} results for {count} utterances: return one Emissions for each"
        )
    return [_checked(model, one, own) for one in emissions]


def _checked(model: CtcModel, emissions: object, own: str) -> Emissions:
    returned, head = f"what {own} returned", phone_head_of(model)
    if not isinstance(emissions, Emissions):
        raise refuse(returned, emissions, "Emissions(log_probs, frame_shift)", EmissionsError)
    shape, tokens = np.shape(emissions.log_probs), len(model.alphabet)
    if len(shape) != 2 or shape[1] != tokens:
        raise EmissionsError(
            f"{own} returned log_probs of shape {shape}, expected (frames, {tokens}): one row a frame, "
            "over the alphabet's tokens"
        )
    shift = emissions.frame_shift
    check_number(f"frame_shift of {returned}", shift, SHORTEST, LONGEST, EmissionsError)
    if abs(shift - model.frame_shift) > CLOSE:
        raise EmissionsError(
            f"{own} returned a frame_shift of {shift:g} s, its own is {model.frame_shift:g} s: "
            "give one of them"
        )
    return check_emissions(emissions, tokens, None if head is None else len(head.symbols))
