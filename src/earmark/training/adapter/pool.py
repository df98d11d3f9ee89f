"""Phrases that a list may hold, as tokens, and their neighbours in spelling and sound."""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Iterable

from earmark.language import DEFAULT, Language
from earmark.training.adapter.spelling import Spelling, Tokens

NEAR = 12  # neighbours in a sorted order that still look or sound alike

_VOWELS = re.compile(r"[aeiouyhw' ]+")
_SAME_SOUND = str.maketrans({"c": "k", "q": "k", "g": "k", "z": "s", "x": "s", "d": "t", "b": "p", "v": "f"})


def skeleton(spoken: str) -> str:
    """The consonants in rough classes of sound: which stay alike when a name is misrecognised."""
    return re.sub(r"(.)\1+", r"\1", _VOWELS.sub("", spoken.translate(_SAME_SOUND)))


class PhrasePool:
    """Distinct spoken phrases in three sorted orders: by spelling, from the end, by consonants."""

    def __init__(
        self,
        phrases: Iterable[str],
        spelling: Spelling,
        language: Language = DEFAULT,
    ) -> None:
        self.spelling = spelling
        spoken = {language.normalize(phrase) for phrase in phrases}
        self.phrases = sorted(p for p in spoken if len(p) > 2)
        self._known: dict[str, list[Tokens]] = {}
        self._orders = [
            sorted((key(p), p) for p in self.phrases) for key in (str, lambda p: p[::-1], skeleton)
        ]
        self._keys = (str, lambda p: p[::-1], skeleton)

    def cases(self, spoken: str) -> list[Tokens]:
        """Ids of a phrase in each case; none when it is too long to be an entry or cannot be written."""
        known = self._known.get(spoken)
        if known is None:
            longest = self.spelling.longest
            known = [ids for ids in self.spelling.cases(spoken) if len(ids) <= longest]
            self._known[spoken] = known
        return known

    def draw(self, rng: random.Random, count: int) -> list[str]:
        """``count`` phrases, evenly."""
        return [self.phrases[rng.randrange(len(self.phrases))] for _ in range(count)]

    def near(self, spoken: str, rng: random.Random, count: int) -> list[str]:
        """``count`` phrases that begin, end or sound like ``spoken``, never the phrase itself."""
        found = []
        for _ in range(count):
            which = rng.randrange(len(self._orders))
            order = self._orders[which]
            at = bisect_left(order, (self._keys[which](spoken), spoken)) + rng.randint(-NEAR, NEAR)
            phrase = order[min(max(at, 0), len(order) - 1)][1]
            if phrase != spoken:
                found.append(phrase)
        return found


def changed(tokens: Tokens, rng: random.Random, spelling: Spelling) -> Tokens:
    """Make up an entry: one or two tokens replaced, left out or doubled."""
    out, inner = list(tokens), spelling.inner
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(out))
        if spelling.is_edge(out[at]):
            continue
        kind = rng.random()
        if kind < 0.6:
            out[at] = rng.choice(inner)
        elif kind < 0.8 and len(out) > 2:
            del out[at]
        else:
            out.insert(at, rng.choice(inner))
    return tuple(out)
