"""Word: one entry of a word list, as plain data, checked when it is made."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from earmark.errors import PhoneError, WordListError
from earmark.language.english.normalization import spoken_form, unspeakable
from earmark.lexicon.phone_set import from_ipa

MAX_WEIGHT = 10.0  # beyond it an entry is written wherever it begins to fit, or can never be
MAX_CHARACTERS = 200  # longer lines are pasted paragraphs, not words

_SIMPLE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*\Z")  # most entries: nothing to normalise or refuse
_SEPARATORS = re.compile(r"[|;]")  # between several pronunciations in one cell
_IPA_NAMES = ("LATIN ", "GREEK SMALL ", "MODIFIER LETTER ", "COMBINING ")
_IPA_MARKS = frozenset(" .|/[]()‖‿↗↘")


@dataclass(frozen=True, slots=True)  # lists have 100,000 of them
class Word:
    """A word or phrase to listen for.

    Whitespace is collapsed and text brought to Unicode NFC. ``sounds_like`` and ``ipa`` take one string or
    several; one string may hold several, separated by ``|`` or ``;``.

    Raises:
        WordListError: nothing in it can be spoken, a weight is no number, a field has the wrong type.
    """

    text: str  # as spoken or written: "Zelenskyy", "MRI", "Blue Island"
    display_as: str | None = None  # what the transcript shows; None = text
    weight: float = 1.0  # factor on the boost, -10..10; negative suppresses, 0 switches the entry off
    sounds_like: tuple[str, ...] = ()  # spellings that read aloud as it sounds: "zuh-LEN-skee"
    ipa: tuple[str, ...] = ()  # pronunciations in the International Phonetic Alphabet

    def __post_init__(self) -> None:
        if not (type(self.text) is str and _SIMPLE.match(self.text) and len(self.text) <= MAX_CHARACTERS):
            object.__setattr__(self, "text", _clean("the phrase", self.text))
            if not self.text:
                raise WordListError("the phrase is empty; write a word or phrase, or remove the entry")
        if self.display_as is not None:
            object.__setattr__(self, "display_as", _clean("display_as", self.display_as) or None)
        if self.sounds_like:
            object.__setattr__(self, "sounds_like", _several("sounds_like", self.sounds_like))
        else:
            object.__setattr__(self, "sounds_like", ())
        object.__setattr__(self, "ipa", _several("ipa", self.ipa) if self.ipa else ())
        if type(self.weight) is not float or not -MAX_WEIGHT <= self.weight <= MAX_WEIGHT:
            object.__setattr__(self, "weight", _weight(self.weight))
        for spelling in self.sounds_like:
            _check_speakable(spelling, f"sounds_like {spelling!r}")
        for pronunciation in self.ipa:
            _check_ipa(pronunciation)
        if not self.sounds_like:
            _check_speakable(self.text, repr(self.text))

    @property
    def display(self) -> str:
        """What the transcript shows where the entry is written."""
        return self.text if self.display_as is None else self.display_as


def _clean(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise WordListError(f"{name} is {value!r}, of type {type(value).__name__}; write it as text")
    text = unicodedata.normalize("NFC", " ".join(value.split()))
    if len(text) > MAX_CHARACTERS:
        raise WordListError(
            f"{name} has {len(text)} characters, more than {MAX_CHARACTERS}; give one word or phrase an entry"
        )
    return text


def _several(name: str, value: object) -> tuple[str, ...]:
    items: Iterable[object] = [value] if isinstance(value, str) else value  # type: ignore[assignment]
    if not isinstance(items, list | tuple):
        raise WordListError(
            f"{name} is {value!r}, of type {type(value).__name__}; write text or a list of texts"
        )
    parts = (part for i in items for part in (_SEPARATORS.split(i) if isinstance(i, str) else [i]))
    return tuple(dict.fromkeys(c for c in (_clean(name, part) for part in parts) if c))


def _weight(value: object) -> float:
    try:
        if isinstance(value, bool):
            raise TypeError
        weight = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise WordListError(
            f"weight {value!r} is not a number; write a number such as 1.0 or leave it empty"
        ) from None
    if not math.isfinite(weight) or abs(weight) > MAX_WEIGHT:
        raise WordListError(
            f"weight {value} is out of range; write a number from {-MAX_WEIGHT:g} to {MAX_WEIGHT:g}, "
            "1 is usual and negative suppresses"
        )
    return weight


def _check_speakable(text: str, what: str) -> None:
    if _SIMPLE.match(text):
        return
    lost = unspeakable(text)
    if lost:
        raise WordListError(
            f"{what} holds {_named(lost)}, which the model's letters a-z cannot spell; "
            "write it in Latin letters, or add sounds_like"
        )
    if not spoken_form(text):
        raise WordListError(f"{what} has no letter or digit to say; write what is spoken, or add sounds_like")


def _check_ipa(pronunciation: str) -> None:
    wrong = "".join(dict.fromkeys(c for c in pronunciation if not _is_ipa(c)))
    if wrong:
        raise WordListError(
            f"ipa {pronunciation!r} holds {_named(wrong)}, which is no IPA symbol; "
            "write IPA such as zəˈlɛnski"
        )
    if not any(unicodedata.category(c) in {"Ll", "Lo"} for c in pronunciation):
        raise WordListError(
            f"ipa {pronunciation!r} names no sound; write IPA such as zəˈlɛnski or leave it empty"
        )
    try:
        from_ipa(pronunciation)
    except PhoneError as error:
        raise WordListError(f"ipa {error}") from None


def _is_ipa(c: str) -> bool:
    return c in _IPA_MARKS or unicodedata.name(c, "").startswith(_IPA_NAMES)


def _named(characters: str) -> str:
    """``'ї'`` or, for what does not show, its code point and name."""
    return ", ".join(
        repr(c) if c.isprintable() else f"U+{ord(c):04X} {unicodedata.name(c, 'control character').lower()}"
        for c in characters[:5]
    ) + (" and others" if len(characters) > 5 else "")
