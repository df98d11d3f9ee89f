"""Draw a word list for every batch: spoken phrases, near ones, and phrases that are not spoken."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from earmark.training.adapter.cache import CachedClip
from earmark.training.adapter.pool import PhrasePool, changed
from earmark.training.adapter.spelling import Spelling, Tokens


@dataclass(frozen=True)
class ListOptions:
    """Sizes and shares of the lists that are drawn."""

    largest: int = 400  # entries; sizes are drawn log-uniformly up to this
    empty: float = 0.05  # share of batches without a list
    silent: float = 0.4  # share of clips whose own phrases are not listed
    dropped: float = 0.1  # of the phrases of the other clips
    hard: float = 0.5  # share of distractors that are near to something that is said
    made_up: float = 0.25  # share of the hard ones that are a said phrase with a token or two changed
    pairs: float = 0.15  # share of rare words that are listed with a neighbouring word


@dataclass(frozen=True, eq=False)
class DrawnList:
    """A list, and the places where its entries are said."""

    entries: NDArray[np.int64]  # (N, J) token ids, 0 after the end
    said: tuple[tuple[int, int, int, int], ...]  # (clip of the batch, its first token, entry, tokens)


class ListMaker:
    """Draws lists for batches of clips."""

    def __init__(
        self,
        pool: PhrasePool,
        common: Collection[str],
        entities: Mapping[str, Sequence[str]],
        options: ListOptions | None = None,
    ) -> None:
        """Args:
        pool: phrases for distractors.
        common: words that are not entries by themselves.
        entities: spoken text of a clip -> the phrases in it that make entries, where they are known.
        options: how lists are made.
        """
        self.pool, self.common, self.entities = pool, frozenset(common), entities
        self.spelling = pool.spelling
        self.options = options or ListOptions()

    def draw(self, clips: Sequence[CachedClip], rng: random.Random) -> DrawnList:
        """A list for the batch; whatever of it is said anywhere in the batch counts as said."""
        options = self.options
        if rng.random() < options.empty:
            return DrawnList(np.zeros((0, 1), np.int64), ())
        size = round(np.exp(rng.uniform(np.log(4), np.log(options.largest))))
        listed, spoken = self._own(clips, rng)
        rng.shuffle(listed)
        chosen: dict[Tokens, None] = dict.fromkeys(listed[: max(1, size // 2)])
        near = round((size - len(chosen)) * options.hard)
        for _ in range(near):
            chosen.update(dict.fromkeys(self._near(rng.choice(spoken), rng)))
        for phrase in self.pool.draw(rng, max(0, size - len(chosen))):
            chosen.update(dict.fromkeys(self.pool.cases(phrase)))
        chosen.pop((), None)
        entries = list(chosen)
        rng.shuffle(entries)
        return DrawnList(_padded(entries), tuple(_said(clips, entries, self.spelling)))

    def _own(self, clips: Sequence[CachedClip], rng: random.Random) -> tuple[list[Tokens], list[str]]:
        """Entries out of the clips' own phrases, and phrases that near ones may be made of."""
        listed, spoken = [], []
        for clip in clips:
            phrases = self._phrases(clip, rng)
            words = clip.text.split()
            spoken += phrases or [rng.choice(words)]
            spoken.append(rng.choice(words))  # ordinary words have neighbours on lists, too
            if rng.random() >= self.options.silent:
                kept = [p for p in phrases if rng.random() >= self.options.dropped]
                listed += [tokens for phrase in kept for tokens in self.pool.cases(phrase)]
        return listed, spoken

    def _phrases(self, clip: CachedClip, rng: random.Random) -> list[str]:
        """Return the phrases of a clip that a list may hold: its entities and its rare words."""
        words = clip.text.split()
        phrases = list(self.entities.get(clip.text, ()))
        inside = {word for phrase in phrases for word in phrase.split()}
        for at, word in enumerate(words):
            if word in self.common or len(word) < 3 or (word in inside and rng.random() < 0.7):
                continue
            if rng.random() < self.options.pairs and at + 1 < len(words):
                phrases.append(f"{word} {words[at + 1]}")
            else:
                phrases.append(word)
        return phrases

    def _near(self, phrase: str, rng: random.Random) -> list[Tokens]:
        cases = [tokens for tokens in self.pool.cases(phrase) if len(tokens) > 2]
        if cases and self.spelling.inner and rng.random() < self.options.made_up:
            return [changed(tokens, rng, self.spelling) for tokens in cases]
        found = self.pool.near(phrase, rng, 1)
        return (self.pool.cases(found[0]) if found else []) or [()]


def _padded(entries: Sequence[Tokens]) -> NDArray[np.int64]:
    rows = np.zeros((len(entries), max((len(e) for e in entries), default=1)), np.int64)
    for row, entry in zip(rows, entries, strict=True):
        row[: len(entry)] = entry
    return rows


def _said(
    clips: Sequence[CachedClip], entries: Sequence[Tokens], spelling: Spelling
) -> list[tuple[int, int, int, int]]:
    """Every place in which a clip says whole words that are an entry."""
    numbers = {entry: number for number, entry in enumerate(entries)}
    lengths = sorted({len(entry) for entry in entries})
    found = []
    for clip_number, clip in enumerate(clips):
        words = spelling.words(clip.tokens)
        closes = {end for _, end in words}
        for first, _ in words:
            for length in lengths:
                if first + length in closes:
                    entry = numbers.get(clip.tokens[first : first + length])
                    if entry is not None:
                        found.append((clip_number, first, entry, length))
    return found
