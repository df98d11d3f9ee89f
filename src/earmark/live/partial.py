"""Partial: what is read so far of an utterance that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earmark.transcript import TranscribedWord

Written = tuple[TranscribedWord, bool]  # a word, and whether a space precedes it

SETTLED = 1.0  # seconds after its end from which a word is stable: docs/design/streaming.md
CLOSE = 0.15  # seconds, three frames, by which two passes may place a word differently


@dataclass(frozen=True)
class Partial:
    """Words of the utterance that goes on; ``stable + tentative`` is its text.

    The final transcript may have others: it is read with all that follows.
    """

    stable: str  # of all passes, entries verified; stays in all later partials of the utterance
    tentative: str  # of the first pass, entries not verified; begins with the space that separates it
    words: tuple[TranscribedWord, ...] = ()  # of both, with times in the stream
    seconds: float = 0.0  # of the stream, up to which they were read

    @property
    def text(self) -> str:
        """The words so far."""
        return self.stable + self.tentative


class Settling:
    """Keeps words once they are stable, whatever later hypotheses have in their place."""

    def __init__(self) -> None:
        self._stable: list[Written] = []

    def settle(self, found: Sequence[Written], seconds: float) -> None:
        """Take the words of a verified hypothesis that ended long ago.

        Args:
            found: its words in order.
            seconds: of the stream, up to which it was read.
        """
        self._stable += [one for one in self._behind(found) if one[0].end <= seconds - SETTLED]

    def partial(self, found: Sequence[Written], seconds: float) -> Partial:
        """Combine the stable words with those of a hypothesis of the first pass behind them."""
        whole = self._stable + self._behind(found)
        stable = _text(self._stable)
        words = tuple(word for word, _ in whole)
        return Partial(stable, _text(whole)[len(stable) :], words, round(seconds, 3))

    def _behind(self, found: Sequence[Written]) -> list[Written]:
        """Words behind the stable ones; the last of those may lie elsewhere in another hypothesis."""
        if not self._stable:
            return list(found)
        last = self._stable[-1][0]
        behind = [one for one in found if one[0].start >= last.end]
        again = behind and behind[0][0].text == last.text and behind[0][0].start - last.start < CLOSE
        return behind[1:] if again else behind


def _text(written: Sequence[Written]) -> str:
    return "".join(" " * spaced + word.text for word, spaced in written).lstrip()
