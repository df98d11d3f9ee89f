"""What several packages do with arrays whose parts lie end to end."""

from __future__ import annotations

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
