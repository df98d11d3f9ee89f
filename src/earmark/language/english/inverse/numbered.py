"""Numbers behind what is numbered: ``chapter five``, ``room two fourteen``, ``vitamin d three``."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import NUMBER_WORDS, SMALL, read_cardinal, two_figures
from earmark.language.english.inverse.chains import write_chain
from earmark.language.english.inverse.decimals import read_decimal
from earmark.language.english.inverse.figures import read_figures
from earmark.language.english.inverse.nouns import DETERMINERS, FUNCTION, counted
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_LETTERED = word_set(
    "gate seat row room terminal hall apartment unit suite building flat section platform appendix type"
)
NUMBERED = _LETTERED | word_set(
    "chapter page flight route highway interstate channel step figure table line verse volume episode "
    "season level grade version phase article question exercise track bus lane extension type size "
    "aisle paragraph psalm scene rule item part stage lesson zone district formula division category "
    "clause"
)
_ALSO_PLAIN = word_set("table line track bus part item stage size section")  # "on stage two dancers"
SEVERAL = frozenset(f"{noun}s" for noun in NUMBERED)  # "pages five to seven"
_WITH_FIGURES = word_set("flight route highway interstate channel page bus line extension number")
_VERSES = word_set(
    "genesis exodus leviticus deuteronomy psalm isaiah jeremiah ezekiel matthew mark luke john romans "
    "corinthians ephesians philippians colossians hebrews revelation proverbs"
)  # books whose verses are said behind their chapter
_LISTS = frozenset({"to", "and", "or", "through"})
_LAST_LETTERS = frozenset("bcdefgh")  # behind the number of a seat or an apartment


def write_numbered(words: Words, place: int) -> WrittenNumber | None:
    """Write a number behind its noun, small numbers too."""
    if words[place - 1] in _VERSES and (verse := _verse(words, place)) is not None:
        return verse
    several = words[place - 1] in SEVERAL
    if not (several or words[place - 1] in NUMBERED or _by_number(words, place)):
        return None
    determined = words[place - 2] in DETERMINERS and place - 2 >= words.taken  # "the table two glasses"
    if determined or words[place] in {"a", "zero"}:
        return None
    number = _number(words, place, several)
    if number is None:
        return None
    belongs = len(number.text) > 1 or _belongs(words, number, several)
    return _with_letter(words, number) if belongs else None


def _belongs(words: Words, number: WrittenNumber, several: bool) -> bool:
    """Whether a number below ten belongs to the noun: ``parts one to three``, not ``rooms two men``."""
    if several:
        return words[number.end] in _LISTS and words[number.end + 1] in NUMBER_WORDS
    return words[number.first - 1] not in _ALSO_PLAIN or not counted(words, number.end)


def write_lettered(words: Words, place: int) -> WrittenNumber | None:
    """Write the letter and the number of ``vitamin d three`` and ``gate b twelve`` as one."""
    letter = words[place]
    if len(letter) != 1 or letter == "i" or words[place - 1] not in _LETTERED | {"vitamin"}:
        return None
    number = read_cardinal(words, place + 1)
    if number is None or words[number.end] in NUMBER_WORDS or number.value >= 1000:
        return None
    return WrittenNumber(place, number.end, f"{letter.upper()}{number.value}")


def _by_number(words: Words, place: int) -> bool:
    """Whether ``number`` stands before, and behind something that has one; ``number one`` is the best."""
    noun = words[place - 2]
    if words[place - 1] != "number" or not noun or noun in FUNCTION | DETERMINERS | NUMBER_WORDS:
        return False
    return noun in NUMBERED or words[place] != "one"


def _number(words: Words, place: int, several: bool) -> WrittenNumber | None:
    """A chain of points, a decimal, figures one by one, two numbers as one, or a number."""
    chain = write_chain(words, place)
    if chain is not None:
        return chain
    decimal = read_decimal(words, place)
    if decimal is not None:
        return WrittenNumber(place, decimal.end, decimal.text)
    number = read_cardinal(words, place)
    if number is None:
        return None
    figures, end = read_figures(words, place)
    tail = two_figures(words, number.end) if number.value < 100 else None
    if several and (len(figures) > 1 or tail is not None):
        return None
    if tail is not None and words[tail.end] in NUMBER_WORDS | {"point"}:
        return None
    if len(figures) > 1:
        counting = (
            figures in "123456789" and words[place - 1] not in _LETTERED | _WITH_FIGURES
        )  # "step one two"
        return None if counting else WrittenNumber(place, end, figures)
    if tail is not None:
        return WrittenNumber(place, tail.end, f"{number.value}{tail.value:02d}")
    return WrittenNumber(place, number.end, str(number.value) if number.value < SMALL * 1000 else number.text)


def _with_letter(words: Words, number: WrittenNumber) -> WrittenNumber:
    """``apartment five b`` is apartment 5B."""
    letter = words[number.end]
    if words[number.first - 1] not in _LETTERED or letter not in _LAST_LETTERS:
        return number
    return WrittenNumber(number.first, number.end + 1, f"{number.text}{letter.upper()}")


def _verse(words: Words, place: int) -> WrittenNumber | None:
    """``john three sixteen`` is 3:16."""
    chapter = read_cardinal(words, place)
    verse = None if chapter is None or not chapter.value else read_cardinal(words, chapter.end)
    if chapter is None or verse is None or not 1 <= verse.value < 177 or chapter.value > 150:
        return None
    alone = words[verse.end] not in NUMBER_WORDS | {"a", "p", "am", "pm"} and words[chapter.end] != "a"
    return WrittenNumber(place, verse.end, f"{chapter.value}:{verse.value}") if alone else None
