"""Numbers that are one word with what they count: ``twenty five year old``, ``thirty second clip``."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import NUMBER_WORDS, SMALL, crowded, read_cardinal, read_tens
from earmark.language.english.inverse.nouns import DETERMINERS, may_be_noun
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_AGES = frozenset({"year", "month", "week", "day", "hour", "minute"})
_UNITS = _AGES | word_set(
    "mile foot inch pound page yard ounce gallon acre karat carat story storey seat man bit"
)
_MEDIA = word_set(
    "ad ads advert commercial commercials clip clips spot spots video videos film timer delay window "
    "break pause rule interval intervals timeout countdown trailer audio recording sample samples"
)  # that a number of seconds stands before
_LASTING = word_set("a another every per each")
_SECONDS = 10  # the least ordinal that may be seconds: "twenty second clip"


def write_span(words: Words, place: int) -> WrittenNumber | None:
    """Write an age, or a unit in the singular before a noun, with hyphens."""
    if words[place] == "a" or crowded(words, place):
        return None
    number = read_cardinal(words, place)
    if number is None or words[number.end] not in _UNITS:
        return _seconds(words, place)
    unit, after = words[number.end], number.end + 1
    if unit in _AGES and words[after] in {"old", "olds"}:
        single = number.value == 1 and words[place - 1] not in DETERMINERS
        return None if single else WrittenNumber(place, after + 1, f"{number.text}-{unit}-{words[after]}")
    noun = may_be_noun(words, after) and words[after] not in NUMBER_WORDS
    return WrittenNumber(place, after, f"{number.text}-{unit}") if noun and number.value >= SMALL else None


def _seconds(words: Words, place: int) -> WrittenNumber | None:
    """``thirty second`` before what lasts; an ordinal elsewhere."""
    number = read_tens(words, place)
    if number is None or number.value < _SECONDS or words[number.end] != "second":
        return None
    lasting = words[place - 1] in _LASTING or words[number.end + 1] in _MEDIA
    return WrittenNumber(place, number.end + 1, f"{number.value}-second") if lasting else None
