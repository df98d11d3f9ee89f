"""Phones beside a model that has none: those of a bundled model, which runs on the same audio."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from earmark.errors import EmissionsError
from earmark.language import BOUNDARY_SYMBOL, primary
from earmark.models.alphabet import Alphabet
from earmark.models.check import check_encoded
from earmark.models.companions import (
    G2P_FILE,
    LEXICON_FILE,
    NAMES_FILE,
    PORTABLE_VERIFIER_FILE,
    Companions,
)
from earmark.models.emissions import Emissions
from earmark.models.emissions_check import check_same_audio
from earmark.models.folder import ModelFolder
from earmark.models.onnx import OnnxModel
from earmark.models.protocol import (
    CtcModel,
    PhoneHead,
    bundled_models,
    companions_of,
    digest_of,
    name_of,
    phone_head_of,
    speech_level_of,
)
from earmark.models.tokenizer import Tokenizer


class Known(Protocol):
    """What is known of a model without its network."""

    @property
    def alphabet(self) -> Alphabet: ...
    @property
    def tokenizer(self) -> Tokenizer: ...
    @property
    def language(self) -> str: ...


Of = TypeVar("Of", bound=Known)

MOST_TOKENS = 65_535  # that the search over words can spell them in
LENT_FILES = (LEXICON_FILE, G2P_FILE, NAMES_FILE, PORTABLE_VERIFIER_FILE)
LENT_OPTIONS = ("class_lm", "lm", "phones", "second_pass")  # tuned to the lender's words and phones


@dataclass(frozen=True)
class LentCompanions(Companions):
    """What comes with a model, and for what is missing that of the model whose phones run beside it."""

    own: Companions | None
    lender: Companions

    @classmethod
    def of(cls, own: Companions | None, lender: Companions) -> LentCompanions:
        """Combine the two."""
        return cls((lender if own is None else own).path, own, lender)

    def _file(self, name: str) -> Path | None:
        found = None if self.own is None else self.own._file(name)
        return found or (self.lender._file(name) if name in LENT_FILES else None)

    @property
    def endings(self) -> dict[str, Path]:
        """The model's own, or the lender's."""
        return (self.own and self.own.endings) or self.lender.endings

    @property
    def verifier(self) -> Path | None:
        """The weights fitted to the model, or those that fit any."""
        return super().verifier or self.portable_verifier

    @cached_property
    def decode(self) -> Any:
        """The lender's options of words and phones, and the model's own over them."""
        lent = {section: dict(self.lender.decode.get(section, {})) for section in LENT_OPTIONS}
        if self.lender.calibration is not None:
            calibration = json.loads(self.lender.calibration.read_text(encoding="utf-8"))
            lent["calibration"] = {"phone_temperature": calibration.get("phone_temperature", 1.0)}
        own = {} if self.own is None else self.own.decode
        if not isinstance(own, dict) or not all(isinstance(section, dict) for section in own.values()):
            return own  # unusable: whoever reads it says so
        return {section: lent.get(section, {}) | own.get(section, {}) for section in {*lent, *own}}


class WithPhones(Generic[Of]):
    """What is known of a model, and of the phones of another beside it."""

    def __init__(self, model: Of, lender: ModelFolder) -> None:
        """Combine them; ``lender`` has a phone head."""
        self.model, self.lender = model, lender
        self.companions = LentCompanions.of(companions_of(model), lender)

    @property
    def name(self) -> str:
        return name_of(self.model)

    @property
    def alphabet(self) -> Alphabet:
        return self.model.alphabet

    @property
    def tokenizer(self) -> Tokenizer:
        return self.model.tokenizer

    @property
    def language(self) -> str:
        return self.model.language

    @property
    def phone_head(self) -> PhoneHead | None:
        return self.lender.phone_head

    @property
    def note(self) -> str:
        """What is lent, and how to do without."""
        return (
            f"the phones and pronunciations of {self.lender.name!r} are used beside {self.name!r}, which has "
            "none: phones=None does without"
        )


class ModelWithPhones(WithPhones[CtcModel]):
    """A model, and on the same clock the phones of another. Immutable, as both are."""

    def __init__(self, model: CtcModel, phones: OnnxModel) -> None:
        """Combine them; ``phones`` has a phone head."""
        super().__init__(model, phones.companions)
        self.phones = phones

    @property
    def frame_shift(self) -> float:
        return self.model.frame_shift

    @property
    def sample_rate(self) -> int:
        return self.model.sample_rate

    @property
    def speech_level(self) -> float | None:
        return speech_level_of(self.model)

    @property
    def digest(self) -> str:
        return f"{digest_of(self.model)}+{self.lender.digest}"

    def with_threads(self, threads: int) -> ModelWithPhones:
        """Bind both to so many cores, where they can be bound."""
        other = copy.copy(self)
        bind = getattr(self.model, "with_threads", None)
        other.model = self.model if bind is None else bind(threads)
        other.phones = self.phones.with_threads(threads)
        return other

    def encode(self, batch: Sequence[NDArray[np.float32]]) -> list[Emissions]:
        """The model's emissions, with the other's phones; both get the samples as they are.

        Raises:
            EmissionsError: one of them put out something else than log-probabilities.
            ModelError: one of them refused the input.
        """
        own = check_encoded(self.model, self.model.encode(batch), len(batch))
        return [self.joined(*both) for both in zip(own, self.phones.encode(batch), strict=True)]

    def joined(self, own: Emissions, phones: Emissions) -> Emissions:
        """The rows of one and the phones of the other, of the same audio."""
        if not self._heard(phones):
            return own
        rows, shift = phones.phone_log_probs, phones.phone_frame_shift
        assert rows is not None and shift is not None  # of the lender
        try:
            check_same_audio(len(own.log_probs), len(rows), own.frame_shift, shift)
        except EmissionsError:
            raise EmissionsError(
                f"model {self.name!r} put out {len(own.log_probs)} rows of {own.frame_shift:g} s for "
                f"{len(rows) * shift:.2f} s of audio: its frame_shift is wrong, {len(rows) * shift:.2f} s / "
                f"{len(own.log_probs)} rows would be {len(rows) * shift / len(own.log_probs):.3g} s"
            ) from None
        return replace(own, phone_log_probs=rows, phone_frame_shift=shift)

    def _heard(self, emissions: Emissions) -> bool:
        """Whether a frame has a phone as its best; else the phones are no evidence for or against a word."""
        head, rows = self.phone_head, emissions.phone_log_probs
        assert head is not None and rows is not None  # of the lender
        silent = [column for column, symbol in enumerate(head.symbols) if symbol == BOUNDARY_SYMBOL]
        return not np.isin(rows.argmax(axis=1), [head.blank, *silent]).all()


def lender_of(model: Known) -> ModelFolder | None:
    """The bundled model whose phones can run beside a model without any; None for other languages."""
    if phone_head_of(model) is not None or len(model.alphabet) > MOST_TOKENS:
        return None
    for path in bundled_models().values():
        folder = ModelFolder.load(path)
        if primary(folder.language) == primary(model.language) and folder.phone_head is not None:
            return folder
    return None
