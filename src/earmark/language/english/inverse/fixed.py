"""Expressions that no other rule reads: some have figures of their own, idioms stay words."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import NUMBER_WORDS, SCALES, TENS, crowded, read_cardinal
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_FIXED = {
    ("twenty", "four", "seven"): "24/7",
    ("nine", "eleven"): "9/11",
    ("fifty", "fifty"): "50-50",
    ("covid", "nineteen"): "COVID-19",
    ("twenty", "twenty", "vision"): "20/20 vision",
    ("catch", "twenty", "two"): "catch-22",
}
_IDIOMS = (
    ("forty", "winks"),
    ("ten", "four"),
    ("one", "in", "a", "million"),
    ("fifteen", "love"),
    ("thirty", "love"),
    ("forty", "love"),
)
_BEFORE_TIMES = frozenset({"at", "in", "by", "before", "until", "till"})  # "at nine eleven" is a time
_ABOUT = word_set("something somethings odd ish")  # behind tens: "twenty something"
_FRACTIONS = word_set("half third quarter quarters thirds fifth tenth tenths")


def write_fixed(words: Words, place: int) -> WrittenNumber | None:
    """Write an expression whose figures are fixed, and the score of who has nothing: ``three nil``."""
    for spoken, written in _FIXED.items():
        end = place + len(spoken)
        if (
            words.have(place, *spoken)
            and words[place - 1] not in _BEFORE_TIMES
            and words[end] not in NUMBER_WORDS
        ):
            return None if crowded(words, place) else WrittenNumber(place, end, written)
    score = read_cardinal(words, place)
    if score is not None and words[score.end] == "nil":
        return WrittenNumber(place, score.end + 1, f"{score.value}-0")
    return None


def idiom_end(words: Words, place: int) -> int:
    """The place behind an idiom, whose numbers stay words; the place itself where there is none."""
    for idiom in _IDIOMS:
        if words.have(place, *idiom):
            return place + len(idiom)
    if words[place] in TENS and words[place + 1] in _ABOUT:
        return place + 2
    if words[place] in _FRACTIONS:
        at = place + 1 + (words[place + 1] == "of")
        if words[at] == "a" and words[at + 1] in {*SCALES, "hundred"}:
            return at + 2
    if words[place] == "a" and words[place + 1] in SCALES and words.have(place + 2, "and", "a", "half"):
        return place + 5
    return place
