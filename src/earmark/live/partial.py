"""Partial: what is read so far of an utterance that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from earmark.transcript import TranscribedWord, WrittenEntry

Written = tuple[TranscribedWord, bool, WrittenEntry | None]  # a word, whether a space precedes it, its entry

# How words become stable: docs/design/streaming.md has the alternatives.
SURE, EARLY = 0.9, 0.3  # confidence from which one verified hypothesis suffices, seconds after a word's end
OLD = 4.0  # seconds after its end at which a word is stable in any case
ENDED = 0.2  # seconds before the end of a verified hypothesis: later words are read by the first pass
FOLLOWED = (
    0.05  # seconds, a frame, that follow an entry which is not verified: a longer word may begin with it
)
CLOSE = 0.15  # seconds, three frames, by which two passes may place a word differently


@dataclass(frozen=True)
class Partial:
    """Words of the utterance that goes on; ``stable + tentative`` is its text.

    The final transcript may have others: it is read with all that follows.
    """

    stable: str  # of all passes, entries verified; stays in all later partials of the utterance
    tentative: (
        str  # of all passes, and behind them of the first pass; begins with the space that separates it
    )
    words: tuple[TranscribedWord, ...] = ()  # of both, with times in the stream
    seconds: float = 0.0  # of the stream, up to which they were read
    entries: tuple[WrittenEntry, ...] = ()  # of the list among the words; ``log_odds`` is None where one is
    # not verified yet, as at the end of ``tentative``

    @property
    def text(self) -> str:
        """The words so far."""
        return self.stable + self.tentative


class Settling:
    """Keeps words once they are stable, whatever later hypotheses have in their place."""

    def __init__(self) -> None:
        self._stable: list[Written] = []
        self._verified: list[Written] = []  # behind them
        self._before: Sequence[Written] = ()  # the verified hypothesis before

    def settle(self, found: Sequence[Written], seconds: float) -> None:
        """Take a verified hypothesis; its first words may become stable.

        Args:
            found: its words in order.
            seconds: of the stream, up to which it was read.
        """
        behind = _behind(self._stable, found)
        self._stable += takewhile(lambda written: self._is_settled(written[0], seconds), behind)
        ended = [written for written in found if written[0].end <= seconds - ENDED]
        self._verified, self._before = _behind(self._stable, ended), found

    def partial(self, found: Sequence[Written], seconds: float) -> Partial:
        """Combine the verified words with those of a hypothesis of the first pass behind them."""
        read = self._stable + self._verified
        behind = _behind(read, found)
        if behind and behind[-1][2] is not None and behind[-1][0].end > seconds - FOLLOWED:
            behind = behind[:-1]
        whole = read + behind
        stable = text_of(self._stable)
        words = tuple(word for word, _, _ in whole)
        entries = tuple(entry for _, _, entry in whole if entry is not None)
        return Partial(stable, text_of(whole)[len(stable) :], words, round(seconds, 3), entries)

    def _is_settled(self, word: TranscribedWord, seconds: float) -> bool:
        """Whether a word of a verified hypothesis is sure, or stood in the one before, or is old."""
        sure = word.confidence is not None and word.confidence >= SURE and word.end <= seconds - EARLY
        return sure or word.end <= seconds - OLD or any(_is_same(word, one[0]) for one in self._before)


def _behind(read: Sequence[Written], found: Sequence[Written]) -> list[Written]:
    """Words behind those that are read; the last of those may lie elsewhere in another hypothesis."""
    if not read:
        return list(found)
    last = read[-1][0]
    behind = [written for written in found if written[0].start >= last.end]
    again = behind and behind[0][0].start > last.start and _is_same(behind[0][0], last)
    return behind[1:] if again else behind


def _is_same(word: TranscribedWord, other: TranscribedWord) -> bool:
    return word.text == other.text and abs(word.start - other.start) < CLOSE


def text_of(written: Sequence[Written]) -> str:
    """Words with the spaces between them."""
    return "".join(" " * spaced + word.text for word, spaced, _ in written).lstrip()
