"""The commonest words and how they sound: what entries are mistaken for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

from earmark.biasing.confusability import FAR, Risk
from earmark.language import DEFAULT, Language, Phones
from earmark.lexicon.lexicon import Lexicon
from earmark.lexicon.pronunciation import Pronunciation

COMMONEST = 8000  # words of a language model that may be one phone away
KNOWN = 20_000  # words of it that may sound the same: homophones are mistaken for each other though rarer

OTHERS = 2  # words named beside the nearest
SUREST = 3  # readings looked at: what a later guess sounds like says little

NEAR = 0.4  # phones: what a phone costs that is replaced by one of its own group
_GROUPS = (
    "i ɪ", "ɛ æ eɪ", "ɑ ɔ ʌ ə oʊ", "u ʊ", "p b", "t d", "k g", "f v", "θ ð", "s z", "ʃ ʒ", "t͡ʃ d͡ʒ", "m n ŋ",
)  # fmt: skip
_GROUP_OF = {phone: number for number, group in enumerate(_GROUPS) for phone in group.split()}


class RankedWords(Protocol):
    """A language model that ranks its words, such as :class:`earmark.decoding.WordLm`."""

    def commonest(self, n: int, /) -> list[str]:
        """At most ``n`` words, the likeliest first."""
        ...


class CommonWords:
    """Words that are said often, found by their sound. Any number of threads may share one."""

    def __init__(self, lexicon: Lexicon, lm: RankedWords | None = None, language: Language = DEFAULT) -> None:
        """The commonest words of ``lm``, or without one those of ``language``; sounds by ``lexicon``."""
        self._lexicon = lexicon
        self._lm = lm
        self._language = language
        phones = lexicon.phone_set.phones
        groups = (_GROUP_OF.get(phone, len(_GROUPS) + number) for number, phone in enumerate(phones))
        self._group = bytes(groups).ljust(256)  # each phone's group, as bytes.translate takes it

    @cached_property
    def words(self) -> frozenset[str]:
        """Those that may be one phone away."""
        return frozenset(self._ranked[:COMMONEST])

    def risk(self, pronunciations: Sequence[Pronunciation], spoken: Sequence[str]) -> Risk:
        """Of an entry that is said and spelled so; a common word that it is itself does not count."""
        boundary = self._lexicon.phone_set.boundary
        readings = [tuple(p for p in one.phones if p != boundary) for one in pronunciations[:SUREST]]
        if not readings:
            return Risk(0)
        near: dict[int, float] = {}  # place of a word -> phones away
        for reading in dict.fromkeys(readings):
            for place, phones in self._near(reading):
                if self._ranked[place] not in spoken:
                    near[place] = min(near.get(place, FAR), self.distance(reading, phones))
        shortest = min(map(len, readings))
        away, first = min(((away, place) for place, away in near.items()), default=(FAR, 0))
        if away >= FAR:
            return Risk(shortest)
        others = sorted(place for place in near if place != first and near[place] <= 1.0)[:OTHERS]
        names = tuple(self._ranked[place] for place in others)
        return Risk(shortest, self._ranked[first], round(away, 3), names)

    def _near(self, reading: Phones) -> Iterator[tuple[int, Phones]]:
        """Words whose groups of phones are about one edit away, or none if they are rarer."""
        seen = set()
        same = self._groups(reading)
        for key in self._keys(reading):
            for found in self._index.get(key, ()):
                if found not in seen and (key == same or found[0] < COMMONEST):
                    seen.add(found)
                    yield found

    @cached_property
    def _ranked(self) -> tuple[str, ...]:
        """The commonest first: of two that are equally near the commoner is named."""
        common = self._lm.commonest(KNOWN) if self._lm is not None else sorted(self._language.common_words)
        return tuple(common)

    @cached_property
    def _index(self) -> dict[bytes, list[tuple[int, Phones]]]:
        """Words by their groups and by those that are left when one phone is taken out (Garbe 2012)."""
        index: dict[bytes, list[tuple[int, Phones]]] = {}
        for number, word in enumerate(self._ranked):
            for phones in self._lexicon.readings(word):
                for key in self._keys(phones) if number < COMMONEST else {self._groups(phones)}:
                    index.setdefault(key, []).append((number, phones))
        return index

    def distance(self, one: Phones, other: Phones) -> float:
        """Edits between two readings, in phones: NEAR within a group, 1 for others and for swapped ones."""
        one, other = _differing(one, other)
        before: list[float] = []
        row = [float(j) for j in range(len(other) + 1)]
        for i, phone in enumerate(one, 1):
            longer = [float(i)]
            for j, against in enumerate(other, 1):
                cost = min(row[j - 1] + self._replaced(phone, against), row[j] + 1.0, longer[j - 1] + 1.0)
                if i > 1 and j > 1:
                    swapped = self._replaced(phone, other[j - 2]) + self._replaced(one[i - 2], against)
                    cost = min(cost, before[j - 2] + 1.0 + swapped)
                longer.append(cost)
            before, row = row, longer
        return row[-1]

    def _replaced(self, phone: int, other: int) -> float:
        return 0.0 if phone == other else NEAR if self._group[phone] == self._group[other] else 1.0

    def _groups(self, phones: Phones) -> bytes:
        return bytes(phones).translate(self._group)

    def _keys(self, phones: Phones) -> set[bytes]:
        groups = self._groups(phones)
        return {groups, *(groups[:i] + groups[i + 1 :] for i in range(len(groups)))}


def _differing(one: Phones, other: Phones) -> tuple[Phones, Phones]:
    """Without the phones that both begin and end with: the shortest way between them keeps those."""
    shorter = min(len(one), len(other))
    first = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    last = next((i for i in range(shorter - first) if one[-1 - i] != other[-1 - i]), shorter - first)
    return one[first : len(one) - last], other[first : len(other) - last]
