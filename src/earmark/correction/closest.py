"""The given words that an entry most likely stands for: not all that were said while it was.

The search places an entry by time, and drops given words that the audio does not have. A speaker's label or a
word too many beside an entry stays.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from earmark.correction.given import GivenWord
from earmark.correction.pieces import GivenPiece
from earmark.correction.placing import PlacedPart
from earmark.correction.wording import Place

MARGIN = 0.1  # of likeness, by which other words have to be more like the entry
LEAST = 0.5  # likeness of words beside a gap in which an entry would be inserted
BOUNDARIES = ":;?!()[]{}<>♪|="  # marks that no name has inside


def closest_place(
    piece: GivenPiece, place: Place, spoken: str, words: Sequence[GivenWord], taken: Container[int]
) -> Place:
    """Return the neighbouring parts whose letters are most like the entry's, ``place`` if none are more so.

    Args:
        piece: in which the entry was found.
        place: as the search has it.
        spoken: words of the entry.
        words: all given words.
        taken: indices of the piece's parts that other entries stand for.
    """
    own = [n for n, placed in enumerate(piece.parts) if placed.part in place.parts]
    low = own[0] if own else _gap(piece, place)
    high = own[-1] + 1 if own else low
    like = _likeness(piece.parts[low:high], spoken) if _is_whole(piece.parts[low:high], words) else 0.0
    best, chosen = (like + MARGIN if own else LEAST), (low, high)
    for first, end in _ranges(max(low - 1, 0), min(high + 1, len(piece.parts))):
        if any(n in taken for n in range(first, end)):
            continue
        likeness = _likeness(piece.parts[first:end], spoken)
        if likeness > best and _is_whole(piece.parts[first:end], words):
            best, chosen = likeness, (first, end)
    return place if chosen == (low, high) else piece.place_between(*chosen)


def _gap(piece: GivenPiece, place: Place) -> int:
    """The part before which a place without parts lies."""
    after = (n for n, placed in enumerate(piece.parts) if placed.part is place.after)
    return next(after, len(piece.parts))


def _ranges(low: int, high: int) -> Iterator[tuple[int, int]]:
    """All stretches within a range, the longest first: of equals the longest is taken."""
    for length in range(high - low, 0, -1):
        for first in range(low, high - length + 1):
            yield first, first + length


def _likeness(parts: Sequence[PlacedPart], spoken: str) -> float:
    """0..1: of the letters of parts and entry."""
    letters = "".join(word for placed in parts for word in placed.words)
    return Levenshtein.normalized_similarity(letters, spoken.replace(" ", "")) if letters else 0.0


def _is_whole(parts: Sequence[PlacedPart], words: Sequence[GivenWord]) -> bool:
    """Whether no mark stands between the parts that ends whatever a name could be."""
    for before, after in zip(parts, parts[1:], strict=False):
        one, other = before.part, after.part
        if one.word == other.word:
            between = words[one.word].text[one.end : other.begin]
        else:
            between = words[one.word].text[one.end :] + words[other.word].text[: other.begin]
        if any(mark in between for mark in BOUNDARIES):
            return False
    return True
