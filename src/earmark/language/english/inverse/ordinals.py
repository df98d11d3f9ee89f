"""Ordinals: ``twenty first`` is 21st."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import SMALL, TENS, Cardinal, crowded, read_cardinal
from earmark.language.english.inverse.spoken import Words
from earmark.language.written import WrittenNumber

_LOW = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
)
_HIGH = "fifteenth sixteenth seventeenth eighteenth nineteenth"
UNITS = {word: number for number, word in enumerate(f"{_LOW} {_HIGH}".split(), 1)}
_TENTHS = {f"{word[:-1]}ieth": number for word, number in TENS.items()}
_ROUND = {"hundredth": 100, "thousandth": 1000, "millionth": 10**6}
ORDINAL_WORDS = frozenset({*UNITS, *_TENTHS, *_ROUND})


def read_ordinal(words: Words, place: int) -> Cardinal | None:
    """Read ``fifth``, ``twenty first``, ``two hundred and third``, ``fiftieth``."""
    simple = _last(words[place], 0)
    if simple:
        return Cardinal(simple, place + 1)
    number = read_cardinal(words, place)
    if number is None or words[place] == "a":
        return None
    end = number.end + (words[number.end] == "and" and number.value % 100 == 0)
    last = _last(words[end], number.value)
    if last:
        return Cardinal(number.value + last, end + 1)
    size = _ROUND.get(words[number.end], 1)
    counted = number.value % min(size, 1000)  # the hundreds of "one thousand two hundredth"
    if not counted or (size > 100 and number.value > counted):
        return None
    return Cardinal(number.value - counted + counted * size, number.end + 1)


def _last(word: str, before: int) -> int:
    """The value of the ordinal that ends a number, where it fits behind ``before``."""
    value = UNITS.get(word, 0) or _TENTHS.get(word, 0)
    fits = not before or before % 100 == 0 or (before % 10 == 0 and before % 100 >= 20 and value < 10)
    return value if fits else 0


def ordinal_text(value: int) -> str:
    """``21`` to ``21st``."""
    tail = "th" if value % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value:,}{tail}"


def write_ordinal(words: Words, place: int) -> WrittenNumber | None:
    """Write an ordinal of the tenth and later; fractions stay."""
    number = read_ordinal(words, place)
    if number is None or number.value < SMALL or crowded(words, place):
        return None
    return (
        None
        if _fraction(words, place, number)
        else WrittenNumber(place, number.end, ordinal_text(number.value))
    )


def _fraction(words: Words, place: int, number: Cardinal) -> bool:
    """Whether it is a part: ``a tenth``, ``one hundredth of a second``."""
    if number.end == place + 1:
        return words[place - 1] in {"one", "a"}
    part = words[place] == "one" and words[place + 1] in _ROUND and words[place - 1] != "the"
    return part and words[number.end] == "of"
