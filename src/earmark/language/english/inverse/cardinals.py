"""Cardinal numbers: ``two hundred and five`` is 205."""

from __future__ import annotations

from dataclasses import dataclass

from earmark.language.english.inverse.spoken import Words, word_list
from earmark.language.written import WrittenNumber

DIGITS = {
    word: number for number, word in enumerate(word_list("zero one two three four five six seven eight nine"))
}
TEENS = {
    word: number
    for number, word in enumerate(
        word_list("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"),
        10,
    )
}
TENS = {
    word: 10 * number
    for number, word in enumerate(word_list("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SMALL = 10  # numbers below it stay words, unless something beside them is written in figures
_LARGE = 1000  # two such numbers side by side are not one number said in two parts
NUMBER_WORDS = frozenset({*DIGITS, *TEENS, *TENS, *SCALES, "hundred"})
_RANGES = frozenset({"or", "to"})
_MULTIPLES = frozenset({"hundred", *SCALES})


@dataclass(frozen=True)
class Cardinal:
    """A number read from words up to ``end``, exclusive."""

    value: int
    end: int
    scale: str = ""  # "million" and larger where the number is a multiple of it: it stays a word

    @property
    def text(self) -> str:
        """Figures with commas; "5 million"."""
        if self.scale:
            return f"{self.value // SCALES[self.scale]:,} {self.scale}"
        return f"{self.value:,}"


def read_cardinal(words: Words, place: int) -> Cardinal | None:
    """Read the longest cardinal at a place; ``a hundred`` is one where something must be counted by it."""
    end, total, parts = place, 0, 0
    limit = 10**15
    scale = ""
    while True:
        group = _below_thousand(words, end + _and(words, end, total, limit))
        if group is None:
            break
        size = SCALES.get(words[group.end], 1)
        if size >= limit or group.value == 0 and parts:
            break
        total, parts, limit = total + group.value * size, parts + 1, size
        end = group.end + (size > 1)
        scale = words[group.end] if size >= 10**6 else ""
        if size == 1:
            break
    return Cardinal(total, end, scale if parts == 1 else "") if parts else None


def _and(words: Words, end: int, total: int, limit: int) -> int:
    """1 where an ``and`` joins the last group: it is below a hundred and nothing larger follows."""
    if not total or words[end] != "and":
        return 0
    group = read_tens(words, end + 1)
    follows = words[group.end] if group else ""
    return int(group is not None and follows != "hundred" and SCALES.get(follows, 1) == 1)


def _below_thousand(words: Words, place: int) -> Cardinal | None:
    if words.any_of(place, {"a"}) and words[place + 1] in {"hundred", *SCALES}:
        return _hundreds(words, 1, place + 1)
    tens = read_tens(words, place)
    if tens is None or tens.value == 0:
        return tens
    return _hundreds(words, tens.value, tens.end) if tens.value < 100 else tens


def _hundreds(words: Words, count: int, place: int) -> Cardinal:
    """``count`` hundreds and what follows them; ``count`` itself where no hundred stands there."""
    if words[place] != "hundred" or count % 10 == 0:
        return Cardinal(count, place)
    end = place + 1
    joined = end + (words[end] == "and")
    rest = read_tens(words, joined)
    if rest is None or not rest.value or words[rest.end] in {"hundred"}:
        return Cardinal(100 * count, end)
    if joined > end and words[rest.end] in SCALES and count < 10 and _begins_anew(words, rest.end):
        return Cardinal(100 * count, end)
    return Cardinal(100 * count + rest.value, rest.end)


def _begins_anew(words: Words, scale: int) -> bool:
    """Whether ``two hundred and three thousand`` is a range: ``between`` stands before it."""
    return "between" in words.words[max(0, scale - 6) : scale]


def read_tens(words: Words, place: int) -> Cardinal | None:
    """A number below a hundred."""
    word = words[place]
    if word in DIGITS:
        return Cardinal(DIGITS[word], place + 1)
    if word in TEENS:
        return Cardinal(TEENS[word], place + 1)
    if word in TENS:
        unit = DIGITS.get(words[place + 1], 0)
        return Cardinal(TENS[word] + unit, place + 1 + (unit > 0))
    return None


def two_figures(words: Words, place: int) -> Cardinal | None:
    """``oh five`` as 5, ``fifteen`` and ``ninety eight``: the second half of a year or a time."""
    if words[place] in {"oh", "o"}:
        digit = DIGITS.get(words[place + 1], 0)
        return Cardinal(digit, place + 2) if digit else None
    number = read_tens(words, place)
    return number if number is not None and number.value >= 10 else None


def crowded(words: Words, place: int) -> bool:
    """Whether a number word that is not written yet stands directly before a place."""
    return place - 1 >= words.taken and words[place - 1] in NUMBER_WORDS


def in_approximation(words: Words, place: int, end: int) -> bool:
    """Whether it stands in ``two or three hundred``, ``half past ten`` or ``four and twenty``, which stay."""
    before, second = words[place - 1], words[place - 2]
    if before in {"past", "to"} and second in {"half", "quarter"}:
        return True
    lone = second in DIGITS and words[place - 3] not in NUMBER_WORDS | {"and"}
    between = before == "and" and words[place - 3] == "between"
    if before == "and" and lone and not between:
        return True
    shared = (before in _RANGES or between) and lone and words[end - 1] in _MULTIPLES and end > place + 1
    return shared and DIGITS[second] < read_small(words, place)


def read_small(words: Words, place: int) -> int:
    """The value of the number below a hundred that begins there; 0 where none does."""
    number = read_tens(words, place)
    return 0 if number is None else number.value


def write_cardinal(words: Words, place: int) -> WrittenNumber | None:
    """Write a number of 10 and more in figures; ``a hundred`` stays, and so do numbers side by side."""
    number = read_cardinal(words, place)
    if number is None or number.value < SMALL or in_approximation(words, place, number.end):
        return None
    if (words[place] == "a" and number.end == place + 2) or crowded(words, place):
        return None
    if words[number.end] in _MULTIPLES:
        return None
    following = read_cardinal(words, number.end)
    if following is not None and (number.value < _LARGE or following.value < _LARGE):
        return None
    return WrittenNumber(place, number.end, number.text)
