"""Renderings of a transcript's words in one document: running texts and arrays of words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from earmark.correction.formats.alignment import Alignment, Blocks, Group, Run
from earmark.correction.formats.changes import Assign, Change, Path, Replacement, Splice
from earmark.correction.formats.words_in_text import Markup, replace_words, words_of

# What adjoins a word and is not said. Signs that are part of names and amounts are not here: C++, $5, 50%.
ADJOINING = ".,;:!?…\"'“”‘’„‚()[]{}<>«»‹›¿¡—–-。、，！？：；"


class Rendering(ABC):
    """All words of a document in the order of reading, as one of its fields has them."""

    @abstractmethod
    def change(self, words: Sequence[str], runs: Sequence[Run]) -> list[Change]:
        """Return the changes that make the rendering agree with edits of the words."""


class AlignedRendering(Rendering):
    """A rendering by texts, which are aligned with the words."""

    @property
    @abstractmethod
    def items(self) -> Sequence[str]:
        """Words, or pieces of words, as they stand there."""

    def change(self, words: Sequence[str], runs: Sequence[Run]) -> list[Change]:
        """Return the changes that make the rendering agree with edits of the words."""
        return self.change_groups(self.align(words).groups(runs), words) if self.items else []

    def align(self, words: Sequence[str]) -> Alignment:
        """Align the words with the items."""
        return Alignment(words, self.items, self.blocks)

    @property
    def blocks(self) -> Blocks:
        """Numbers of words and items that belong together, where the document says so."""
        return ()

    @abstractmethod
    def change_groups(self, groups: Sequence[Group], words: Sequence[str]) -> list[Change]:
        """Return the changes of groups of items."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a field writes words, where it differs from the running text."""

    bare: bool = False  # without adjoining punctuation
    lower: bool = False

    @classmethod
    def of(cls, texts: Sequence[str], words: Sequence[str], bare: bool = False) -> Style:
        """Read the style from what is there; where nothing tells, that of the words, or ``bare``."""
        punctuated = any(bare_of(t) != t for t in texts)
        cased = any(t != t.lower() for t in texts)
        return cls(
            bare=not punctuated and (bare or any(bare_of(w) != w for w in words)),
            lower=not cased and (bare or any(w != w.lower() for w in words)),
        )

    def __call__(self, word: str) -> str:
        """Write a word in this style; empty where it is punctuation alone."""
        word = bare_of(word) if self.bare else word
        return word.lower() if self.lower else word


def bare_of(word: str) -> str:
    """Return a word without adjoining punctuation."""
    return word.strip(ADJOINING)


@dataclass(frozen=True, slots=True)
class Place:
    """A text, or a part of one, and where it stands."""

    path: Path
    text: str
    start: int = 0  # of the part in the string at the path
    count: tuple[Path, int] | None = None  # where the number of its words is stated, and that number
    continues: bool = False  # whether it may begin in the middle of a word


class TextRendering(AlignedRendering):
    """Running text at one place or at several, such as the segments' texts."""

    def __init__(
        self, places: Sequence[Place], markup: Markup | None = None, word_counts: Sequence[int] = ()
    ) -> None:
        self.places, self.markup = places, markup
        self.word_counts = word_counts  # by place, where these are known

    @property
    def blocks(self) -> Blocks:
        """Numbers of words and items of each place."""
        return list(zip(self.word_counts, map(len, self.words_by_place), strict=bool(self.word_counts)))

    @cached_property
    def words_by_place(self) -> list[list[str]]:
        """The words of each place."""
        return [words_of(place.text, self.markup) for place in self.places]

    @cached_property
    def items(self) -> list[str]:
        """All words."""
        return [word for words in self.words_by_place for word in words]

    def change_groups(self, groups: Sequence[Group], words: Sequence[str]) -> list[Change]:
        starts = [0, *accumulate(map(len, self.words_by_place))]
        style = Style.of(self.items, words)
        parts: dict[int, dict[int, tuple[str, ...]]] = {}
        for group in groups:
            for item, part in zip(group.items, group.parts, strict=True):
                place = bisect_right(starts, item) - 1
                styled = tuple(w for w in map(style, part) if w)
                parts.setdefault(place, {})[item - starts[place]] = styled
        splices = [splice for place, changed in parts.items() for splice in self._splices(place, changed)]
        return splices + self._counts(parts)

    def _splices(self, number: int, parts: dict[int, tuple[str, ...]]) -> list[Change]:
        place = self.places[number]
        return [
            Splice(place.path, place.start + start, place.start + end, text)
            for start, end, text in self.rewrite(place, parts)
        ]

    def _counts(self, parts: dict[int, dict[int, tuple[str, ...]]]) -> list[Change]:
        """Return the changes of stated numbers of words; several places may share one."""
        counts: dict[Path, int] = {}
        for number, changed in parts.items():
            stated = self.places[number].count
            if stated is not None:
                counts.setdefault(stated[0], stated[1])
                counts[stated[0]] += sum(len(part) - 1 for part in changed.values())
        return [Assign(path, count) for path, count in counts.items()]

    def rewrite(self, place: Place, parts: dict[int, tuple[str, ...]]) -> list[Replacement]:
        """Return the replacements within the text of a place."""
        return replace_words(place.text, parts, self.markup, place.continues)
