"""Pronunciations come out of their bytes as they went in."""

import sys

from english import COUNT
from hypothesis import given
from hypothesis import strategies as st

from earmark.lexicon import PackedPronunciations, Pronunciation

SOURCES = ["ipa", "sounds_like", "lexicon", "letters", "g2p"]
ONE = st.builds(
    Pronunciation,
    st.lists(st.integers(0, COUNT - 1), max_size=300).map(tuple),
    st.sampled_from(SOURCES),
    st.floats(max_value=0.0, allow_nan=False),
)


@given(st.lists(ONE, max_size=10))
def test_what_is_packed_is_unpacked(several: list[Pronunciation]) -> None:
    packed = PackedPronunciations(several)
    assert len(packed) == len(several) and list(packed) == several and packed == tuple(several)
    assert packed[:2] == tuple(several[:2]) and bool(packed) == bool(several)
    assert packed == PackedPronunciations(several) and hash(packed) == hash(tuple(several))
    if several:
        assert packed[-1] == several[-1] and packed != tuple(several[1:])


def test_they_take_a_fraction_of_the_room() -> None:
    several = tuple(Pronunciation(tuple(range(i, i + 8)), "g2p", -0.1 * i) for i in range(4))
    loose = sum(sys.getsizeof(o) for one in several for o in (one, one.phones, one.log_prob))
    packed = PackedPronunciations(several)
    assert sys.getsizeof(packed) + sys.getsizeof(packed._packed) < loose / 3
