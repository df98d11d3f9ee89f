"""Fuzzy replacement in the text alone, as people script it: by letters and by double metaphone."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from earmark.language import DEFAULT

_TOKEN = re.compile(r"\S+")
_CORE = re.compile(r"^(\W*)(.*?)((?:['’]s)?\W*)$", re.DOTALL)


@dataclass(frozen=True)
class Match:
    """Words of a text and the entry that is most like them."""

    first: int  # word
    last: int
    entry: str
    likeness: float  # 0..1: mean of letters and sounds


class FuzzyReplacer:
    """Finds the entries that stretches of words are most like, of as many words or of one more or less."""

    def __init__(self, entries: Sequence[str], common: Container[str] = ()) -> None:
        """Prepare the list; stretches of nothing but words of ``common`` are left alone."""
        self._common = common
        pairs = {DEFAULT.normalize(entry): entry for entry in entries}
        pairs.pop("", None)
        self._spoken, self._entries = list(pairs), list(pairs.values())
        self._known = frozenset(self._spoken)
        self._counts = np.array([len(spoken.split()) for spoken in self._spoken])
        self._sounds = [_sound(spoken) for spoken in self._spoken]

    def matches(self, text: str) -> list[Match]:
        """The best entry of each stretch of words, none for those that an entry is already."""
        words = [DEFAULT.normalize(_CORE.sub(r"\2", token)) for token in _TOKEN.findall(text)]
        spans = [
            (first, last)
            for first in range(len(words))
            for last in range(first, min(first + int(self._counts.max(initial=0)) + 1, len(words)))
        ]
        texts = {span: " ".join(words[span[0] : span[1] + 1]) for span in spans}
        return [
            Match(first, last, self._entries[best], likeness)
            for (first, last), spoken in texts.items()
            if spoken and spoken not in self._known and not self._is_common(spoken)
            for best, likeness in self._best(spoken, last - first + 1)
        ]

    def _is_common(self, spoken: str) -> bool:
        return all(word in self._common for word in spoken.split())

    def _best(self, spoken: str, count: int) -> Iterator[tuple[int, float]]:
        """The most similar entry of about as many words."""
        letters = _ratios(spoken, self._spoken)
        likeness = (letters + _ratios(_sound(spoken), self._sounds)) / 2
        likeness[abs(self._counts - count) > 1] = 0.0
        if len(likeness):
            best = int(likeness.argmax())
            yield best, float(likeness[best])


def replaced(text: str, matches: Sequence[Match], threshold: float) -> str:
    """Write the entries that are similar enough in place of words, the most similar first."""
    tokens = _TOKEN.findall(text)
    taken: set[int] = set()
    for match in sorted(matches, key=lambda match: -match.likeness):
        places = range(match.first, match.last + 1)
        if match.likeness < threshold or taken.intersection(places):
            continue
        taken.update(places)
        before, after = _CORE.match(tokens[match.first]), _CORE.match(tokens[match.last])
        assert before is not None and after is not None  # every group may be empty
        tokens[match.first] = before[1] + match.entry + after[3]
        for place in places[1:]:
            tokens[place] = ""
    return " ".join(token for token in tokens if token)


def _ratios(text: str, others: Sequence[str]) -> NDArray[np.float64]:
    found = process.cdist([text], others, scorer=fuzz.ratio, workers=1)
    return np.asarray(found[0], np.float64) / 100


@lru_cache(maxsize=200_000)
def _sound(spoken: str) -> str:
    from metaphone import doublemetaphone

    return str(doublemetaphone(spoken.replace(" ", ""))[0])
