"""Lists: the lists of a stream, each in force from a place of it on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from earmark.assemble import Decoded, write
from earmark.biasing import BiasList
from earmark.live.partial import Written
from earmark.models.alphabet import Alphabet

Change = tuple[float, BiasList | None]  # seconds of the stream from which a list is in force
MEET = 0.05  # seconds, a frame, by which the search places a word differently with another list


class Lists:
    """The list in force, and those before it that an utterance on its way has words of."""

    def __init__(self, words: BiasList | None) -> None:
        self._changes: list[Change] = [(0.0, words)]

    @property
    def words(self) -> BiasList | None:
        """The list of the words to come."""
        return self._changes[-1][1]

    def change(self, seconds: float, words: BiasList | None, begun: float) -> None:
        """Put a list in force.

        Args:
            seconds: of the stream, from which on.
            words: the list.
            begun: seconds of the stream before which all is read; lists before are forgotten.
        """
        self._changes = [*self.between(begun, seconds), (seconds, words)]

    def between(self, start: float, end: float = inf) -> tuple[Change, ...]:
        """The list in force at ``start`` seconds of the stream, and those after it and before ``end``."""
        before = [change for change in self._changes if change[0] <= start]
        return (*before[-1:], *(change for change in self._changes if start < change[0] < end))


@dataclass(frozen=True, eq=False)
class Read:
    """Words of an utterance, read with one list."""

    decoded: Decoded
    words: BiasList | None
    written: list[Written]

    @classmethod
    def of(cls, decoded: Decoded, words: BiasList | None, alphabet: Alphabet) -> Read:
        """The words of the best hypothesis."""
        return cls(decoded, words, list(write(decoded, decoded.hypotheses[0], alphabet, words, inf)))


@dataclass(frozen=True, eq=False)
class Part:
    """Neighbouring words of an utterance that began while one list was in force."""

    read: Read
    written: Sequence[Written]  # those of the words
    start: float  # seconds of the stream
    end: float


def parts(changes: Sequence[Change], read: Callable[[BiasList | None], Read]) -> list[Part]:
    """The words of an utterance, each by the list that was in force when it began.

    The utterance is read as a whole with each list. One reading goes over to the next where both begin a word
    after the change. So no word is lost or read twice, and a list that replaces an equal one changes nothing.
    Where the two have no such place, the list counts from a later word on.

    Args:
        changes: the list in force at the beginning, and those after it.
        read: reads the utterance with a list; called once for each that is in force where a word begins.
    """
    (_, words), *later = changes
    current, first, start = read(words), 0, 0.0
    known = {id(words): current}
    found: list[Part] = []
    while later and (due := _begun(current.written, first, later[0][0])) < len(current.written):
        began = current.written[due][0].start
        while later and later[0][0] <= began:
            _, words = later.pop(0)
        if id(words) not in known:
            known[id(words)] = read(words)
        other = known[id(words)]
        meeting = _meeting(current.written, due, other.written)
        if meeting is None:
            continue
        last, following = meeting
        end = min(current.written[last][0].start, other.written[following][0].start)
        found.append(Part(current, current.written[first:last], start, end))
        current, first, start = other, following, end
    return [*found, Part(current, current.written[first:], start, inf)]


def _begun(written: Sequence[Written], first: int, seconds: float) -> int:
    """The first word from ``first`` on that begins at a place of the stream or behind it."""
    return next((n for n in range(first, len(written)) if written[n][0].start >= seconds), len(written))


def _meeting(written: Sequence[Written], due: int, other: Sequence[Written]) -> tuple[int, int] | None:
    """The first words, from ``due`` on, that both readings begin at one place: each nearest to the other."""
    if not other:
        return None
    for last in range(due, len(written)):
        start = written[last][0].start
        nearest = _nearest(other, start)
        began = other[nearest][0].start
        if abs(began - start) <= MEET and _nearest(written, began) == last:
            return last, nearest
    return None


def _nearest(written: Sequence[Written], start: float) -> int:
    """The word that begins nearest to a place of the stream."""
    return min(range(len(written)), key=lambda n: abs(written[n][0].start - start))
