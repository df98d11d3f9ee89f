"""The aligner of letters and phones against sums over every cut."""

import math
from collections import defaultdict

import pytest

from earmark._core import GraphoneAligner

SHAPES = [(1, 1), (1, 2), (2, 1), (1, 0), (0, 1)]
WORDS = ["ab", "abc", "bca", "xé", "cab", "a"]
READINGS = [[0, 1], [0, 1, 1], [1, 0], [2, 3, 1], [2], [0]]


def cuts(word, reading, shapes):
    """Every cut as a list of (letters, phones)."""
    if not word and not reading:
        yield []
    for letters, phones in shapes:
        if letters <= len(word) and phones <= len(reading):
            unit = (word[:letters], tuple(reading[:phones]))
            for rest in cuts(word[letters:], reading[phones:], shapes):
                yield [unit, *rest]


def size(unit):
    return len(unit[0]) + len(unit[1])


class Reference:
    """Expectation maximisation by enumeration."""

    def __init__(self, words, readings, shapes):
        self.cuts = [list(cuts(w, r, shapes)) for w, r in zip(words, readings, strict=True)]
        units = {unit for every in self.possible(words, readings, shapes) for unit in every}
        self.p = dict.fromkeys(units, 1 / len(units))

    @staticmethod
    def possible(words, readings, shapes):
        """Units that fit anywhere, whether a whole cut has them or not: the first weight is even."""
        for word, reading in zip(words, readings, strict=True):
            yield {
                (word[i : i + m], tuple(reading[j : j + n]))
                for i in range(len(word) + 1)
                for j in range(len(reading) + 1)
                for m, n in shapes
                if i + m <= len(word) and j + n <= len(reading)
            }

    def weight(self, cut):
        return math.prod(self.p.get(unit, 0.0) ** size(unit) for unit in cut)

    def step(self, least):
        counts, nats = defaultdict(float), 0.0
        for every in self.cuts:
            total = sum(map(self.weight, every))
            if total == 0:
                continue
            nats += math.log(total)
            for cut in every:
                for unit in cut:
                    counts[unit] += self.weight(cut) / total
        kept = {unit: count for unit, count in counts.items() if count >= least}
        self.p = {unit: count / sum(kept.values()) for unit, count in kept.items()}
        return nats


@pytest.mark.parametrize("shapes", [SHAPES, SHAPES[:4], [(1, 1), (1, 0), (2, 2)]])
def test_rounds_equal_the_sum_over_every_cut(shapes):
    aligner, reference = GraphoneAligner(WORDS, READINGS, shapes), Reference(WORDS, READINGS, shapes)
    for least in (0.0, 0.0, 0.0, 0.3, 0.0):
        assert aligner.step(least) == pytest.approx(reference.step(least))
    for every, best, word, reading in zip(reference.cuts, aligner.best(), WORDS, READINGS, strict=True):
        if not any(map(reference.weight, every)):
            assert best == []
            continue
        chosen, letter, phone = [], 0, 0
        for letters, phones in best:
            chosen.append((word[letter : letter + letters], tuple(reading[phone : phone + phones])))
            letter, phone = letter + letters, phone + phones
        assert reference.weight(chosen) == pytest.approx(max(map(reference.weight, every)))


def test_learns_which_letters_go_together():
    # 0 is f, 1 o, 2 n, 3 p, 4 i, 5 t
    words = ["phon", "fon", "pit", "tip", "hit"]
    readings = [[0, 1, 2], [0, 1, 2], [3, 4, 5], [5, 4, 3], [6, 4, 5]]
    aligner = GraphoneAligner(words, readings, [(1, 1), (2, 1), (1, 0)])
    nats = [aligner.step(0.0) for _ in range(8)]
    assert nats == sorted(nats)
    assert aligner.best()[1:] == [[(1, 1)] * 3] * 4


def test_what_no_shape_covers_has_no_cut():
    aligner = GraphoneAligner(["a", "ab"], [[0, 0, 0], [0, 1]], [(1, 1), (1, 2)])
    aligner.step(0.0)
    assert aligner.best() == [[], [(1, 1), (1, 1)]]


@pytest.mark.parametrize(
    ("words", "readings", "shapes", "said"),
    [
        (["a"], [], [(1, 1)], "1 words came with 0 readings"),
        (["a"], [[0]], [(3, 1)], "3 letters and 1 phones cannot be"),
        (["a"], [[0]], [(0, 0)], "0 letters and 0 phones cannot be"),
        (["a" * 300], [[0] * 300], [(1, 1)], "too long to be a word"),
    ],
)
def test_bad_input_is_told(words, readings, shapes, said):
    with pytest.raises(ValueError, match=said):
        GraphoneAligner(words, readings, shapes)
