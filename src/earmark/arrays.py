"""Operations on arrays that several packages need."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray


def spans(starts: NDArray[np.integer[Any]], lengths: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """The numbers of every span ``starts[i] .. starts[i] + lengths[i] - 1``, end to end."""
    if len(starts) == 0:
        return np.zeros(0, np.int64)
    ends = np.cumsum(lengths, dtype=np.int64)
    found: NDArray[np.int64] = np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)
    return found


def runs(values: NDArray[np.integer[Any]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each run of equal values begins, and where it ends, exclusive: repeats collapsed as CTC does."""
    changes = values[1:] != values[:-1]
    starts = np.flatnonzero(np.append(True, changes)[: len(values)])
    ends = np.append(starts[1:], len(values))[: len(starts)]
    return starts, ends


class ComparedByValue:
    """A frozen dataclass with arrays: equal where all fields are, arrays number by number.

    To be used with ``eq=False``: the ``==`` that dataclasses make asks an array for one truth.
    """

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]
        return all(_equal(getattr(self, name), getattr(other, name)) for name in names)

    def __hash__(self) -> int:
        values = [getattr(self, field.name) for field in fields(self)]  # type: ignore[arg-type]
        return hash(tuple(v.shape if isinstance(v, np.ndarray) else v for v in values))


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return np.array_equal(one, other)
    return bool(one == other)
