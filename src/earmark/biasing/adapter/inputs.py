"""Frames of the adapter: the frozen model's outputs of one utterance, concatenated frame by frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.errors import EmissionsError
from earmark.models.emissions import Emissions

FLOOR = -12.0  # nats: what is less likely says no more, and float16 keeps what is left exact enough
IN_USE = 0.02  # a phone that never gets this probability in any frame is none of this language


@dataclass(frozen=True)
class Inputs:
    """Which outputs of the model make one frame of W numbers."""

    tokens: int  # V
    phones: tuple[int, ...]  # columns of phone_log_probs in use, both halves of a frame; () for none

    def __post_init__(self) -> None:
        object.__setattr__(self, "phones", tuple(self.phones))  # JSON has lists

    @property
    def width(self) -> int:
        """W."""
        return self.tokens + 2 * len(self.phones)


def phones_in_use(utterances: Iterable[Emissions]) -> Inputs:
    """Inputs that leave out the phones which occur in none of the utterances."""
    likely: NDArray[np.bool_] | None = None
    tokens = 0
    for emissions in utterances:
        tokens = emissions.log_probs.shape[1]
        if emissions.phone_log_probs is not None:
            here = emissions.phone_log_probs.max(axis=0) > np.log(IN_USE)
            likely = here if likely is None else likely | here
    columns = () if likely is None else tuple(int(c) for c in np.flatnonzero(likely))
    return Inputs(tokens, columns)


def frame_inputs(emissions: Emissions, inputs: Inputs) -> NDArray[np.float32]:
    """(T, W) float32.

    Raises:
        EmissionsError: the emissions lack something that the adapter was trained with.
    """
    T = len(emissions.log_probs)
    parts = [np.maximum(emissions.log_probs, FLOOR)]
    if inputs.phones:
        parts.append(_phones(emissions, inputs.phones, T))
    rows = np.concatenate(parts, axis=1, dtype=np.float32)
    if rows.shape[1] != inputs.width:
        raise EmissionsError(
            f"the emissions make {rows.shape[1]} numbers a frame, the adapter was trained with "
            f"{inputs.width}: use the adapter that was trained for this model"
        )
    return rows


def _phones(emissions: Emissions, columns: tuple[int, ...], T: int) -> NDArray[np.float32]:
    """(T, 2 P): the two phone rows of each frame; the last one is repeated where one is missing."""
    phones = emissions.phone_log_probs
    if phones is None or max(columns) >= phones.shape[1]:
        raise EmissionsError(
            "the adapter wants phone emissions and these have none, or others: use the adapter that was "
            "trained for this model"
        )
    picked = np.maximum(phones[:, list(columns)], FLOOR)
    at = np.minimum(np.arange(2 * T), len(picked) - 1)
    return picked[at].reshape(T, -1)
