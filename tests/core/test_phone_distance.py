"""Edit distance of word sequences to what was heard, against a plain dynamic programme."""

import itertools

import numpy as np
import pytest

from earmark._core import EditCosts, PhoneDistance, Pronunciations

PHONES = 4
# word 0: two readings; 1; 2: long; 3 has none
READINGS = [[[0], [0, 1]], [[2, 3]], [[1, 1, 0, 3]], []]
UNKNOWN = 0.7


def lexicon() -> Pronunciations:
    readings = [reading for word in READINGS for reading in word]
    return Pronunciations(
        np.array([p for reading in readings for p in reading], dtype=np.uint16),
        np.cumsum([0, *map(len, readings)]).astype(np.uint32),
        np.cumsum([0, *map(len, READINGS)]).astype(np.uint32),
    )


def random_costs(seed: int, heard: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    shapes = ((heard, PHONES), (heard,), (PHONES,))
    substitution, surplus, missing = (rng.uniform(0, 1, shape).astype(np.float32) for shape in shapes)
    return substitution, surplus, missing


def plain(costs: tuple[np.ndarray, np.ndarray, np.ndarray], phones: list[int]) -> float:
    substitution, surplus, missing = costs
    table = np.full((len(phones) + 1, len(surplus) + 1), np.inf)
    table[0, 0] = 0.0
    for i, g in itertools.product(range(len(phones) + 1), range(len(surplus) + 1)):
        if i:
            table[i, g] = min(table[i, g], table[i - 1, g] + missing[phones[i - 1]])
        if g:
            table[i, g] = min(table[i, g], table[i, g - 1] + surplus[g - 1])
        if i and g:
            table[i, g] = min(table[i, g], table[i - 1, g - 1] + substitution[g - 1, phones[i - 1]])
    return float(table[-1, -1])


SEQUENCES = [list(words) for n in range(4) for words in itertools.product(range(3), repeat=n)]


@pytest.mark.parametrize("heard", [0, 1, 5])
def test_the_least_cost_over_all_readings(heard: int) -> None:
    costs = random_costs(heard, heard)
    distance = PhoneDistance(EditCosts(*costs), UNKNOWN, np.inf)
    found = distance.of_all(SEQUENCES, lexicon())
    for words, cost in zip(SEQUENCES, found, strict=True):
        strings = [sum(parts, []) for parts in itertools.product(*(READINGS[w] for w in words))]
        assert cost == pytest.approx(min(plain(costs, string) for string in strings), abs=1e-4)
        assert distance.of(strings[0]) == pytest.approx(plain(costs, strings[0]), abs=1e-4)


def test_order_and_company_change_nothing() -> None:
    distance = PhoneDistance(EditCosts(*random_costs(3, 6)), UNKNOWN, np.inf)
    words = lexicon()
    alone = [distance.of_all([sequence], words)[0] for sequence in SEQUENCES]
    assert distance.of_all(SEQUENCES[::-1], words) == alone[::-1]


def test_a_word_without_readings_takes_any_phones() -> None:
    costs = random_costs(4, 5)
    distance = PhoneDistance(EditCosts(*costs), UNKNOWN, np.inf)
    substitution, surplus, missing = costs
    cuts = [plain((substitution[:g], surplus[:g], missing), READINGS[1][0]) for g in range(6)]
    assert distance.of_all([[1, 3]], lexicon())[0] == pytest.approx(UNKNOWN + min(cuts), abs=1e-4)


def test_a_narrow_band_never_lowers_a_cost_and_a_wide_one_is_exact() -> None:
    costs = EditCosts(*random_costs(5, 8))
    exact = np.array(PhoneDistance(costs, UNKNOWN, np.inf).of_all(SEQUENCES, lexicon()))
    narrow = np.array(PhoneDistance(costs, UNKNOWN, 0.3).of_all(SEQUENCES, lexicon()))
    wide = np.array(PhoneDistance(costs, UNKNOWN, 8.0).of_all(SEQUENCES, lexicon()))
    assert (narrow >= exact - 1e-5).all()
    assert (narrow > exact + 1e-5).any()
    np.testing.assert_allclose(wide, exact, atol=1e-5)


def test_what_does_not_fit_is_refused() -> None:
    substitution, surplus, missing = random_costs(6, 3)
    with pytest.raises(ValueError, match="2 costs of surplus phones, expected 3"):
        EditCosts(substitution, surplus[:2], missing)
    with pytest.raises(ValueError, match="cost of missing phones is negative"):
        EditCosts(substitution, surplus, missing - 2)
    with pytest.raises(ValueError, match="phone 4 has no costs"):
        PhoneDistance(EditCosts(substitution, surplus, missing), 0.0, np.inf).of([4])
