"""Errors and diagnostics: each says what was given, what was expected and what to do."""

from dataclasses import dataclass
from typing import Literal


class EarmarkError(Exception):
    """Base of all errors that earmark raises: one sentence that a user can act on.

    The command line prints it and exits with code 2.
    """


class AudioError(EarmarkError):
    """Raised for audio that is missing, unreadable, empty or not finite."""


class WordListError(EarmarkError):
    """Raised for a word list that is missing, empty or has lines that cannot be used."""


class ModelError(EarmarkError):
    """Raised for an acoustic model that is missing, incomplete or of another format."""


class EmissionsError(EarmarkError):
    """Raised for emissions of another shape, with NaN, or that are not log-probabilities."""


class OptionsError(EarmarkError):
    """Raised for an option that is unknown or outside its range."""


class ManifestError(EarmarkError):
    """Raised for a JSONL manifest that is missing, empty or has an unreadable row."""


class LanguageModelError(EarmarkError):
    """Raised for a language model, or its training text, that is missing, damaged or of another kind."""


class TranscriptError(EarmarkError):
    """Raised for another recognizer's transcript that cannot be read, or edits that do not fit it."""


class PhoneError(EarmarkError):
    """Raised for a pronunciation or a lexicon that cannot be read."""


class TranscriberError(EarmarkError):
    """Raised for another recognizer that is not installed, cannot be reached or fails."""


AudioDiagnosticCode = Literal["clipped", "over_full_scale"]
DiagnosticCode = Literal[
    "unreachable", "switched_off", "repeated", "transliterated", "unreadable", "unused", "common_word"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Describes a problem with a list entry; the list is used all the same."""

    code: DiagnosticCode
    sentence: str  # for people: the entry, the reason, what to do
    entry: str  # text of the entry
    place: int  # line of its file or position in its list, from 1
    number: int  # of the entry, from 0
    reason: str  # the cause alone

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class AudioDiagnostic:
    """Describes a problem with an audio, which is transcribed all the same."""

    code: AudioDiagnosticCode
    sentence: str  # for people: the amount, the consequence, what to do
    share: float  # 0..1, of the samples

    def __str__(self) -> str:
        return self.sentence
