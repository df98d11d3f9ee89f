"""One exception family: what was given, what was expected, what to do."""

from dataclasses import dataclass
from typing import Literal


class EarmarkError(Exception):
    """Bad input or an impossible request, told in one sentence a user can act on.

    The command line prints the sentence and exits with code 2; nothing else in
    earmark is raised on purpose.
    """


class AudioError(EarmarkError):
    """Audio that is missing, unreadable, empty or not finite."""


class WordListError(EarmarkError):
    """A word list that is missing, empty or has lines that cannot be used."""


class ModelError(EarmarkError):
    """An acoustic model that is missing, incomplete or of another format."""


class EmissionsError(EarmarkError):
    """Emissions of the wrong shape or type, or with NaN in them."""


class OptionsError(EarmarkError):
    """An option that is unknown or outside its range."""


class ManifestError(EarmarkError):
    """A JSONL manifest that is missing, empty or has an unreadable row."""


class LanguageModelError(EarmarkError):
    """A language model, or text to train one on, that is missing, damaged or of another kind."""


class PhoneError(EarmarkError):
    """A pronunciation, or a lexicon of them, that cannot be read."""


AudioDiagnosticCode = Literal["clipped", "over_full_scale"]
DiagnosticCode = Literal[
    "unreachable", "switched off", "repeated", "transliterated", "unreadable", "unused", "common_word"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark about one entry of a list, which is used all the same."""

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
    """One remark about an audio, which is transcribed all the same."""

    code: AudioDiagnosticCode
    sentence: str  # for people: the amount, the consequence, what to do
    share: float  # 0..1, of the samples

    def __str__(self) -> str:
        return self.sentence
