"""Places in cased text where a name stands, or an ordinary word.

Inside a sentence English writes names, and nothing else but ``I``, with a capital. What follows a quotation
mark and sentences in capitals say nothing and are left out. The first word of a sentence is a name or a word
where the rest of the text always, or never, writes it with a capital.
"""

from __future__ import annotations

import lzma
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from earmark.language import DEFAULT

Thin = Callable[[str], float]  # the share of an ordinary word's places to keep
Place = tuple[str, str, str, str, str]  # two words before, the word there, two after

BEGIN, END, NUMBER, NAME = "<s>", "</s>", "#", "{name}"
_ABBREVIATED = re.compile(r"\b(Mr|Mrs|Ms|Dr|Messrs)\.?(?=\s)")
_TOKEN = re.compile(r"\{name\}|[^\W\d_](?:[^\W\d_]|'(?=[^\W\d_]))*|\d+|[.!?;:,\"()“”—–-]")
_UNSURE = frozenset('.!?:"“”(')  # a capital after one of them says nothing
_TITLES = frozenset(  # neither names nor ordinary words
    [
        "mister", "missus", "doctor", "miss", "ms", "messrs", "madam", "sir", "lord", "lady", "professor",
        "captain", "president",
    ]
)  # fmt: skip
_USUALLY, _ALWAYS, _NEVER = 4, 19, 50  # times as often with a capital as without, or without as with


@dataclass
class Capitals:
    """How often the places that tell write a word with a capital, and without."""

    upper: Counter[str] = field(default_factory=Counter)
    lower: Counter[str] = field(default_factory=Counter)

    def add(self, words: Sequence[str], sure: Sequence[bool]) -> None:
        """Count one sentence."""
        for word, tells in zip(words, sure, strict=True):
            if tells and word[0].isalpha():
                (self.upper if word[0].isupper() else self.lower)[word.lower()] += 1

    def is_name(self, word: str) -> bool:
        """Mostly written with a capital."""
        return self.upper[word] >= 3 and self.upper[word] > _USUALLY * self.lower[word]

    def first_is_name(self, word: str) -> bool:
        """Surely a name also where a sentence begins."""
        return self.upper[word] >= 2 and self.upper[word] > _ALWAYS * self.lower[word]

    def first_is_word(self, word: str) -> bool:
        """Surely none."""
        return self.lower[word] >= 5 and self.lower[word] > _NEVER * self.upper[word]


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a text, plain or .xz."""
    packed = path.suffix == ".xz"
    with lzma.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as file:
        yield from file


def sentences_of(lines: Iterable[str]) -> Iterator[tuple[list[str], list[bool]]]:
    """Words, and of which of them capitals say something; sentences mostly in capitals are left out."""
    for line in lines:
        words, sure = words_of(line)
        if sum(word[0].isupper() for word in words) <= len(words) / 2:
            yield words, sure


def words_of(sentence: str) -> tuple[list[str], list[bool]]:
    """The words, numbers as NUMBER, and of which of them capitals say something."""
    sentence = _ABBREVIATED.sub(lambda match: DEFAULT.normalize(match[1]), sentence.replace("’", "'"))
    words, sure = list[str](), list[bool]()
    after = False
    for token in _TOKEN.findall(sentence):
        if token[0].isalnum() or token == NAME:
            words.append(NUMBER if token[0].isdigit() else token)
            sure.append(after)
            after = True
        elif token in _UNSURE:
            after = False
    return words, sure


def is_name(words: Sequence[str], sure: Sequence[bool], place: int) -> bool:
    """Whether capitals say that a name stands in a place, which may lie beyond the last word."""
    if place >= len(words) or not sure[place] or words[place].lower() in _TITLES:
        return False
    return words[place][0].isupper() and words[place].partition("'")[0] != "I"


def places_of(
    words: Sequence[str], sure: Sequence[bool], capitals: Capitals, rng: random.Random, thin: Thin
) -> Iterator[tuple[Place, bool]]:
    """Places of a sentence's names, and of a share of its other words, whether a name stands there."""
    spoken = [BEGIN, BEGIN, *(word.lower() for word in words), END, END]
    kinds = [_kind(word, tells, capitals) for word, tells in zip(words, sure, strict=True)]
    place = 0
    while place < len(words):
        first = last = place
        if kinds[place] is True:
            while last + 1 < len(words) and kinds[last + 1] is True and sure[last + 1]:
                last += 1
            first, end = rng.choice([(place, last), (place, place), (last, last), (last, last)])
        elif kinds[place] is False and rng.random() < thin(words[place].lower()):
            end = place
        else:
            place += 1
            continue
        around = spoken[first], spoken[first + 1], spoken[first + 2], spoken[end + 3], spoken[end + 4]
        yield around, kinds[place] is True
        place = last + 1


def _kind(word: str, tells: bool, capitals: Capitals) -> bool | None:
    """Whether a word is a name; None where the text does not tell."""
    lower = word.lower()
    if word == NAME:
        return True
    if word == NUMBER or word.partition("'")[0] == "I" or lower in _TITLES:
        return None
    if tells:
        return word[0].isupper()
    if word[0].isupper() and capitals.first_is_name(lower):
        return True
    return False if capitals.first_is_word(lower) else None
