import numpy as np
import pytest

from earmark.biasing.adapter.memory import AttentionKeys, BiasMemory, BiasPhrases, TokenKeySums
from earmark.biasing.adapter.shortlist import shortlist

d, V = 16, 60


@pytest.fixture(scope="module", params=["exact", "bytes"])
def memory(request):
    """5,000 rows of 3 to 6 random tokens; a key is its token's direction and a little noise."""
    rng = np.random.default_rng(2)
    lengths = rng.integers(3, 7, 5000)
    tokens = rng.integers(1, V, lengths.sum())
    directions = rng.standard_normal((V, d)).astype(np.float32)
    keys = directions[tokens] + 0.3 * rng.standard_normal((len(tokens), d)).astype(np.float32)
    room, sums = AttentionKeys.allocate(len(keys), d, exact=request.param == "exact"), TokenKeySums(V)
    for part in np.array_split(rng.permutation(len(keys)), 7):
        room.put(part, keys[part])
        sums.add(tokens[part], keys[part])
    return BiasMemory(BiasPhrases(tokens, lengths, np.arange(5000)), room, None, sums.means())


def spoken(memory, row, rng):
    """Queries that hear the row's tokens among others."""
    own = memory.keys.at(memory.places(np.array([row])))
    others = rng.standard_normal((20, d))
    return np.concatenate([others[:10], own, others[10:]]).astype(np.float32)


@pytest.mark.parametrize("rough", [5000, 1000])
def test_a_spoken_entry_is_on_the_shortlist(memory, rough):
    rng = np.random.default_rng(3)
    rows = rng.integers(0, 5000, 40)
    found = [row in shortlist(memory, spoken(memory, row, rng), 200, rough) for row in rows]
    assert sum(found) >= 38


def test_short_lists_stay_whole_and_in_order(memory):
    queries = np.zeros((4, d), np.float32)
    assert shortlist(memory, queries, limit=5000).tolist() == list(range(5000))
    some = shortlist(memory, queries, limit=50)
    assert len(some) == 50 and (np.diff(some) > 0).all()


def test_the_limit_is_kept_without_frames_too(memory):
    assert len(shortlist(memory, np.zeros((0, d), np.float32), limit=7)) == 7


def test_places_are_the_keys_of_the_chosen_rows(memory):
    places = memory.places(np.array([0, 2]))
    lengths, starts = memory.phrases.lengths, memory.phrases.starts
    assert places.tolist() == [*range(lengths[0]), *range(starts[2], starts[2] + lengths[2])]


def test_keys_in_bytes_are_nearly_the_keys():
    keys = np.random.default_rng(4).standard_normal((9, d)).astype(np.float32)
    keys[3] = 0
    places = np.arange(9)[::-1]
    exact, packed = (AttentionKeys.allocate(9, d, exact) for exact in (True, False))
    exact.put(places, keys)
    packed.put(places, keys)
    assert np.array_equal(exact.at(places), keys) and packed.numbers.nbytes == 9 * d
    error = np.abs(packed.at(places) - keys)
    assert (error <= 0.005 * np.abs(keys).max(axis=1, keepdims=True) + 1e-7).all()


def test_the_mean_key_of_a_token():
    sums = TokenKeySums(5)
    sums.add(np.array([1, 3]), np.array([[1, 0], [0, 2]], np.float32))
    sums.add(np.array([3]), np.array([[4, 4]], np.float32))
    means = sums.means()
    assert means.tokens.tolist() == [1, 3] and means.keys.tolist() == [[1, 0], [2, 3]]
