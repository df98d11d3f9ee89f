"""Word: one entry of a word list, as plain data, checked when it is made."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from earmark.checks import is_switch, shown
from earmark.errors import WordListError

MAX_WEIGHT = 10.0  # beyond it an entry is written wherever it begins to fit, or can never be
MAX_CHARACTERS = 200  # longer lines are pasted paragraphs, not words

_SIMPLE = re.compile(r"[!-~]+(?: [!-~]+)*\Z")  # most entries: ASCII without runs of spaces, in NFC already
_SEPARATORS = re.compile(r"[|;]")  # between several pronunciations in one cell
_FIELDS = frozenset({"text", "display_as", "weight", "sounds_like", "ipa"})


@dataclass(frozen=True, slots=True)  # lists have 100,000 of them
class Word:
    """A word or phrase of a list, in any script.

    Whitespace is collapsed and text brought to Unicode NFC. ``sounds_like`` and ``ipa`` take one string or
    several; one string may hold several, separated by ``|`` or ``;``. Whether a model can write the entry and
    read its pronunciations is decided when the list is compiled for it.

    Raises:
        WordListError: the text is empty or too long, a weight is out of range, or a field has the wrong type.
    """

    text: str  # as spoken or written: "Zelenskyy", "MRI", "Blue Island"
    display_as: str | None = None  # what the transcript shows; None = text
    weight: float = 1.0  # factor on the boost, -10..10; negative suppresses, 0 switches the entry off
    sounds_like: tuple[str, ...] = ()  # spellings that read aloud as it sounds: "zuh-LEN-skee"
    ipa: tuple[str, ...] = ()  # pronunciations in the International Phonetic Alphabet

    def __new__(cls, *values: object, **named: object) -> Self:
        """Refuse fields that do not exist; the dataclass sets the others."""
        if not named.keys() <= _FIELDS:
            unknown = min(named.keys() - _FIELDS)
            raise WordListError(f"a Word has no {unknown!r}: its fields are {', '.join(sorted(_FIELDS))}")
        return object.__new__(cls)

    def __post_init__(self) -> None:
        text = self.text
        if not (type(text) is str and len(text) <= MAX_CHARACTERS and _SIMPLE.match(text)):
            object.__setattr__(self, "text", _clean("the phrase", text))
            if not self.text:
                raise WordListError("the phrase is empty; write a word or phrase, or remove the entry")
        if self.weight != 1.0 or type(self.weight) is not float:
            object.__setattr__(self, "weight", _weight(self.weight))
        if self.display_as is not None:
            object.__setattr__(self, "display_as", _clean("display_as", self.display_as) or None)
        if self.sounds_like != ():
            object.__setattr__(self, "sounds_like", _several("sounds_like", self.sounds_like))
        if self.ipa != ():
            object.__setattr__(self, "ipa", _several("ipa", self.ipa))

    @property
    def display(self) -> str:
        """What the transcript shows where the entry is written."""
        return self.text if self.display_as is None else self.display_as


def _clean(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise WordListError(f"{name} is {shown(value)}, of type {type(value).__name__}; write it as text")
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if len(text) > MAX_CHARACTERS:
        raise WordListError(
            f"{name} has {len(text)} characters, more than {MAX_CHARACTERS}; give one word or phrase an entry"
        )
    return text


def _several(name: str, value: object) -> tuple[str, ...]:
    items: Iterable[object] = [value] if isinstance(value, str) else value or ()  # type: ignore[assignment]
    if not isinstance(items, list | tuple):
        raise WordListError(
            f"{name} is {shown(value)}, of type {type(value).__name__}; write text or a list of texts"
        )
    parts = (part for i in items for part in (_SEPARATORS.split(i) if isinstance(i, str) else [i]))
    return tuple(dict.fromkeys(c for c in (_clean(name, part) for part in parts) if c))


def _weight(value: object) -> float:
    try:
        if is_switch(value):
            raise TypeError
        weight = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise WordListError(
            f"weight {shown(value)} is not a number; write a number such as 1.0 or leave it empty"
        ) from None
    if not math.isfinite(weight) or abs(weight) > MAX_WEIGHT:
        raise WordListError(
            f"weight {value} is out of range; write a number from {-MAX_WEIGHT:g} to {MAX_WEIGHT:g}, "
            "1 is usual and negative suppresses"
        )
    return weight
