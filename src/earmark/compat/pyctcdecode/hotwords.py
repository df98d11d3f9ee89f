"""HotwordScorer: hotwords as pyctcdecode weighs them, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from earmark._core import Spellings
from earmark.compat.pyctcdecode.constants import DEFAULT_HOTWORD_WEIGHT

NOTHING = re.compile(r"^\b$")  # matches no text


class CharTrie:
    """Words by their beginnings, with the methods of pygtrie's class of that name that scorers need."""

    HAS_VALUE, HAS_SUBTRIE = 1, 2

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = sorted(set(words), key=lambda word: (len(word), word))
        self._spellings = Spellings(self._words)

    def has_node(self, key: str) -> int:
        """0 where no word begins so, else HAS_VALUE for a word, HAS_SUBTRIE for a beginning, or both."""
        longer = any(len(word) > len(key) for word in self.iterkeys(key))
        return (key in self._spellings) * self.HAS_VALUE | longer * self.HAS_SUBTRIE

    def iterkeys(self, prefix: str = "", shallow: bool = False) -> Iterator[str]:
        """The words that begin so, shortest first; ``shallow``: none that begins with another one."""
        found: list[str] = []
        for word in self._words if self._spellings.begins(prefix) else ():
            if word.startswith(prefix) and not (shallow and word.startswith(tuple(found))):
                found.append(word)
                yield word


class HotwordScorer:
    """Scores texts by the hotwords in them."""

    def __init__(
        self, match_ptn: re.Pattern[str], char_trie: Any, weight: float = DEFAULT_HOTWORD_WEIGHT
    ) -> None:
        """Take what :meth:`build_scorer` makes.

        Args:
            match_ptn: matches the words.
            char_trie: the words by their beginnings.
            weight: nats a word.
        """
        self._match_ptn = match_ptn
        self._char_trie = char_trie
        self._weight = weight

    def __contains__(self, item: str) -> bool:
        return bool(self._char_trie.has_node(item) > 0)

    def score(self, text: str) -> float:
        """Nats of the hotwords in a text."""
        return self._weight * len(self._match_ptn.findall(text))

    def score_partial_token(self, token: str) -> float:
        """Nats of the beginning of a word: its share of the shortest hotword that begins so."""
        if token not in self:
            return 0.0
        whole = len(next(iter(self._char_trie.iterkeys(token, shallow=True))))
        return self._weight * len(token) / whole

    @classmethod
    def build_scorer(
        cls, hotwords: Iterable[str] | None = None, weight: float = DEFAULT_HOTWORD_WEIGHT
    ) -> HotwordScorer:
        """The scorer of hotwords; those of several words count word by word."""
        words = split_hotwords(hotwords)
        longest_first = sorted(words, key=len, reverse=True)
        pattern = "|".join(rf"(?<!\S){re.escape(word)}(?!\S)" for word in longest_first)
        return cls(re.compile(pattern) if words else NOTHING, CharTrie(words), weight)


def split_hotwords(hotwords: Iterable[str] | None) -> list[str]:
    """The words of all hotwords."""
    return [word for hotword in hotwords or () for word in hotword.split()]
