"""Checks of what a caller gives: one sentence says what was given, what was expected and what to do."""

from __future__ import annotations

import math
from collections.abc import Iterable
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from earmark.biasing import Word


def check_number(name: str, value: Any, finite: bool = True) -> None:
    """Accept a number that is not NaN.

    Raises:
        ValueError: another value, or an infinite one where it has to be finite.
    """
    if not isinstance(value, Real) or math.isnan(value) or (finite and math.isinf(value)):
        kind = "a finite number" if finite else "a number"
        raise ValueError(f"{name} must be {kind}, but is {value!r}: pass one, or leave it out")


def check_limits(beam_width: Any, beam_prune_logp: Any, token_min_logp: Any) -> None:
    """Accept limits of a search.

    Raises:
        ValueError: one cannot be used.
    """
    if not isinstance(beam_width, Integral) or beam_width < 1:
        raise ValueError(
            f"beam_width must be a whole number of at least 1, but is {beam_width!r}: pass one such as 100"
        )
    check_number("beam_prune_logp", beam_prune_logp, finite=False)
    check_number("token_min_logp", token_min_logp, finite=False)
    if beam_prune_logp > 0:
        raise ValueError(
            f"beam_prune_logp must be 0 or less, but is {beam_prune_logp!r}: it counts from the best beam; "
            "pass a number such as -10"
        )


def check_path(path: Any) -> None:
    """Accept a path that is no folder.

    Raises:
        ValueError: it is neither text nor a Path, or a folder.
    """
    if not isinstance(path, str | Path):
        raise ValueError(
            f"kenlm_model_path must be the path of a file, but is {path!r}: pass that of an ARPA file"
        )
    if Path(path).is_dir():
        raise ValueError(
            f"kenlm_model_path is the folder {str(path)!r}: pass a file in it; "
            "BeamSearchDecoderCTC.load_from_dir reads the folder of a decoder"
        )


def check_hotwords(hotwords: Iterable[Any]) -> None:
    """Accept phrases and entries.

    Raises:
        ValueError: an item is neither.
    """
    for item in hotwords:
        if not isinstance(item, str | Word):
            raise ValueError(
                f"hotwords must hold texts, but one of them is {item!r}: leave it out, or pass its text"
            )


def check_state(state: Any, start: Any) -> None:
    """Accept a state of the kind that the language model begins with.

    Raises:
        ValueError: it is of another kind.
    """
    if not isinstance(state, type(start)):
        raise ValueError(
            f"lm_start_state must be a state of this decoder's language model, but is {state!r}: "
            "pass the second item of one of its beams, or None for the beginning"
        )


def check_states(states: Any, models: int) -> None:
    """Accept a list with as many states as there are models.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(states, list) or len(states) != models:
        raise ValueError(
            f"lm_start_state must be a list of {models} states, one a language model, but is {states!r}: "
            "pass the second item of a beam, or None for the beginning"
        )
