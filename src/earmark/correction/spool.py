"""Spool: emissions of a long audio, kept on disk once they outgrow a limit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile

import numpy as np
from numpy.typing import NDArray

from earmark.models import Emissions

IN_MEMORY = 64 * 2**20  # bytes: some 12 minutes of the bundled model; a temporary file takes what is longer


@dataclass(frozen=True, eq=False)
class _Place:
    """Where one piece lies in the file."""

    offset: int  # bytes
    emissions: Emissions  # without rows
    shape: tuple[int, int]  # (T, V)
    phones: tuple[int, int] | None  # (T', P)


class EmissionSpool:
    """Pieces of emissions, written in order and read back one at a time; close it to remove its file."""

    def __init__(self) -> None:
        """Open an empty spool."""
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by close()
        self._places: list[_Place] = []

    def close(self) -> None:
        """Free the memory or the file."""
        self._file.close()

    def __len__(self) -> int:
        return len(self._places)

    def append(self, emissions: Emissions) -> None:
        """Write one piece behind the others."""
        phones = emissions.phone_log_probs
        offset = self._file.seek(0, 2)
        self._file.write(np.ascontiguousarray(emissions.log_probs, np.float32).tobytes())
        if phones is not None:
            self._file.write(np.ascontiguousarray(phones, np.float32).tobytes())
        bare = replace(
            emissions,
            log_probs=np.empty((0, emissions.log_probs.shape[1]), np.float32),
            phone_log_probs=None if phones is None else np.empty((0, phones.shape[1]), np.float32),
        )
        shape = None if phones is None else (phones.shape[0], phones.shape[1])
        rows, columns = emissions.log_probs.shape
        self._places.append(_Place(offset, bare, (rows, columns), shape))

    def read(self, number: int) -> Emissions:
        """Read one piece."""
        place = self._places[number]
        self._file.seek(place.offset)
        rows = self._rows(place.shape)
        phones = None if place.phones is None else self._rows(place.phones)
        return replace(place.emissions, log_probs=rows, phone_log_probs=phones)

    def _rows(self, shape: tuple[int, int]) -> NDArray[np.float32]:
        data = self._file.read(shape[0] * shape[1] * 4)
        return np.frombuffer(data, np.float32).reshape(shape)
