"""Language: everything that lists, lexica, training and scoring need to know about one language."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Protocol

from earmark.language.endings import Ending
from earmark.language.phone_set import Phones, PhoneSet
from earmark.language.written import WrittenNumber

MAX_SPOKEN_FORMS = 6  # of one phrase: each costs paths in the context graph, and later ones are rarely said


class Language(Protocol):
    """How one language is written and spoken. Immutable and hashable: any number of threads may share one."""

    def __hash__(self) -> int: ...

    @property
    def code(self) -> str:
        """ISO 639 code, such as ``en``."""
        ...

    @property
    def spaced(self) -> bool:
        """Whether spaces separate words."""
        ...

    @property
    def phone_set(self) -> PhoneSet | None:
        """Phones of its lexica; None: no phonetics."""
        ...

    @property
    def common_words(self) -> frozenset[str]:
        """Normalised words that no list should change; empty where none are known."""
        ...

    @property
    def endings(self) -> tuple[Ending, ...]:
        """What an entry may be said with, each numbered by its place; none where they are not known."""
        ...

    @property
    def ending_examples(self) -> tuple[str, ...]:
        """Nouns by which a model learns what stands around each ending."""
        ...

    def normalize(self, text: str) -> str:
        """Write ``text`` as it is spoken, one space between words: the form that models are trained on.

        Characters that are not spoken vanish: callers that must not lose them ask :meth:`unspeakable` first.
        """
        ...

    def fold(self, text: str) -> str:
        """``text`` in small letters, as grapheme-to-phoneme models and lexica have them."""
        ...

    def unspeakable(self, text: str, letters: Container[str] | None = None) -> str:
        """The characters of ``text`` that :meth:`normalize` would lose, in order, each once.

        Args:
            text: as it is written.
            letters: those that a model writes; other letters of the spoken form count as lost, too.
        """
        ...

    def spoken_forms(self, text: str, limit: int = MAX_SPOKEN_FORMS) -> tuple[str, ...]:
        """Up to ``limit`` ways to say ``text``, the plain one first; none if part of it cannot be said."""
        ...

    def transliterate(self, text: str) -> str | None:
        """``text`` in the language's own letters where :meth:`spoken_forms` reads it so, else None."""
        ...

    def respelled_forms(self, spelling: str) -> tuple[str, ...]:
        """Normalised forms of a respelling such as ``zuh-LEN-skee``: joined, and with its parts apart."""
        ...

    def respell(self, syllable: str, stressed: bool = True) -> Phones:
        """Phones of one syllable of a respelling; none where the language has no rules for them."""
        ...

    def letter_names(self, word: str) -> Phones:
        """Phones of the names of the letters of ``word`` in turn; none where they are unknown."""
        ...

    def said_by_letters(self, word: str) -> bool:
        """Whether ``word`` can only be said letter by letter, such as ``mdr``."""
        ...

    def write_numbers(self, words: Sequence[str]) -> Sequence[WrittenNumber]:
        """Find numbers, dates, times, money, measures and acronyms among the spoken words of one sentence.

        Returns those that are written in figures or capitals, in the order of the words; none where the
        language has no rules for them.
        """
        ...

    @property
    def titles(self) -> Mapping[str, str]:
        """Spoken titles before names, and how they are written: ``mister``, ``Mr.``."""
        ...
