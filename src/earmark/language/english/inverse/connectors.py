"""Words between two numbers of one expression: ``to``, ``by``, ``divided by``, ``feet``."""

from __future__ import annotations

from earmark.language.english.inverse.numbered import SEVERAL
from earmark.language.english.inverse.spoken import Words, word_list, word_set

_JOIN = frozenset(
    tuple(word_list(words))
    for words in (
        "to", "or", "through", "thru", "till", "until", "by", "times", "over", "versus", "plus", "minus",
        "equals", "divided by", "multiplied by", "of", "out of", "times out of", "up to", "to the power of",
    )
)  # fmt: skip
LONGEST = 4  # words of a connector
RANGES = frozenset(
    {("to",), ("or",), ("and",), ("through",), ("up", "to")}
)  # what stands behind is meant twice
_ARITHMETIC = word_set("times plus minus over by")
_SMALLER_UNIT = {
    "feet": word_set("inch inches tall"),
    "pounds": word_set("ounce ounces"),
    "hours": word_set("minute minutes"),
    "hour": word_set("minute minutes"),
    "minutes": word_set("second seconds"),
    "minute": word_set("second seconds"),
    "days": word_set("hour hours"),
    "weeks": word_set("day days"),
    "years": word_set("month months"),
    "stone": word_set("pound pounds"),
}
_TIMES = word_set("minute minutes second seconds hour hours day days week weeks month months year years")
_MINUTES_PAST = word_set("five ten twenty")


def joins(words: Words, left: range, right: range) -> bool:
    """Whether the words between two numbers, given by their places, make one expression of them."""
    between = tuple(words[k] for k in range(left.stop, right.start))
    if between[1:] == ("the",) and words[left.start - 1] == "the":
        between = between[:1]
    if between == ("is",):
        return words.any_of(left.start - 1, _ARITHMETIC)
    if between == ("and",):
        return words.lately(left.start, {"between"}, 3) or words.any_of(left.start - 1, SEVERAL)
    if between in {("past",), ("after",)}:
        return words[left.stop - 1] in _MINUTES_PAST
    if between == ("in",):
        return len(left) == 1 and words[right.stop] not in _TIMES and words[left.start - 1] != "number"
    return between in _JOIN or _two_units(words, between, right)


def _two_units(words: Words, between: tuple[str, ...], right: range) -> bool:
    """``five feet eleven inches``, ``two hours and thirty minutes``, ``six foot eleven``."""
    if between == ("foot",):
        return True
    smaller = _SMALLER_UNIT.get(between[0]) if between and between[1:] in {(), ("and",)} else None
    return smaller is not None and words.any_of(right.stop, smaller)


def joins_ordinals(words: Words, left: range, right: range) -> bool:
    """Whether the words between two ordinals, ``the`` left out, are those of a range."""
    between = tuple(words[k] for k in range(left.stop, right.start))
    return (between[:-1] if between[-1:] == ("the",) else between) in RANGES
