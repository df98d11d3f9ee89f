"""English: normalisation, spoken forms, letter names, respellings, common words, phones."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from earmark.language.endings import Ending
from earmark.language.english import (
    endings,
    inverse,
    letters,
    normalization,
    phones,
    respelling,
    spoken_forms,
    transliteration,
)
from earmark.language.phone_set import Phones, PhoneSet
from earmark.language.protocol import MAX_SPOKEN_FORMS
from earmark.language.written import WrittenNumber

COMMON_WORDS = "common.txt"  # beside this file


@dataclass(frozen=True)
class English:
    """English as the bundled model writes it: lower-case Latin letters and apostrophes."""

    code: str = "en"
    spaced: bool = True

    @property
    def phone_set(self) -> PhoneSet:
        """The 40 phones of CMUdict."""
        return phones.PHONE_SET

    @cached_property
    def common_words(self) -> frozenset[str]:
        """Some 550 words that no list should change."""
        lines = files(__name__).joinpath(COMMON_WORDS).read_text(encoding="utf-8").splitlines()
        return frozenset(word for line in lines if not line.startswith("#") for word in line.split())

    @property
    def endings(self) -> tuple[Ending, ...]:
        """Possessive and plural."""
        return endings.ENDINGS

    @property
    def ending_examples(self) -> tuple[str, ...]:
        """Nouns."""
        return endings.EXAMPLES

    def normalize(self, text: str) -> str:
        """See :func:`earmark.language.english.normalization.normalize`."""
        return normalization.normalize(text)

    def fold(self, text: str) -> str:
        """Small letters without accents."""
        return normalization.fold(text)

    def unspeakable(self, text: str, letters: Container[str] | None = None) -> str:
        """The characters of ``text`` that have no spoken form, or letters that a model does not write."""
        lost = normalization.unspeakable(text)
        if letters is not None:
            lost += "".join(c for c in normalization.normalize(text) if c != " " and c not in letters)
        return "".join(dict.fromkeys(lost))

    def spoken_forms(self, text: str, limit: int = MAX_SPOKEN_FORMS) -> tuple[str, ...]:
        """See :func:`earmark.language.english.spoken_forms.spoken_forms`."""
        return spoken_forms.spoken_forms(text, limit)

    def transliterate(self, text: str) -> str | None:
        """A name of another alphabet in Latin letters, None where it has no such letters."""
        return transliteration.transliterate(text) if normalization.unspeakable(text) else None

    def respelled_forms(self, spelling: str) -> tuple[str, ...]:
        """``zuh-LEN-skee`` -> ``zuhlenskee``, ``zuh len skee``."""
        return spoken_forms.respelled_forms(spelling)

    def respell(self, syllable: str, stressed: bool = True) -> Phones:
        """Phones of a syllable of a newspaper's respelling."""
        return respelling.respell(syllable, stressed)

    def letter_names(self, word: str) -> Phones:
        """``ab`` -> the phones of "ay bee"."""
        return letters.letter_names(word)

    def said_by_letters(self, word: str) -> bool:
        """Whether ``word`` has no vowel and two to six letters."""
        return letters.said_by_letters(word)

    def from_arpabet(self, text: str) -> Phones:
        """Phones of ARPAbet, the notation of CMUdict."""
        return phones.from_arpabet(text)

    def write_numbers(self, words: Sequence[str]) -> Sequence[WrittenNumber]:
        """See :func:`earmark.language.english.inverse.write_numbers`."""
        return inverse.write_numbers(words)

    @property
    def titles(self) -> Mapping[str, str]:
        """``mister`` and ``Mr.``, and others."""
        return normalization.WRITTEN_TITLES
