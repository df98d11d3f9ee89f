"""What every acoustic model offers, and how one is found by name or path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.emissions import Emissions

MODEL_FILES = ("model.onnx", "model.json", "tokenizer.model")


@runtime_checkable
class CtcModel(Protocol):
    """Samples in, emissions out; immutable and safe to call from several threads."""

    @property
    def name(self) -> str:
        """What the model calls itself, for reports."""
        ...

    @property
    def vocabulary(self) -> Alphabet:
        """The V tokens, blank first."""
        ...

    @property
    def step(self) -> float:
        """Seconds from one row of log-probabilities to the next."""
        ...

    @property
    def tokenizer(self) -> Path | bytes:
        """SentencePiece model that cuts list entries into the vocabulary's pieces."""
        ...

    @property
    def digest(self) -> str:
        """Content hash of the weights: tells whether stored emissions are this model's."""
        ...

    def emissions(self, samples: NDArray[np.float32]) -> Emissions:
        """(N,) float32 at 16 kHz -> emissions of one utterance."""
        ...

    def emissions_batch(self, batch: Sequence[NDArray[np.float32]]) -> list[Emissions]:
        """The same for several utterances; each comes out as it does alone."""
        ...


def bundled_models() -> dict[str, Path]:
    """Name -> folder of every model that ships inside the package."""
    root = Path(__file__).parent.parent / "models"
    if not root.is_dir():
        return {}
    return {folder.name: folder for folder in sorted(root.iterdir()) if (folder / "model.json").is_file()}


def find_model(name_or_path: str | Path) -> Path:
    """The folder of a model given by bundled name ("english") or by path.

    Raises:
        ModelError: there is no such name or folder; the message lists the known names.
    """
    known = bundled_models()
    if str(name_or_path) in known:
        return known[str(name_or_path)]
    folder = Path(name_or_path)
    if folder.is_dir():
        return folder
    if folder.is_file():
        raise ModelError(
            f"model {str(name_or_path)!r} is a file, expected a folder with {', '.join(MODEL_FILES)}: "
            f"give the folder, {str(folder.parent)!r}"
        )
    names = ", ".join(repr(name) for name in known) or "none, this installation bundles no model"
    raise ModelError(
        f"there is no model {str(name_or_path)!r}: give a bundled name ({names}) "
        f"or the path of a folder with {', '.join(MODEL_FILES)}"
    )
