"""Operands: the numbers of a sentence, those in figures and those that are still words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from earmark.language.english.inverse.cardinals import NUMBER_WORDS, SCALES, SMALL, read_cardinal
from earmark.language.english.inverse.nouns import DETERMINERS
from earmark.language.english.inverse.ordinals import UNITS, ordinal_text
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_NO_NUMBERS = DETERMINERS | word_set("no which only first last next only big good other")  # before "one"
_FRACTIONS = word_set("half third thirds quarter quarters fifth fifths tenth tenths sixth eighth eighths")
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)(?: of [A-Z]\w+)?$")
_DATE = re.compile(r"[A-Z]\w+ \d+$")


@dataclass(frozen=True)
class Piece:
    """A number in figures."""

    number: WrittenNumber
    plain: bool  # nothing but the number is written: it may be left in words


@dataclass(frozen=True)
class Operand:
    """A number of a sentence."""

    first: int
    end: int  # exclusive
    text: str  # in figures; empty where it cannot be written so
    written: bool  # a rule wrote it
    plain: bool = True
    low: bool = False  # an ordinal below the tenth, still in words

    @property
    def places(self) -> range:
        """Places of its words."""
        return range(self.first, self.end)

    @property
    def number(self) -> bool:
        """Whether it is a number, perhaps with a sign and a unit; in words, perhaps not."""
        return not self.low and not self.text[:1].isalpha()

    @property
    def ordinal(self) -> bool:
        """Whether it is an ordinal or a day in figures, whose partner may be an ordinal in words."""
        return self.written and (_ORDINAL.search(self.text) is not None or self.day)

    @property
    def ordinal_text(self) -> bool:
        """Whether its figures end as those of an ordinal."""
        return self.text.endswith(("st", "nd", "rd", "th"))

    @property
    def day(self) -> bool:
        """Whether it is a day behind its month."""
        return _DATE.match(self.text) is not None


def read_operands(words: Words, pieces: Sequence[Piece]) -> list[Operand]:
    """Find every number, in the order of the words."""
    found: list[Operand] = []
    place, following = 0, iter(pieces)
    piece = next(following, None)
    while place < len(words):
        if piece is not None and piece.number.first == place:
            number = piece.number
            found.append(Operand(place, number.end, number.text, written=True, plain=piece.plain))
            place, piece = number.end, next(following, None)
            continue
        stop = len(words) if piece is None else piece.number.first
        loose = _in_words(words, place, stop)
        if loose is not None:
            found.append(loose)
        place = place + 1 if loose is None else loose.end
    return found


def _in_words(words: Words, place: int, stop: int) -> Operand | None:
    """A number in words that ends before ``stop``."""
    word = words[place]
    if 0 < UNITS.get(word, 0) < SMALL:
        fraction = words[place - 1] in NUMBER_WORDS | {"a"}
        return None if fraction else Operand(place, place + 1, ordinal_text(UNITS[word]), False, low=True)
    end = place + (word == "a" and words[place + 1] in {"hundred", *SCALES})
    while end < stop and words[end] in NUMBER_WORDS:
        end += 1
    if end == place or _pronoun(words, place, end):
        return None
    number = read_cardinal(words, place)
    whole = number is not None and number.end == end and words[end] not in _FRACTIONS
    return Operand(place, end, number.text if number is not None and whole else "", False)


def _pronoun(words: Words, place: int, end: int) -> bool:
    """Whether ``one`` is not a number: ``this one``, ``one of them``."""
    return (
        end == place + 1 and words[place] == "one" and (words[place - 1] in _NO_NUMBERS or words[end] == "of")
    )
