"""A model folder on disk: its description, checked before anything is computed with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import sentencepiece

from earmark.audio import RATE
from earmark.errors import ModelError
from earmark.models.alphabet import Alphabet
from earmark.models.protocol import MODEL_FILES

FORMAT = 1  # of model.json; raised when a reader of the old one would misunderstand the new one
LM_FILE = "lm.bin"  # companions that a folder may hold; a model without them works
CALIBRATION_FILE = "calibration.json"
VERIFIER_FILE = "verifier.json"
LEXICON_FILE = "lexicon.tsv.gz"
G2P_FILE = "g2p.bin"

_FIELDS: dict[str, type | tuple[type, ...]] = {
    "name": str, "sample_rate": int, "step": (int, float), "phone_step": (int, float),
    "tokens": list, "phones": list, "phone_blank": int, "language": str,
}  # fmt: skip


@dataclass(frozen=True)
class ModelFolder:
    """One model folder: what model.json says, and where the weights are."""

    folder: Path
    name: str
    language: str
    step: float  # seconds from one row of log_probs to the next
    phone_step: float  # seconds from one row of phone_log_probs to the next
    vocabulary: Alphabet
    phones: tuple[str, ...]
    phone_blank: int  # column of the blank in phone_log_probs
    decode: Mapping[str, Any] = field(default_factory=dict)  # options tuned for this model, not checked

    @classmethod
    def load(cls, folder: Path) -> ModelFolder:
        """Read and check everything but the network itself.

        Raises:
            ModelError: files are missing, unreadable, of another format or contradict each other.
        """
        missing = [name for name in MODEL_FILES if not (folder / name).is_file()]
        if missing:
            raise ModelError(
                f"model folder {str(folder)!r} lacks {', '.join(missing)}: "
                "it is incomplete, copy the whole folder or export the model again"
            )
        about = _read_description(folder / "model.json")
        bundle = cls(
            folder=folder,
            name=about["name"],
            language=about["language"],
            step=float(about["step"]),
            phone_step=float(about["phone_step"]),
            vocabulary=Alphabet(tuple(about["tokens"])),
            phones=tuple(about["phones"]),
            phone_blank=about["phone_blank"],
            decode=about.get("decode", {}),
        )
        _check_tokenizer(folder / "tokenizer.model", bundle.vocabulary)
        return bundle

    @property
    def weights(self) -> Path:
        return self.folder / "model.onnx"

    @property
    def tokenizer(self) -> Path:
        return self.folder / "tokenizer.model"

    @property
    def lm(self) -> Path | None:
        """The language model that comes along, if one does."""
        return self._companion(LM_FILE)

    @property
    def lexicon(self) -> Path | None:
        """Pronunciations in the model's phones, if they come along."""
        return self._companion(LEXICON_FILE)

    @property
    def g2p(self) -> Path | None:
        """Letters to phones and back (:class:`earmark.lexicon.Graphones`), if they come along."""
        return self._companion(G2P_FILE)

    @property
    def calibration(self) -> Path | None:
        """Temperatures of the emissions, if they come along."""
        return self._companion(CALIBRATION_FILE)

    @property
    def verifier(self) -> Path | None:
        """Weights of the evidence for list entries, if they come along."""
        return self._companion(VERIFIER_FILE)

    def _companion(self, name: str) -> Path | None:
        path = self.folder / name
        return path if path.is_file() else None

    @cached_property
    def digest(self) -> str:
        """Content hash of the network: tells whether stored emissions are of these weights."""
        with self.weights.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _read_description(path: Path) -> dict[str, Any]:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{str(path)!r} cannot be read as JSON ({error}): export the model again") from None
    found = about.get("format") if isinstance(about, dict) else None
    if found != FORMAT:
        raise ModelError(
            f"{str(path)!r} is of format {found!r}, this earmark reads format {FORMAT}: "
            "install the earmark the model was made for, or export it again"
        )
    wrong = [key for key, kind in _FIELDS.items() if not isinstance(about.get(key), kind)]
    if wrong:
        raise ModelError(f"{str(path)!r} lacks a usable {', '.join(wrong)}: export the model again")
    if about["sample_rate"] != RATE:
        raise ModelError(
            f"{str(path)!r} wants {about['sample_rate']} Hz, earmark feeds {RATE} Hz: "
            f"use a model trained at {RATE} Hz"
        )
    if about["step"] <= 0 or about["phone_step"] <= 0:
        raise ModelError(f"{str(path)!r} has a step of 0 seconds or less: export the model again")
    return dict(about)


def _check_tokenizer(path: Path, vocabulary: Alphabet) -> None:
    try:
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        reason = str(error).strip() or type(error).__name__
        raise ModelError(f"{str(path)!r} is not a SentencePiece model ({reason}): copy it again") from None
    names = tuple(pieces.id_to_piece(i) for i in range(pieces.get_piece_size()))
    if names != vocabulary.tokens[1:]:
        raise ModelError(
            f"{str(path)!r} has {len(names)} pieces, model.json lists {len(vocabulary) - 1} after the blank, "
            "and they must be the same in the same order: the two files are of different models"
        )
