"""Ending: what a language puts behind an entry of a list, as it is written and as it is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Ending:
    """One ending, such as the plural. What it looks and sounds like depends on the word before it."""

    name: str  # of what is learnt about the words around it; endings may share it
    # (last letters of the word, what is added); the first that fits counts, "" fits all; adding "" says that
    # the word has no such ending.
    spellings: tuple[tuple[str, str], ...]
    # (phones of which one ends the word, phones that are added), each parted by spaces; "" fits all.
    sounds: tuple[tuple[str, str], ...]
    silent_after: str  # phones that end a word after which the ending may not be heard
    silent_before: str  # phones that begin a word before which it may not
    log_prob: float  # nats: a rare word has it, among all rare words that are said
    sure: bool = False  # nothing else looks like it: every word that ends so has this ending

    def after(self, text: str) -> str:
        """What is added to ``text``, whatever its capitals; "" where it has no such ending."""
        folded = text.replace("’", "'").lower()
        return next((added for last, added in self.spellings if folded.endswith(last)), "")

    def stems(self, word: str) -> Iterator[str]:
        """What ``word`` may be with this ending taken off."""
        for added in dict.fromkeys(added for _, added in self.spellings):
            if added and word.endswith(added) and self.after(word[: -len(added)]) == added:
                yield word[: -len(added)]
