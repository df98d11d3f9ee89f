"""Figures said one by one: telephone numbers, codes."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import DIGITS, NUMBER_WORDS, crowded, two_figures
from earmark.language.english.inverse.spoken import Words, word_set
from earmark.language.written import WrittenNumber

_OHS = frozenset({"oh", "o"})
_TIMES = {"double": 2, "triple": 3}
_FEWEST = 3  # figures one by one that are one number
_WITHOUT_GROUPS = frozenset({3, 6, 7})  # figures of a telephone number before its last four
_LONG = 5  # figures that are a number whatever stands behind them
_NOT_BEHIND = word_set("hundred thousand million billion point percent")
_CODES = word_set(
    "pin code number password passcode dial call extension zip id security phone cell account card "
    "combination ticket order reference serial tracking confirmation route flight room area"
)  # that any figures may follow
_NEAR = 4  # words between such a word and the figures
_COUNTS = ("1234567890", "987654321", "2468", "13579")
_LONGEST_TEST = 8  # "testing one two one two" has only ones and twos
_SETS = frozenset({"60", "61", "62", "63", "64", "75", "76"})  # of tennis, the winner's games first


def write_figures(words: Words, place: int) -> WrittenNumber | None:
    """Write at least three figures said one by one; counting and scores of tennis stay words."""
    if crowded(words, place):
        return None
    plus = words[place] == "plus"
    figures, end = _with_last_groups(words, place + plus)
    if (
        len(figures) < _FEWEST
        or words[end] in _NOT_BEHIND
        or (len(figures) < _LONG and words[end] in NUMBER_WORDS)
    ):
        return None
    coded = words.lately(place, _CODES, _NEAR)
    if not coded and _said_for_itself(figures):
        return None
    if words.lately(place, {"security"}, _NEAR) and len(figures) == 9:
        return WrittenNumber(place, end, f"{figures[:3]}-{figures[3:5]}-{figures[5:]}")
    return WrittenNumber(place, end, f"+{figures}" if plus else _grouped(figures))


def _said_for_itself(figures: str) -> bool:
    """Whether the figures count, test a microphone or are sets of tennis."""
    if any(figures in count for count in _COUNTS):
        return True
    if len(figures) <= _LONGEST_TEST and set(figures) == {"1", "2"}:
        return True
    pairs = [figures[k : k + 2] for k in range(0, len(figures), 2)]
    return len(figures) > _FEWEST and all(pair in _SETS or pair[::-1] in _SETS for pair in pairs)


def _with_last_groups(words: Words, place: int) -> tuple[str, int]:
    """Figures one by one; the last of a telephone number may be said two by two."""
    figures, end = read_figures(words, place, oh=True)
    third = two_figures(words, end) if len(figures) in _WITHOUT_GROUPS and figures not in _COUNTS[0] else None
    last = None if third is None else two_figures(words, third.end)
    if third is None or last is None:
        return figures, end
    return f"{figures}{third.value:02d}{last.value:02d}", last.end


def read_figures(words: Words, place: int, oh: bool = False) -> tuple[str, int]:
    """Read figures from a place on, and the place behind them; ``oh`` where the first may be said so."""
    found, end = "", place
    while True:
        times = _TIMES.get(words[end], 1)
        word = words[end + (times > 1)]
        if words.have(end, "one", "eight", "hundred") and not found:
            found, end = "1800", end + 3
            continue
        zero = word in _OHS and (found or times > 1 or (oh and _begins(words, end)))
        if word not in DIGITS and not zero:
            return found, end
        found += str(DIGITS.get(word, 0)) * times
        end += 1 + (times > 1)


def _begins(words: Words, place: int) -> bool:
    """Whether an ``oh`` begins a number: four figures follow it, and none stands before it."""
    follow = all(words[place + k] in DIGITS or words[place + k] in _OHS for k in range(1, 5))
    return follow and words[place - 1] not in _OHS


def _grouped(figures: str) -> str:
    """Telephone numbers of North America in their groups; others in one piece."""
    if len(figures) == 7:
        return f"{figures[:3]}-{figures[3:]}"
    if len(figures) == 10:
        return f"{figures[:3]}-{figures[3:6]}-{figures[6:]}"
    if len(figures) == 11 and figures[0] == "1":
        return f"1-{figures[1:4]}-{figures[4:7]}-{figures[7:]}"
    return figures
