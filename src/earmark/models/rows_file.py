"""RowsFile: log-probabilities or logits of one or several utterances in a ``.npy`` or ``.npz``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from earmark.errors import EmissionsError
from earmark.models.emissions_file import reading
from earmark.models.rows import utterances

# Arrays of a .npz that are not of utterances; those of EmissionsFile, and "lengths" of the only 3-D array.
TOKENS, FRAME_SHIFT, LENGTHS = "tokens", "frame_shift", "lengths"
OTHERS = frozenset({TOKENS, FRAME_SHIFT, LENGTHS, "start", "phone_log_probs", "phone_frame_shift"})

KIND, ADVICE = ".npy or .npz", "write it with np.save, or np.savez(path, **{utterance: log_probs})"


@dataclass(frozen=True, eq=False)
class RowsFile:
    """Utterances of a file, read one array at a time."""

    path: Path
    arrays: Mapping[str, NDArray[Any]]  # by utterance; under "" that of a .npy

    @classmethod
    def open(cls, path: str | Path) -> RowsFile:
        """Open a file.

        Raises:
            EmissionsError: it is missing, of another kind, or has no utterance.
        """
        path = Path(path)
        with reading(path, KIND, ADVICE):
            stored = np.load(path, allow_pickle=False)
        file = cls(path, {"": stored} if isinstance(stored, np.ndarray) else stored)
        if not file.names:
            raise EmissionsError(f"{str(path)!r} has no array of log-probabilities: {ADVICE}")
        return file

    @property
    def names(self) -> list[str]:
        """Arrays of utterances, in the order of the file."""
        return [name for name in self.arrays if name not in OTHERS]

    @property
    def tokens(self) -> tuple[str, ...] | None:
        """Labels of the columns, where the file has them."""
        found = self._about(TOKENS)
        return None if found is None else tuple(map(str, found.tolist()))

    @property
    def frame_shift(self) -> float | None:
        """Seconds from one row to the next, where the file has it.

        Raises:
            EmissionsError: it is not a number.
        """
        found = self._about(FRAME_SHIFT)
        if found is not None and (found.shape != () or found.dtype.kind not in "iuf"):
            raise EmissionsError(f"frame_shift of {str(self.path)!r} is {found!r}, expected seconds")
        return None if found is None else float(found)

    def utterances(self) -> Iterator[tuple[str | None, NDArray[Any]]]:
        """Name and (T, V) of each utterance; no name where the file has one.

        Raises:
            EmissionsError: an array cannot be read, or the lengths of a batch do not fit.
        """
        names = self.names
        for name in names:
            array = self._read(name)
            if array.ndim == 3:
                for number, rows in enumerate(utterances(array, self._lengths(len(names)))):
                    yield f"{name}[{number}]", rows
            else:
                yield (name if len(names) > 1 else None), array

    def _lengths(self, arrays: int) -> NDArray[Any] | None:
        found = self._about(LENGTHS)
        if found is not None and arrays > 1:
            raise EmissionsError(
                f"{str(self.path)!r} has lengths and {arrays} arrays: keep them for one array (B, T, V)"
            )
        return found

    def _about(self, name: str) -> NDArray[Any] | None:
        return self._read(name) if name in self.arrays else None

    def _read(self, name: str) -> NDArray[Any]:
        with reading(self.path, KIND, ADVICE):
            return self.arrays[name]
