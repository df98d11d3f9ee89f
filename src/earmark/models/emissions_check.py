"""Checks of emissions that callers give: rows of log-probabilities, and phones of the same audio."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.checks import check_kind, check_number, shown
from earmark.errors import EmissionsError
from earmark.models.emissions import Emissions

# Total probability of a row, 1 of a softmax. Rows of float16 have 1 +- 0.001. Peers cut rows to the best
# tokens or lower the blank: in English speech the best token alone has 0.37 at least, rows with the blank
# 2 nats lower 0.13. And they clip them: 5,000 tokens clipped at 1e-4 have up to 1.5. Logarithms to base 10
# have 1.05 to 6.4, 2.2 in the mean.
LEAST, MOST = 0.1, 1.5
CLOSE = 0.01  # by which totals may miss 1 for rows to be taken for probabilities or for another base
ABOVE = 1e-3  # nats above 0 that rounding may leave
BLOCK = 4096  # rows summed at once: flat memory

CONVERT = "apply log_softmax to logits (rows - np.logaddexp.reduce(rows, axis=1, keepdims=True))"

SHORTEST, LONGEST = 0.001, 1.0  # seconds from one row of emissions to the next

# Seconds by which tokens and phones of the same audio may differ in length: rows at the end that networks
# round differently, and a share for a frame shift that was rounded.
ROWS_APART, SHARE_APART = 2, 0.01


def check_log_probs(
    log_probs: NDArray[np.float32], tokens: int | None, name: str = "emissions", convert: str = CONVERT
) -> NDArray[np.float32]:
    """(T, V) contiguous float32 log-probabilities, or an error that says what is wrong.

    Args:
        log_probs: of one utterance.
        tokens: V; None for any.
        name: of the rows in messages.
        convert: what to do with logits, in messages.

    Raises:
        EmissionsError: not 2-D, another V than ``tokens`` where that is given, NaN, or not log-probabilities.
    """
    array = check_rows(log_probs, tokens, name)
    if array.size:
        problem = _problem(array, convert)
        if problem is not None:
            raise EmissionsError(f"{name} {problem}")
    return array


def check_rows(rows: object, tokens: int | None, name: str) -> NDArray[np.float32]:
    """(T, V) contiguous float32 rows of any values.

    Raises:
        EmissionsError: not 2-D, or another V than ``tokens`` where that is given.
    """
    array = _as_array(rows, name)
    if array.ndim != 2 or tokens not in (None, array.shape[1]):
        raise EmissionsError(
            f"{name} have shape {array.shape}, expected (frames, {tokens or 'tokens'}): "
            "pass one utterance of log-probabilities over the model's tokens"
        )
    return array


def are_probabilities(rows: NDArray[np.float32]) -> bool:
    """Whether (T, V) rows, one at least, are probabilities and not their logarithms."""
    return bool(rows.min() >= 0 and (np.abs(rows.sum(axis=1) - 1) < CLOSE).all())


def check_emissions(emissions: Emissions, tokens: int | None, phones: int | None = None) -> Emissions:
    """Emissions whose rows are contiguous float32 log-probabilities of one audio.

    Args:
        emissions: of any model.
        tokens: V of the model; None for any.
        phones: columns of its phone head; None for any.

    Raises:
        EmissionsError: rows that are not log-probabilities, a frame shift that is out of range, or phones
            that are not of the tokens' audio.
    """
    check_kind("emissions", emissions, Emissions, "Emissions(log_probs, frame_shift)", EmissionsError)
    check_number("frame_shift in seconds", emissions.frame_shift, SHORTEST, LONGEST, EmissionsError)
    rows: dict[str, Any] = {"log_probs": check_log_probs(emissions.log_probs, tokens)}
    if emissions.unbiased is not None:
        rows["unbiased"] = check_log_probs(emissions.unbiased, tokens, "unbiased emissions")
    if emissions.phone_log_probs is not None:
        rows["phone_log_probs"] = check_log_probs(emissions.phone_log_probs, phones, "phone emissions")
    same = all(getattr(emissions, name) is array for name, array in rows.items())
    checked = emissions if same else replace(emissions, **rows)
    check_lengths(checked)
    return checked


def check_lengths(emissions: Emissions) -> None:
    """Refuse phones that are not of the tokens' audio, where the frame shifts of both are known."""
    rows, phones, shift = emissions.log_probs, emissions.phone_log_probs, emissions.phone_frame_shift
    # What is no array yet is checked when it has become one.
    if isinstance(rows, np.ndarray) and isinstance(phones, np.ndarray) and shift is not None:
        check_same_audio(len(rows), len(phones), emissions.frame_shift, shift)


def check_same_audio(frames: int, phones: int, frame_shift: float, phone_shift: float) -> None:
    """Refuse phone emissions of another length than the tokens'.

    Args:
        frames: T rows of tokens.
        phones: T' rows of phones.
        frame_shift: from one row of tokens to the next; of any unit.
        phone_shift: from one row of phones to the next; of the same unit.

    Raises:
        EmissionsError: the two differ by more than rounding.
    """
    lengths = frames * frame_shift, phones * phone_shift
    allowed = ROWS_APART * max(frame_shift, phone_shift) + SHARE_APART * max(lengths)
    if abs(lengths[0] - lengths[1]) > allowed:
        raise EmissionsError(
            f"phone emissions have {phones} frames for {frames} of tokens, expected about "
            f"{round(lengths[0] / phone_shift)}: pass the phones of the same audio"
        )


def _as_array(log_probs: object, name: str) -> NDArray[np.float32]:
    try:
        return np.ascontiguousarray(log_probs, dtype=np.float32)
    except (TypeError, ValueError, RuntimeError) as error:  # of numpy, or of a tensor that cannot be one
        raise EmissionsError(
            f"{name} are {shown(log_probs)}, which cannot be read as an array ({error}): pass (frames, "
            "tokens) natural-log probabilities"
        ) from None


def _problem(array: NDArray[np.float32], convert: str) -> str | None:
    """What is wrong with (T, V) rows and what to do; None where they are log-probabilities."""
    totals, highest = _totals(array), float(array.max())
    if np.isnan(totals).any():
        return (
            f"hold NaN, first in frame {int(np.isnan(totals).argmax())}: the acoustic model failed on this "
            "audio; check the audio for NaN and the model's export"
        )
    if highest > ABOVE:
        return _problem_of_positive(array, highest, convert)
    if abs(float(totals.mean()) - 1) > CLOSE:
        for base in (10, 2):
            if (np.abs(_totals(array, base) - 1) < CLOSE).all():
                return f"are logarithms to base {base}, expected natural ones: multiply by np.log({base})"
    outside = (totals < LEAST) | (totals > MOST)
    if not outside.any():
        return None
    frame = int(outside.argmax())
    return (
        f"have a total probability of {totals[frame]:.3g} in frame {frame}, expected natural-log "
        f"probabilities, which have 1: {convert}, and give each frame a likely token"
    )


def _problem_of_positive(array: NDArray[np.float32], highest: float, convert: str) -> str:
    if are_probabilities(array):
        return "are probabilities, expected their natural logarithms: apply np.log"
    return f"hold values up to {highest:.3g}, expected natural-log probabilities <= 0: {convert}"


def _totals(array: NDArray[np.float32], base: int | None = None) -> NDArray[np.float32]:
    """(T,) total probability of each row."""
    factor = 1.0 if base is None else np.float32(np.log(base))
    blocks = (array[first : first + BLOCK] for first in range(0, len(array), BLOCK))
    with np.errstate(over="ignore"):
        return np.concatenate([np.exp(block * factor).sum(axis=1) for block in blocks])
