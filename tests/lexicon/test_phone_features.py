"""Articulatory costs: what they say of English, and that they are a metric."""

import numpy as np
import pytest
from english import PHONE_SET, PHONES, from_ipa
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark._core import PhoneDistance
from earmark.errors import PhoneError
from earmark.language import PhoneSet
from earmark.lexicon.phone_features import FEATURES, STRANGE, phone_costs

COSTS = phone_costs(PHONE_SET)
SUBSTITUTION, INDELS = COSTS.substitution, COSTS.indels
distance, edit_costs, expected_costs = COSTS.distance, COSTS.edit_costs, COSTS.expected_costs

strings = st.lists(st.integers(0, len(PHONES) - 1), max_size=7)


def cost(a: str, b: str) -> float:
    return float(SUBSTITUTION[PHONES.index(a), PHONES.index(b)])


def test_costs_of_phones_are_a_metric() -> None:
    assert (np.diag(SUBSTITUTION) == 0).all()
    assert (SUBSTITUTION + np.eye(len(PHONES)) > 0.05).all()  # no two phones are one
    assert (SUBSTITUTION <= 1).all()
    np.testing.assert_array_equal(SUBSTITUTION, SUBSTITUTION.T)
    by_way = (SUBSTITUTION[:, :, None] + SUBSTITUTION[None]).min(axis=1)
    assert (by_way >= SUBSTITUTION - 1e-6).all()
    assert ((INDELS >= 0.3 - 1e-6) & (INDELS <= 0.5)).all()
    assert (np.abs(INDELS[:, None] - INDELS[None]) <= SUBSTITUTION + 1e-6).all()


@given(strings, strings, strings)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_distance_is_a_metric(a: list[int], b: list[int], c: list[int]) -> None:
    assert distance(a, a) == 0
    assert (distance(a, b) == 0) == (a == b)
    assert distance(a, b) == pytest.approx(distance(b, a), abs=1e-4)
    assert distance(a, c) <= distance(a, b) + distance(b, c) + 1e-4


def test_like_sounds_are_cheap_and_unlike_ones_dear() -> None:
    assert cost("b", "p") == pytest.approx(0.2)  # voice alone
    assert cost("d͡ʒ", "t͡ʃ") == pytest.approx(0.2)
    assert cost("ɪ", "i") < cost("ɪ", "u") < cost("ɪ", "k")
    assert cost("ɛ", "æ") < cost("ɛ", "ɑ") < cost("ɛ", "u")
    assert cost("eɪ", "ɛ") < cost("aʊ", "ɛ")  # a diphthong is where it begins and where it goes
    assert cost("j", "i") < 0.5 < cost("j", "t")
    assert cost("t", "ɑ") == 1
    assert COSTS.nearest("s", 2) == [("ʃ", pytest.approx(0.12)), ("z", pytest.approx(0.2))]


def test_distance_of_words() -> None:
    smith, smythe, smite, reykjavik = map(from_ipa, ("smɪθ", "smaɪð", "smaɪt", "ɹeɪkjəvɪk"))
    assert 0 < distance(smith, smythe) < 0.6
    assert distance(smythe, smite) < distance(smith, reykjavik)
    assert distance((), from_ipa("ʌ")) == pytest.approx(0.44, abs=2e-3)


def test_features_have_two_ends() -> None:
    begin, end = COSTS.features_of("aɪ")["height"]
    assert begin == 0 < end
    assert COSTS.features_of("m")["nasal"] == (1, 1)
    assert set(COSTS.features_of("ŋ")) == set(FEATURES)
    with pytest.raises(PhoneError, match="'x' is not a phone of the set"):
        COSTS.features_of("x")


def test_expected_costs_mix_those_of_the_phones() -> None:
    posteriors = np.zeros((1, len(PHONES)), dtype=np.float32)
    posteriors[0, PHONES.index("b")], posteriors[0, PHONES.index("p")] = 0.75, 0.25
    sure = expected_costs(np.eye(len(PHONES), dtype=np.float32)[[PHONES.index("b")]])
    p = [PHONES.index("p")]
    assert PhoneDistance(sure, 0.0, np.inf).of(p) == pytest.approx(0.2)
    assert PhoneDistance(expected_costs(posteriors), 0.0, np.inf).of(p) == pytest.approx(0.75 * 0.2)


def test_a_strange_sound_is_like_no_phone() -> None:
    for phone in range(len(PHONES)):
        assert PhoneDistance(edit_costs([STRANGE]), 0.0, np.inf).of([phone]) == 1


def test_a_phone_that_the_tables_do_not_describe_is_unlike_all_others() -> None:
    costs = phone_costs(PhoneSet(("b", "p", "ǃ")))
    assert costs.distance([0], [1]) == pytest.approx(0.2)
    assert costs.distance([0], [2]) == costs.distance([2], [1]) == 1


def test_what_is_no_phone_is_refused() -> None:
    with pytest.raises(PhoneError, match="40 is not a phone"):
        distance([40], [0])
    with pytest.raises(PhoneError, match="40 is not a phone"):
        distance([0], [40])
    with pytest.raises(PhoneError, match="posteriors have shape"):
        expected_costs(np.zeros((2, 3), dtype=np.float32))
