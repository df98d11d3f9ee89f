"""Lists as people write them: with typos, and without half of the names."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from earmark.biasing import Word
from earmark.errors import OptionsError

SEED = 3  # of the draws for an entry; fixed, so that two runs have the same flaws
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Flaws:
    """The flaws of a list. An entry has the same flaw in every list, whatever stands beside it.

    Raises:
        OptionsError: a share outside 0..1.
    """

    typos: float = 0.0  # share of the entries that have one letter wrong
    missing: float = 0.0  # share of the entries that are left out
    seed: int = SEED

    def __post_init__(self) -> None:
        """Refuse shares outside 0..1."""
        for name in ("typos", "missing"):
            if not 0 <= getattr(self, name) <= 1:
                raise OptionsError(
                    f"the share of {name} is {getattr(self, name):g}, expected a number from 0 to 1"
                )

    def of(self, words: Iterable[Word]) -> tuple[Word, ...]:
        """The same words, some misspelt, some left out; a misspelt one loses its pronunciations."""
        kept = [word for word in words if self._draw("missing", word).random() >= self.missing]
        return tuple(self._misspelt(word) for word in kept)

    def _misspelt(self, word: Word) -> Word:
        rng = self._draw("typo", word)
        if rng.random() >= self.typos:
            return word
        return replace(word, text=misspell(word.text, rng), sounds_like=(), ipa=())

    def _draw(self, purpose: str, word: Word) -> random.Random:
        return random.Random(f"{self.seed} {purpose} {word.text}")


def misspell(text: str, rng: random.Random) -> str:
    """``text`` with one letter dropped, doubled, changed, or exchanged with its right neighbour.

    Texts with fewer than two letters a-z stay as they are: nothing would be left to recognise.
    """
    places = [at for at, letter in enumerate(text) if letter.lower() in LETTERS]
    if len(places) < 2:
        return text
    while True:
        written = rng.choice(KINDS)(text, rng.choice(places), rng)
        if written != text:
            return written


def _drop(text: str, at: int, rng: random.Random) -> str:
    return text[:at] + text[at + 1 :]


def _double(text: str, at: int, rng: random.Random) -> str:
    return text[: at + 1] + text[at:]


def _change(text: str, at: int, rng: random.Random) -> str:
    return text[:at] + rng.choice(LETTERS) + text[at + 1 :]


def _exchange(text: str, at: int, rng: random.Random) -> str:
    """The letter and the next one, where that is a letter too."""
    if at + 1 == len(text) or text[at + 1].lower() not in LETTERS:
        return text
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


KINDS: tuple[Callable[[str, int, random.Random], str], ...] = (_drop, _double, _change, _exchange)
