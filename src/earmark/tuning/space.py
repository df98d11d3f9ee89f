"""The search space: a line for each decode option, and how candidates are drawn."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from earmark.decoding import DecodeOptions
from earmark.errors import OptionsError

SPREAD = 0.15  # of a range: standard deviation of a local step
DIGITS = 3  # significant ones of a drawn value: more would only pretend precision


@dataclass(frozen=True)
class Dimension:
    """A decode option that can be searched."""

    key: str  # section.name, of DecodeOptions
    low: float
    high: float
    needs: tuple[
        str, ...
    ] = ()  # what must be in use: "words", a boosting mode, "lm", "class" (of it) or "phones"
    scale: Literal["linear", "log"] = "linear"
    asked: bool = False  # searched only when named: it trades time, or other things that WER does not show

    def value(self, place: float) -> int | float:
        """The value at ``place``, 0..1 of the range."""
        if self.scale == "log":
            value: float = self.low * (self.high / self.low) ** place
        else:
            value = self.low + (self.high - self.low) * place
        if _is_whole(self.key):
            return round(value)
        return min(max(float(f"{value:.{DIGITS}g}"), self.low), self.high)

    def place(self, value: float) -> float:
        """Return the position of ``value`` in the range, 0..1; clipped."""
        if self.scale == "log":
            place = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            place = (value - self.low) / (self.high - self.low)
        return min(max(place, 0.0), 1.0)


TABLE = (
    Dimension("boosting.gap_share", 0.0, 1.0, ("words", "adaptive")),
    Dimension("boosting.bonus", 0.0, 5.0, ("words", "adaptive")),
    Dimension("boosting.gap_cap", 1.0, 8.0, ("words", "adaptive")),
    Dimension("boosting.first_share", 0.0, 1.0, ("words", "adaptive"), asked=True),
    Dimension("boosting.reach", 4.0, 14.0, ("words",), asked=True),
    Dimension("boosting.static_reward", 0.5, 6.0, ("words", "static")),
    Dimension("boosting.suppress_penalty", 0.0, 8.0, ("words",), asked=True),
    Dimension("calibration.temperature", 1.0, 2.5, ("lm",)),
    Dimension("lm.weight", 0.0, 1.5, ("lm",)),
    Dimension("lm.word_bonus", -2.0, 6.0, ("lm",)),
    Dimension("lm.unknown_word", 0.0, 20.0, ("lm",)),
    Dimension("lm.unknown_letter", 0.0, 3.0, ("lm",)),
    Dimension("boosting.scale_with_lm", 0.0, 1.0, ("words", "lm")),
    Dimension("class_lm.log_weight", -6.0, 10.0, ("words", "class")),
    Dimension("phones.weight", 0.0, 2.0, ("phones",)),
    Dimension("calibration.phone_temperature", 1.0, 3.0, ("phones",)),
    Dimension("phones.boundary_skip", 0.0, 10.0, ("phones",), asked=True),
    Dimension("phones.floor", 4.0, 16.0, ("phones",), asked=True),
    Dimension("phones.unknown_word", 1.0, 16.0, ("phones",)),
    Dimension("second_pass.lm_weight", 0.3, 3.0, ("phones",)),
    Dimension("second_pass.word_bonus", -1.0, 6.0, ("phones",)),
    Dimension("second_pass.phone_weight", 0.1, 3.0, ("phones",)),
    Dimension("search.beam", 8, 512, scale="log", asked=True),
    Dimension("search.top_k", 4, 64, scale="log", asked=True),
    Dimension("search.token_threshold", 4.0, 16.0, asked=True),
    Dimension("search.beam_threshold", 4.0, 30.0, asked=True),
)  # fmt: skip


def choose(
    available: Collection[str], asked: Sequence[str] = (), table: Sequence[Dimension] = TABLE
) -> tuple[Dimension, ...]:
    """The dimensions to search.

    Args:
        available: the parts in use, of "words", "static" or "adaptive", "lm", "class", "phones".
        asked: ``KEY`` or ``KEY=LOW:HIGH``; without any, all that are in use and not on request only.
        table: what there is.

    Raises:
        OptionsError: nothing to search, or a request that cannot be met.
    """
    if asked:
        return tuple(_asked(written, available, {d.key: d for d in table}) for written in asked)
    chosen = tuple(d for d in table if not d.asked and set(d.needs) <= set(available))
    if not chosen:
        raise OptionsError(
            "there is nothing to tune without a word list and a language model: give one of them, or name "
            f"options with --search, of {', '.join(d.key for d in table)}"
        )
    return chosen


def _asked(written: str, available: Collection[str], table: Mapping[str, Dimension]) -> Dimension:
    key, equals, span = written.partition("=")
    if key not in table:
        raise OptionsError(
            f"--search {written!r} is not an option to search: expected one of {', '.join(table)}"
        )
    missing = [need for need in table[key].needs if need not in available]
    if missing:
        raise OptionsError(f"--search {written!r} needs {' and '.join(missing)}, which this run does not use")
    if not equals:
        return table[key]
    try:
        low, high = (float(end) for end in span.split(":"))
    except ValueError:
        raise OptionsError(f"--search {written!r} is not understood: write KEY or KEY=LOW:HIGH") from None
    scale = table[key].scale if low > 0 else "linear"
    if not low < high < math.inf:
        raise OptionsError(f"--search {written!r} has an empty range: write KEY=LOW:HIGH, LOW below HIGH")
    asked = dataclasses.replace(table[key], low=low, high=high, scale=scale)
    for end in (0.0, 1.0):
        DecodeOptions.of({key: asked.value(end)})  # refuses what the search could not honour
    return asked


def draw(space: Sequence[Dimension], rng: random.Random) -> dict[str, Any]:
    """A candidate anywhere in ``space``."""
    return {d.key: d.value(rng.random()) for d in space}


def step(space: Sequence[Dimension], around: Mapping[str, Any], rng: random.Random) -> dict[str, Any]:
    """A candidate near ``around``: about half of its values moved, one at least."""
    moved = [d for d in space if rng.random() < 0.5] or [rng.choice(list(space))]
    changed = {d.key: d.value(_reflect(d.place(around[d.key]) + rng.gauss(0, SPREAD))) for d in moved}
    return {**around, **changed}


def _reflect(place: float) -> float:
    """Back into 0..1: clipping would pile candidates up at the ends."""
    place = abs(place) % 2
    return 2 - place if place > 1 else place


def _is_whole(key: str) -> bool:
    return DecodeOptions.fields()[key].kind is int
