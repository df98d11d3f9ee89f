"""Alignment of a transcript's words with another rendering of them in the same document."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise

from rapidfuzz.distance import Indel

New = Mapping[int, tuple[str, ...]]  # what takes a word's place, by the number of the word
Align = Callable[[Sequence[str], Sequence[str]], tuple[Sequence[int], Sequence[int]]]
Blocks = Sequence[tuple[int, int]]  # numbers of words and items that belong together, from the first

# Cells of an alignment that is made at once: beyond, words that occur once on either side cut it first, for
# the alignment of two whole hours would take a gigabyte.
MOST_CELLS = 10_000_000

NOT_OF_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words, and the words that take the place of each."""

    first: int
    parts: tuple[tuple[str, ...], ...]  # by word from the first


@dataclass(frozen=True, slots=True)
class Group:
    """Items of a rendering, and the words that take the place of each."""

    items: tuple[int, ...]
    parts: tuple[tuple[str, ...], ...]  # by item
    spread: bool  # whether there are more words than before, which share the time of all items


class Alignment:
    """Words and items on one line: both cut it into pieces, those that overlap belong together."""

    def __init__(self, words: Sequence[str], items: Sequence[str], blocks: Blocks = ()) -> None:
        self.words = words
        # One more edge than there are pieces; ascending.
        self.word_edges, self.item_edges = _edges(words, items, blocks)

    def items_of(self, word: int) -> range:
        """Return the items that a word covers."""
        if self.item_edges is self.word_edges:
            return range(word, word + 1)
        return _overlap(self.word_edges[word], self.word_edges[word + 1], self.item_edges)

    def groups(self, runs: Sequence[Run]) -> list[Group]:
        """Return the items to change: those that the changed words cover, with all words that these cover."""
        new = {run.first + k: part for run in runs for k, part in enumerate(run.parts)}
        found: list[tuple[range, range]] = []
        for run in runs:
            words, items = self._whole(run)
            if found and items and items.start < found[-1][1].stop:
                before_words, before_items = found.pop()
                words = _hull(before_words, words)
                items = _hull(before_items, items)
            if items:
                found.append((words, items))
        return [group for words, items in found for group in self._groups(self._cut(words, items), new)]

    def _whole(self, run: Run) -> tuple[range, range]:
        """Extend a run to whole items and whole words."""
        words = range(run.first, run.first + len(run.parts))
        items = self._items_of(words)
        if not items and any(run.parts) and not any(key_of(self.words[word]) for word in words):
            # Signs that the rendering leaves out give way to words: those go beside a neighbour.
            before, after = range(max(words.start - 1, 0), words.stop), range(words.start, words.stop + 1)
            words = before if self._items_of(before) or words.stop == len(self.words) else after
            items = self._items_of(words)
        while items:
            covered = _overlap(self.item_edges[items.start], self.item_edges[items.stop], self.word_edges)
            if _hull(covered, words) == words:
                break
            words = _hull(covered, words)
            items = self._items_of(words)
        return words, items

    def _items_of(self, words: range) -> range:
        return _overlap(self.word_edges[words.start], self.word_edges[words.stop], self.item_edges)

    def _cut(self, words: range, items: range) -> list[tuple[list[int], list[int]]]:
        """Cut words and items at common edges; items without length belong to no word and are left out."""
        edges = sorted(
            set(self.word_edges[words.start : words.stop + 1])
            & set(self.item_edges[items.start : items.stop + 1])
        )
        blocks: list[tuple[list[int], list[int]]] = [([], []) for _ in edges[1:]]
        for word in words:
            block = bisect_right(edges, self.word_edges[word]) - 1
            if self.word_edges[word] == self.word_edges[word + 1]:  # goes with the word before
                block = max(bisect_left(edges, self.word_edges[word]) - 1, 0)
            blocks[block][0].append(word)
        for item in items:
            if self.item_edges[item] < self.item_edges[item + 1]:
                blocks[bisect_right(edges, self.item_edges[item]) - 1][1].append(item)
        return blocks

    def _groups(self, blocks: list[tuple[list[int], list[int]]], new: New) -> list[Group]:
        """Share words out within each block; items without a word go with those before them."""
        changed = [(words, items) for words, items in blocks if any(word in new for word in words)]
        written = [[w for word in words for w in new.get(word, (self.words[word],))] for words, _ in changed]
        spread = sum(map(len, written)) > sum(len(words) for words, _ in changed)
        groups: list[Group] = []
        for (words, items), own in zip(changed, written, strict=True):
            # Of more items than words some are pieces, in which no word may begin.
            whole = min(len(words), len(items))
            parts = tuple(share(whole, own) + [()] * (len(items) - whole))
            if groups and (spread or not own):
                before = groups.pop()
                groups.append(Group((*before.items, *items), (*before.parts, *parts), spread))
            else:
                groups.append(Group(tuple(items), parts, spread))
        return groups


def share(n: int, words: Sequence[str]) -> list[tuple[str, ...]]:
    """Share words out to n items, one each; the last takes what is over, those behind get none."""
    parts = [tuple(words[k : k + 1]) for k in range(n - 1)]
    return [*parts, tuple(words[n - 1 :])]


def _hull(one: range, other: range) -> range:
    return range(min(one.start, other.start), max(one.stop, other.stop))


def _overlap(start: int, end: int, edges: Sequence[int]) -> range:
    """Return the pieces that overlap start .. end, those without length between them included."""
    if start == end:
        return range(0)
    first = bisect_right(edges, start) - 1
    last = bisect_left(edges, end) - 1
    return range(first, last + 1)


def _edges(words: Sequence[str], items: Sequence[str], blocks: Blocks) -> tuple[Sequence[int], Sequence[int]]:
    """Cut one line by both: by numbers, by characters, by letters, or by the alignment with fewest edits."""
    if list(words) == list(items):
        edges = range(len(words) + 1)
        return edges, edges
    glued = ["".join(item.split()) for item in items]
    if "".join(words) == "".join(glued):
        return _lengths(words), _lengths(glued)
    keys, item_keys = [key_of(w) for w in words], [key_of(i) for i in items]
    if "".join(keys) == "".join(item_keys):
        return _lengths(keys), _lengths(item_keys)
    if len(blocks) > 1:
        return _chained(words, items, blocks, lambda own, others: _edges(own, others, ()))
    if len(keys) * len(item_keys) > MOST_CELLS:
        return _chained(keys, item_keys, _anchored(keys, item_keys), _aligned)
    return _aligned(keys, item_keys)


def _chained(
    words: Sequence[str], items: Sequence[str], blocks: Blocks, align: Align
) -> tuple[list[int], list[int]]:
    """Align block by block: what is missing of one must not be looked for in another."""
    word_edges, item_edges = [0], [0]
    word = item = 0
    for n, m in blocks:
        start = max(word_edges[-1], item_edges[-1])
        edges, others = align(words[word : word + n], items[item : item + m])
        word_edges += [start + edge for edge in edges[1:]]
        item_edges += [start + edge for edge in others[1:]]
        word, item = word + n, item + m
    return word_edges, item_edges


def _anchored(keys: Sequence[str], item_keys: Sequence[str]) -> Blocks:
    """Cut at words that occur once on either side, as many as are in the same order (patience diff)."""
    once = {key for key, n in Counter(keys).items() if n == 1 and key}
    places = {key: k for k, key in enumerate(item_keys)}
    once &= {key for key, n in Counter(item_keys).items() if n == 1}
    pairs = [(k, places[key]) for k, key in enumerate(keys) if key in once]
    ends: list[int] = []  # of the ascending sequences of each length, the lowest last place
    lengths = []
    for _, place in pairs:
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        lengths.append(length)
    cuts, length = [(len(keys), len(item_keys))], len(ends) - 1
    for (word, item), own in zip(reversed(pairs), reversed(lengths), strict=True):
        if own == length and item < cuts[-1][1]:
            cuts.append((word, item))
            length -= 1
    edges = [(0, 0), *reversed(cuts)]
    return [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(edges)]


def key_of(word: str) -> str:
    """Return a word's letters and digits, without case."""
    return NOT_OF_A_WORD.sub("", word).casefold()


def _lengths(pieces: Sequence[str]) -> list[int]:
    return [0, *accumulate(map(len, pieces))]


def _aligned(keys: Sequence[str], item_keys: Sequence[str]) -> tuple[list[int], list[int]]:
    word_edges, item_edges = [0], [0]
    for equal, blocks in groupby(Indel.opcodes(keys, item_keys), lambda op: op.tag == "equal"):
        ops = list(blocks)
        n, m = ops[-1].src_end - ops[0].src_start, ops[-1].dest_end - ops[0].dest_start
        start = max(word_edges[-1], item_edges[-1])
        # Each of n words is as long as m items are many, and the other way round: both fill n * m.
        width, item_width = (1, 1) if equal else (m, n)
        word_edges += [start + width * (k + 1) for k in range(n)]
        item_edges += [start + item_width * (k + 1) for k in range(m)]
    return word_edges, item_edges
