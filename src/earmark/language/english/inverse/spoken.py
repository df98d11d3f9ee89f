"""Words of a sentence as the rules read them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The spoken words of one sentence, in small letters."""

    words: Sequence[str]
    taken: int = 0  # words before it are written already

    def __getitem__(self, place: int) -> str:
        """The word at a place; empty before the first and behind the last."""
        return self.words[place] if 0 <= place < len(self.words) else ""

    def __len__(self) -> int:
        """The number of words."""
        return len(self.words)

    def have(self, place: int, *wanted: str) -> bool:
        """Whether the wanted words stand there one after another."""
        return all(self[place + k] == word for k, word in enumerate(wanted))

    def any_of(self, place: int, wanted: Container[str]) -> bool:
        """Whether a word of a set stands there."""
        return self[place] in wanted if self[place] else False

    def lately(self, place: int, wanted: Container[str], within: int) -> bool:
        """Whether a word of a set is among the last ``within`` words before a place."""
        return any(self.any_of(k, wanted) for k in range(place - within, place))


def word_list(text: str) -> list[str]:
    """Words between spaces."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """Words between spaces, as a set."""
    return frozenset(text.split())
