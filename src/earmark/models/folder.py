"""A model folder on disk: its description, checked before anything is computed with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sentencepiece

from earmark.audio import RATE
from earmark.checks import cause
from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.companions import DESCRIPTION_FILE, Companions
from earmark.models.protocol import MODEL_FILES, PhoneHead
from earmark.models.tokenizer import SentencePieceTokenizer

FORMAT = 1  # of model.json; raised when a reader of the old one would misunderstand the new one

_FIELDS: dict[str, type | tuple[type, ...]] = {
    "name": str, "sample_rate": int, "step": (int, float), "tokens": list, "language": str,
}  # fmt: skip
_PHONE_FIELDS: dict[str, type | tuple[type, ...]] = {
    "phone_step": (int, float), "phones": list, "phone_blank": int,
}  # fmt: skip


@dataclass(frozen=True)
class ModelFolder(Companions):
    """One model folder: what model.json says, where the weights are, and what comes with them."""

    name: str
    language: str
    frame_shift: float  # seconds from one row of log_probs to the next
    alphabet: Alphabet
    phone_head: PhoneHead | None = None

    @classmethod
    def load(cls, path: Path) -> ModelFolder:
        """Read and check everything but the network itself.

        Raises:
            ModelError: files are missing, unreadable, of another format or contradict each other.
        """
        missing = [name for name in MODEL_FILES if not (path / name).is_file()]
        if missing:
            raise ModelError(
                f"model folder {str(path)!r} lacks {', '.join(missing)}: "
                "it is incomplete, copy the whole folder or export the model again"
            )
        about = _read_description(path / DESCRIPTION_FILE)
        folder = cls(
            path=path,
            name=about["name"],
            language=about["language"],
            frame_shift=float(about["step"]),
            alphabet=Alphabet(tuple(about["tokens"])),
            phone_head=_phone_head(about),
        )
        _check_tokenizer(folder.tokenizer_file, folder.alphabet)
        return folder

    @property
    def sample_rate(self) -> int:
        """Samples a second of the audio that the model takes."""
        return RATE

    @property
    def weights(self) -> Path:
        """The network."""
        return self.path / "model.onnx"

    @property
    def tokenizer_file(self) -> Path:
        """The SentencePiece model."""
        return self.path / "tokenizer.model"

    @cached_property
    def tokenizer(self) -> SentencePieceTokenizer:
        """Cuts list entries into the alphabet's tokens."""
        return SentencePieceTokenizer(self.tokenizer_file, self.alphabet)

    @cached_property
    def digest(self) -> str:
        """Content hash of the network: tells whether stored emissions are of these weights."""
        with self.weights.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _read_description(path: Path) -> dict[str, Any]:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{str(path)!r} cannot be read as JSON ({cause(error)}): export the model again"
        ) from None
    found = about.get("format") if isinstance(about, dict) else None
    if found != FORMAT:
        raise ModelError(
            f"{str(path)!r} is of format {found!r}, this earmark reads format {FORMAT}: "
            "install the earmark the model was made for, or export it again"
        )
    fields = _FIELDS | (_PHONE_FIELDS if any(key in about for key in _PHONE_FIELDS) else {})
    wrong = [key for key, kind in fields.items() if not isinstance(about.get(key), kind)]
    if wrong:
        raise ModelError(f"{str(path)!r} lacks a usable {', '.join(wrong)}: export the model again")
    if about["sample_rate"] != RATE:
        raise ModelError(
            f"{str(path)!r} wants {about['sample_rate']} Hz, earmark feeds {RATE} Hz: "
            f"use a model trained at {RATE} Hz"
        )
    if about["step"] <= 0 or about.get("phone_step", 1) <= 0:
        raise ModelError(f"{str(path)!r} has a step of 0 seconds or less: export the model again")
    return dict(about)


def _phone_head(about: dict[str, Any]) -> PhoneHead | None:
    if "phones" not in about:
        return None
    return PhoneHead(tuple(about["phones"]), about["phone_blank"], float(about["phone_step"]))


def _check_tokenizer(path: Path, alphabet: Alphabet) -> None:
    try:
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        reason = str(error).strip() or type(error).__name__
        raise ModelError(f"{str(path)!r} is not a SentencePiece model ({reason}): copy it again") from None
    names = tuple(pieces.id_to_piece(i) for i in range(pieces.get_piece_size()))
    if names != alphabet.tokens[1:]:
        raise ModelError(
            f"{str(path)!r} has {len(names)} pieces, model.json lists {len(alphabet) - 1} after the blank, "
            "and they must be the same in the same order: the two files are of different models"
        )
