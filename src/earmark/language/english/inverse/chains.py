"""Chains of points: ``version two point three point one`` is 2.3.1, ``three dot five`` 3.5."""

from __future__ import annotations

from earmark.language.english.inverse.cardinals import NUMBER_WORDS, crowded, read_cardinal
from earmark.language.english.inverse.figures import read_figures
from earmark.language.english.inverse.pairs import read_pair
from earmark.language.english.inverse.spoken import Words
from earmark.language.written import WrittenNumber

_LARGEST_PART = 10_000
_DIGIT = 10  # "one ninety two" is one part, "twelve thirty" are two numbers


def write_chain(words: Words, place: int) -> WrittenNumber | None:
    """Write numbers between which ``dot`` stands, or at least two times ``point``."""
    if crowded(words, place) or words[place] == "a":
        return None
    text, end = _part(words, place)
    parts, dots = [text], 0
    while parts[-1] and words[end] in {"point", "dot"}:
        dots += words[end] == "dot"
        text, behind = _part(words, end + 1)
        if not text:
            break
        parts, end = [*parts, text], behind
    whole = len(parts) > 2 or (len(parts) == 2 and dots > 0)
    return WrittenNumber(place, end, ".".join(parts)) if whole else None


def _part(words: Words, place: int) -> tuple[str, int]:
    """Figures one by one, or a number."""
    figures, end = ("0", place + 1) if words[place] in {"oh", "o"} else read_figures(words, place)
    if figures and words[end] not in NUMBER_WORDS:
        return figures, end
    pair = read_pair(words, place)
    if pair is not None and pair.first < _DIGIT:
        return pair.text, pair.end
    number = read_cardinal(words, place)
    if number is None or number.value >= _LARGEST_PART or words[place] == "a":
        return "", place
    return str(number.value), number.end
