"""Emissions on disk: ``.npz`` with log_probs, optional phones, frame shift and tokens."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from earmark.arrays import ComparedByValue
from earmark.checks import cause, check_path
from earmark.errors import EmissionsError
from earmark.models.emissions import Emissions
from earmark.models.emissions_check import check_emissions


@dataclass(frozen=True, eq=False)
class EmissionsFile(ComparedByValue):
    """Emissions of one segment with the tokens their columns stand for."""

    emissions: Emissions
    tokens: tuple[str, ...]  # V token strings

    def save(self, path: str | Path) -> None:
        """Write ``.npz``.

        Raises:
            EmissionsError: the file cannot be written, or the arrays are not log-probabilities.
        """
        emissions = check_emissions(self.emissions, len(self.tokens))
        if emissions.phone_log_probs is not None and emissions.phone_frame_shift is None:
            raise EmissionsError("phone_log_probs came without a phone_frame_shift: give both or neither")
        arrays: dict[str, Any] = {
            "log_probs": emissions.log_probs,
            "frame_shift": np.float64(emissions.frame_shift),
            "start": np.float64(emissions.start),
            "tokens": np.array(self.tokens),
        }
        if emissions.phone_log_probs is not None and emissions.phone_frame_shift is not None:
            arrays["phone_log_probs"] = emissions.phone_log_probs
            arrays["phone_frame_shift"] = np.float64(emissions.phone_frame_shift)
        path = check_path("the path to write emissions to", path, EmissionsError)
        try:
            with path.open("wb") as file:
                np.savez(file, **arrays)
        except OSError as error:
            raise EmissionsError(
                f"emissions cannot be written to {str(path)!r} ({error.strerror or error}): give a file in a "
                "folder that exists"
            ) from None

    @classmethod
    def load(cls, path: str | Path) -> EmissionsFile:
        """Read what :meth:`save` wrote, or any ``.npz`` with log_probs, frame_shift and tokens.

        Raises:
            EmissionsError: missing, no ``.npz``, arrays lacking or not log-probabilities.
        """
        path = check_path("the emissions file", path, EmissionsError)
        advice = ".npz", "write it with EmissionsFile.save"
        with reading(path, *advice), np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        lacking = [name for name in ("log_probs", "frame_shift", "tokens") if name not in arrays]
        if lacking:
            raise EmissionsError(
                f"{str(path)!r} lacks {', '.join(lacking)}: expected log_probs, frame_shift, tokens"
            )
        tokens = tuple(str(token) for token in arrays["tokens"].tolist())
        phone_frame_shift = arrays.get("phone_frame_shift")
        emissions = Emissions(
            log_probs=arrays["log_probs"],
            frame_shift=float(arrays["frame_shift"]),
            start=float(arrays.get("start", 0.0)),
            phone_log_probs=arrays.get("phone_log_probs"),
            phone_frame_shift=None if phone_frame_shift is None else float(phone_frame_shift),
        )
        return cls(check_emissions(emissions, len(tokens)), tokens)


@contextmanager
def reading(path: Path, kind: str, advice: str) -> Iterator[None]:
    """Say in a sentence why a file of arrays cannot be read.

    Args:
        path: the file.
        kind: what it should be.
        advice: what to do.
    """
    try:
        yield
    except FileNotFoundError:
        raise EmissionsError(f"there is no emissions file {str(path)!r}: check the path") from None
    except (OSError, ValueError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise EmissionsError(f"{str(path)!r} cannot be read as {kind} ({cause(error)}): {advice}") from None
