"""Which of an entry's phones belong to which of its words."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from earmark.language import Phones

PHONES_PER_LETTER = 0.85  # of English names: 5.9 phones in 7 letters


def split_phones(
    phones: Phones, words: Sequence[str], readings: Sequence[Sequence[Phones]], boundary: int
) -> tuple[Phones, ...] | None:
    """The phones of each word; None where there are fewer phones than words.

    Boundaries decide where there are as many as are needed. Else the cuts are those that leave each
    word the nearest, in edits, to one of its own ``readings``, or to a length that fits its letters.
    """
    parts = _at_boundaries(phones, boundary)
    if len(parts) == len(words):
        return parts
    flat = tuple(phone for part in parts for phone in part)
    if len(flat) < len(words):
        return None
    # best[j]: cost and cuts of the words so far over the first j phones
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for done, (word, known) in enumerate(zip(words, readings, strict=True), 1):
        left = len(words) - done  # words after this one need a phone each
        longer: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (cost, cuts) in best.items():
            for end in range(start + 1, len(flat) - left + 1):
                total = cost + _misfit(flat[start:end], word, known)
                if end not in longer or total < longer[end][0]:
                    longer[end] = (total, (*cuts, end))
        best = longer
    cuts = best[len(flat)][1]
    return tuple(flat[a:b] for a, b in zip((0, *cuts[:-1]), cuts, strict=True))


def _at_boundaries(phones: Phones, boundary: int) -> tuple[Phones, ...]:
    parts: list[list[int]] = [[]]
    for phone in phones:
        if phone == boundary:
            parts.append([])
        else:
            parts[-1].append(phone)
    return tuple(tuple(part) for part in parts if part)


def _misfit(phones: Phones, word: str, readings: Sequence[Phones]) -> float:
    if readings:
        return min(float(Levenshtein.distance(phones, reading)) for reading in readings)
    return abs(len(phones) - PHONES_PER_LETTER * len(word))
