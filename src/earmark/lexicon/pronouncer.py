"""Pronounce words: by the lexicon, by the names of their letters, by a grapheme-to-phoneme model."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from earmark.language import DEFAULT, Language
from earmark.lexicon.graphones import Graphones
from earmark.lexicon.lexicon import Lexicon
from earmark.lexicon.pronunciation import PackedPronunciations, Pronunciation
from earmark.lexicon.table import PronunciationTable

READINGS = 8  # of a guessed word; entity F1 on synthetic-entities-dev with 3, 5 and 8: 92.9, 93.5, 94.0
SHARE = 0.1  # of the first guess' probability that another one needs
CACHED_WORDS = 200_000  # guessed words kept; some 60 MB
AT_ONCE = 4096  # words guessed at a time: what the model says of them is packed before it says more


class Pronouncer:
    """Readings of single words in spoken form. Any number of threads may share one; guesses are kept."""

    def __init__(
        self,
        lexicon: Lexicon,
        g2p: Graphones | None = None,
        readings: int = READINGS,
        *,
        language: Language = DEFAULT,
    ) -> None:
        """Prepare.

        Args:
            lexicon: looked up first; its phone set is that of all readings.
            g2p: guesses words that the lexicon lacks.
            readings: guesses of a word at most.
            language: names the letters of initialisms.
        """
        self.lexicon = lexicon
        self.language = language
        self.g2p = g2p
        self.guesses = readings  # of a word at most
        self._guessed: dict[str, PackedPronunciations] = {}

    def pronounce(self, words: Iterable[str]) -> dict[str, PackedPronunciations]:
        """The pronunciations of each word, the surest first; none where lexicon and guesses have none."""
        found: dict[str, PackedPronunciations] = {}
        unknown: list[str] = []
        for word in dict.fromkeys(words):
            known = self._guessed.get(word) or self._known(word)
            if known is None:
                unknown.append(word)
            else:
                found[word] = known
        return found | self._guess(unknown)

    def table(self, words: Sequence[str], threads: int = 0) -> PronunciationTable:
        """:meth:`pronounce` of whole lists, as flat arrays; guessed on so many threads, 0 is one a core."""
        known = self.lexicon.table(words)
        lacking = np.diff(known.words) == 0
        named = [
            (place, readings)
            for place, word in enumerate(words)
            if (len(word) == 1 or (lacking[place] and self.language.said_by_letters(word)))
            and (readings := self._known(word)) is not None
        ]
        lacking[[place for place, _ in named]] = False
        guessed = np.flatnonzero(lacking)
        rows = np.arange(len(words))
        rows[[place for place, _ in named]] = len(words) + np.arange(len(named))
        rows[guessed] = len(words) + len(named) + np.arange(len(guessed))
        tables = [known, PronunciationTable.of([readings for _, readings in named])]
        tables += self._guessed_tables([words[place] for place in guessed.tolist()], threads)
        return PronunciationTable.joined(tables).take(rows)

    def _guessed_tables(self, words: list[str], threads: int) -> list[PronunciationTable]:
        if self.g2p is None:
            return [PronunciationTable.of([()] * len(words))]
        parts = [words[first : first + AT_ONCE] for first in range(0, len(words), AT_ONCE)]
        return [self.g2p.table(part, self.guesses, SHARE, threads) for part in parts]

    def _known(self, word: str) -> PackedPronunciations | None:
        """Without guessing; None where only a guess is left."""
        readings = self.lexicon.readings(word)
        known = [Pronunciation(phones, "lexicon") for phones in readings]
        if len(word) == 1 or (not known and self.language.said_by_letters(word)):
            named = self.language.letter_names(word)
            if named and named not in readings:
                known.append(Pronunciation(named, "letters"))
        return PackedPronunciations(known) if known else None

    def _guess(self, words: list[str]) -> dict[str, PackedPronunciations]:
        if self.g2p is None or not words:
            return dict.fromkeys(words, PackedPronunciations())
        guessed: dict[str, PackedPronunciations] = {}
        for first in range(0, len(words), AT_ONCE):
            part = words[first : first + AT_ONCE]
            every = self.g2p.pronounce(part, self.guesses)
            guessed |= {word: _likely(readings) for word, readings in zip(part, every, strict=True)}
        if len(self._guessed) + len(guessed) > CACHED_WORDS:
            self._guessed = {}
        self._guessed.update(guessed)
        return guessed


def _likely(readings: Sequence[Pronunciation]) -> PackedPronunciations:
    """The first, and those that are not much less likely."""
    if not readings:
        return PackedPronunciations()
    least = readings[0].log_prob + math.log(SHARE)
    kept = {r.phones: r.log_prob for r in reversed(readings) if r.phones and r.log_prob >= least}
    return PackedPronunciations(Pronunciation(phones, "g2p", p) for phones, p in reversed(kept.items()))
