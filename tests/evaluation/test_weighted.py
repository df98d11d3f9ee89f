import itertools
import random

from earmark.evaluation.alignment import align
from earmark.evaluation.weighted import align_weighted


def cost(alignment):
    gaps = len(alignment.deletions) + len(alignment.insertions)
    return 3 * gaps + 4 * len(alignment.substitutions)


def cheapest(reference, hypothesis):
    """By the recurrence itself, cell by cell."""
    rows, columns = len(reference) + 1, len(hypothesis) + 1
    best = {(0, 0): 0}
    for r, h in itertools.product(range(rows), range(columns)):
        ways = []
        if r and h:
            ways.append(best[r - 1, h - 1] + 4 * (reference[r - 1] != hypothesis[h - 1]))
        if h:
            ways.append(best[r, h - 1] + 3)
        if r:
            ways.append(best[r - 1, h] + 3)
        if ways:
            best[r, h] = min(ways)
    return best[rows - 1, columns - 1]


def test_a_word_one_place_off_is_right_where_unit_costs_may_call_it_wrong():
    found = align_weighted(["a", "b"], ["b", "c"])
    assert found.matches == {1: 0} and found.deletions == (0,) and found.insertions == (1,)
    assert cost(found) == 6


def test_cost_is_the_least_and_every_word_is_accounted_for():
    rng = random.Random(1)
    for _ in range(200):
        said = [rng.choice("abcd") for _ in range(rng.randrange(8))]
        written = [rng.choice("abcd") for _ in range(rng.randrange(8))]
        found = align_weighted(said, written)
        assert cost(found) == cheapest(said, written)
        assert sorted([*found.matches, *(r for r, _ in found.substitutions), *found.deletions]) == list(
            range(len(said))
        )
        heard = [*found.matches.values(), *(h for _, h in found.substitutions), *found.insertions]
        assert sorted(heard) == list(range(len(written)))
        assert all(said[r] == written[h] for r, h in found.matches.items())


def test_equal_texts_are_equal_either_way():
    words = ["the", "keys", "of", "fremont"]
    assert align_weighted(words, words) == align(words, words)


def test_empty_sides():
    assert align_weighted([], ["a"]).insertions == (0,)
    assert align_weighted(["a"], []).deletions == (0,)
    assert align_weighted([], []).matches == {}
