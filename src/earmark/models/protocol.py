"""What every acoustic model offers, and how one is found by name or path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from earmark.audio.gain import LEVEL
from earmark.checks import check_kind
from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.companions import Companions
from earmark.models.emissions import Emissions
from earmark.models.tokenizer import Tokenizer

MODEL_FILES = ("model.onnx", "model.json", "tokenizer.model")


@dataclass(frozen=True)
class PhoneHead:
    """A second output of a model: log-probabilities of phones."""

    symbols: tuple[str, ...]  # (P,) of its columns, IPA
    blank: int  # column of its CTC blank
    frame_shift: float  # seconds from one row to the next


@runtime_checkable
class CtcModel(Protocol):
    """Samples in, emissions out; immutable and safe to call from several threads.

    A model may have further attributes: ``phone_head`` (:class:`PhoneHead`) where its emissions hold phones,
    ``companions`` (:class:`earmark.models.Companions`) where a language model, a lexicon and the like come
    with it, ``name`` for reports, ``digest``, a hash of the weights, to recognise stored emissions by, and
    ``speech_level``, the RMS of full scale to which speech is brought before ``encode``, None for samples as
    they were recorded; a model without it gets the level that suits the bundled one.
    """

    @property
    def alphabet(self) -> Alphabet:
        """The V tokens of the emissions' columns."""
        ...

    @property
    def tokenizer(self) -> Tokenizer:
        """Cuts list entries into the alphabet's tokens."""
        ...

    @property
    def frame_shift(self) -> float:
        """Seconds from one row of log-probabilities to the next."""
        ...

    @property
    def sample_rate(self) -> int:
        """Samples a second of the audio that it takes."""
        ...

    @property
    def language(self) -> str:
        """ISO 639 code of the language that it writes."""
        ...

    def encode(self, batch: Sequence[NDArray[np.float32]]) -> list[Emissions]:
        """Emissions of several utterances of (N,) float32 samples; each comes out as it does alone."""
        ...


def phone_head_of(model: object) -> PhoneHead | None:
    """The phone head of a model, if it has one."""
    head: PhoneHead | None = getattr(model, "phone_head", None)
    return head


def companions_of(model: object) -> Companions | None:
    """The files that come with a model, if any do."""
    if isinstance(model, Companions):
        return model
    companions: Companions | None = getattr(model, "companions", None)
    return companions


def name_of(model: object) -> str:
    """The name of a model, that of its class where it has none."""
    return str(getattr(model, "name", type(model).__name__))


def speech_level_of(model: object) -> float | None:
    """The RMS of full scale that a model wants speech to have; None for samples as they were recorded."""
    level: float | None = getattr(model, "speech_level", LEVEL)
    return level


def digest_of(model: object) -> str:
    """The hash of a model's weights.

    Raises:
        ModelError: the model has none.
    """
    digest = getattr(model, "digest", None)
    if not isinstance(digest, str):
        raise ModelError(
            f"model {name_of(model)!r} has no digest to recognise stored emissions by: "
            "give it an attribute digest, a hash of its weights"
        )
    return digest


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
    expected = "a bundled name or the path of a model's folder"
    check_kind("model", name_or_path, (str, Path), expected, ModelError)
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
        f"or the path of a folder with {', '.join(MODEL_FILES)}, or 'hf:NAME' for a model on the Hugging "
        "Face Hub"
    )
