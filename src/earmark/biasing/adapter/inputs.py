"""Frames of the adapter: the frozen model's outputs of one utterance, concatenated frame by frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from earmark.errors import EmissionsError
from earmark.models.emissions import Emissions
from earmark.models.protocol import CtcModel

FLOOR = -12.0  # nats: what is less likely says no more, and float16 keeps what is left exact enough
IN_USE = 0.02  # a phone that never gets this probability in any frame is none of this language


@dataclass(frozen=True)
class Inputs:
    """Which outputs of which model make one frame of W numbers.

    The adapter has the blank first and the other tokens in their order behind it: 0 pads its entries.
    """

    tokens: int  # V
    phones: tuple[int, ...]  # columns of phone_log_probs in use, both halves of a frame; () for none
    blank: int = 0  # column of the model's blank
    digest: str = ""  # of the model's weights; "" where it is not known

    def __post_init__(self) -> None:
        object.__setattr__(self, "phones", tuple(self.phones))  # JSON has lists

    @property
    def width(self) -> int:
        """W."""
        return self.tokens + 2 * len(self.phones)

    @cached_property
    def columns(self) -> NDArray[np.int64]:
        """(V,) the model's column of each token of the adapter."""
        return np.array([self.blank, *(c for c in range(self.tokens) if c != self.blank)], np.int64)

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        """(V,) the adapter's number of each token of the model."""
        return np.argsort(self.columns)

    def difference(self, model: CtcModel) -> str:
        """What the model of these outputs has that ``model`` has not, "" for the same one."""
        alphabet, digest = model.alphabet, getattr(model, "digest", "")
        if len(alphabet) != self.tokens:
            return f"{self.tokens} tokens, this one has {len(alphabet)}"
        if alphabet.blank != self.blank:
            return f"its blank in column {self.blank}, this one has it in column {alphabet.blank}"
        if self.digest and digest and digest != self.digest:
            return f"weights of digest {self.digest}, this one has weights of digest {digest}"
        return ""


def phones_in_use(utterances: Iterable[Emissions]) -> Inputs:
    """Inputs that leave out the phones which occur in none of the utterances."""
    likely: NDArray[np.bool_] | None = None
    tokens = 0
    for emissions in utterances:
        tokens = emissions.log_probs.shape[1]
        if emissions.phone_log_probs is not None and _in_halves(emissions):
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
    log_probs = emissions.log_probs
    width = log_probs.shape[1] + 2 * len(inputs.phones)
    if width != inputs.width:
        raise EmissionsError(
            f"the emissions make {width} numbers a frame, the adapter was trained with "
            f"{inputs.width}: use the adapter that was trained for this model"
        )
    parts = [np.maximum(log_probs[:, inputs.columns] if inputs.blank else log_probs, FLOOR)]
    if inputs.phones:
        parts.append(_phones(emissions, inputs.phones, T))
    return np.concatenate(parts, axis=1, dtype=np.float32)


def _in_halves(emissions: Emissions) -> bool:
    """Whether two rows of phones belong to one of tokens, as frames have them."""
    shift = emissions.phone_frame_shift
    return shift is not None and abs(2 * shift - emissions.frame_shift) < 0.01 * emissions.frame_shift


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
