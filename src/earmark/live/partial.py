"""Partial: what is read so far of an utterance that goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from earmark.transcript import TranscribedWord

Written = tuple[TranscribedWord, bool]  # a word, and whether a space precedes it

SETTLED = 1.0  # seconds after its end from which a word is stable: docs/design/streaming.md


@dataclass(frozen=True)
class Partial:
    """Words of the utterance that goes on; ``stable + tentative`` is its text.

    They come from the first pass and are not verified: the final transcript may have others.
    """

    stable: str  # stays in all later partials of the utterance
    tentative: str  # may change; begins with the space that separates it
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

    def partial(self, found: Sequence[Written], seconds: float) -> Partial:
        """Combine the stable words with those of a hypothesis behind them.

        Args:
            found: words of the best hypothesis in order.
            seconds: of the stream, up to which it was read.
        """
        end = self._stable[-1][0].end if self._stable else float("-inf")
        new = [one for one in found if one[0].start >= end]
        settled = [one for one in new if one[0].end <= seconds - SETTLED]
        self._stable += settled
        tentative = new[len(settled) :]
        stable_text, whole = _text(self._stable), _text(self._stable + tentative)
        words = tuple(word for word, _ in self._stable + tentative)
        return Partial(stable_text, whole[len(stable_text) :], words, round(seconds, 3))


def _text(written: Sequence[Written]) -> str:
    return "".join(" " * spaced + word.text for word, spaced in written).lstrip()
