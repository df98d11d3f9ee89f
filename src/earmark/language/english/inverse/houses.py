"""Numbers of houses: ``twelve thirty four main street`` is 1234 main street."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import TENS, crowded, read_cardinal
from earmark.language.english.inverse.figures import read_figures
from earmark.language.english.inverse.nouns import counted, may_be_noun
from earmark.language.english.inverse.ordinals import UNITS
from earmark.language.english.inverse.pairs import read_pair
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_STREETS = word_set("street road avenue boulevard terrace crescent highway parkway circle")
_ALSO_OTHER = word_set("drive lane court place way square close row hill")  # need something before the number
_BEFORE = word_set("at is address number near to")
_LONGEST_NAME = 3  # words between number and street
_LETTERS = frozenset("bcdefgh")  # "two twenty one b baker street"
_LARGEST = 100_000


def write_house(words: Words, place: int) -> WrittenNumber | None:
    """Write the number before the name of a street, without a comma."""
    if crowded(words, place) or words[place] == "a":
        return None
    text, end = _number(words, place)
    if text and words[end] in _LETTERS and may_be_noun(words, end + 1):
        text, end = f"{text}{words[end].upper()}", end + 1
    addressed = words[place - 1] in _BEFORE
    small = len(text) == 1
    if not text or not _before_street(words, end, addressed) or (small and not addressed and place):
        return None
    return WrittenNumber(place, end, text)


def _number(words: Words, place: int) -> tuple[str, int]:
    """Figures one by one, two numbers as one, or a number."""
    figures, end = read_figures(words, place)
    if len(figures) > 1:
        return figures, end
    pair = read_pair(words, place)
    if pair is not None:
        return pair.text, pair.end
    number = read_cardinal(words, place)
    if number is None or not number.value or number.value >= _LARGEST:
        return "", place
    if words[number.end - 1] in TENS and words[number.end] in UNITS:  # "thirty seventh street"
        return "", place
    return str(number.value), number.end


def _before_street(words: Words, place: int, addressed: bool) -> bool:
    """Whether one to three words of a name and a word for a street follow."""
    for length in range(_LONGEST_NAME):
        if not may_be_noun(words, place + length) or (counted(words, place + length) and not addressed):
            return False
        after = words[place + length + 1]
        if after in _STREETS or (addressed and after in _ALSO_OTHER):
            return True
    return False
