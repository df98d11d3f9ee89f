import random

import pytest

from earmark.models.alphabet import BEGINS
from earmark.training.adapter.lists import ListMaker, ListOptions
from earmark.training.adapter.pool import PhrasePool, changed, skeleton

PHRASES = (
    "ronan",
    "roman",
    "rowan",
    "fremont",
    "free month",
    "keys",
    "quays",
    "zelenskyy",
    "saoirse",
    "jazz",
)


@pytest.fixture
def pool(spelling):
    return PhrasePool(PHRASES, spelling)


@pytest.fixture
def starts(spelling):
    return spelling.alphabet.roles == BEGINS


def make(pool, **options):
    settings = {"largest": 12, "empty": 0.0, **options}
    return ListMaker(pool, {"and", "the"}, {"the queen": ["the queen"]}, ListOptions(**settings))


def spelt(tokens):
    return tuple(token for token in tokens if token)


def test_what_is_said_is_found_wherever_whole_words_of_a_clip_are_an_entry(pool, starts, emissions_cache):
    maker = make(pool, silent=0.0, dropped=0.0, pairs=0.0)
    clips = emissions_cache.clips
    places = set()
    for seed in range(20):
        drawn = maker.draw(clips, random.Random(seed))
        for clip, first, entry, length in drawn.said:
            said = clips[clip].tokens[first : first + length]
            assert said == spelt(drawn.entries[entry].tolist())
            assert starts[said[0]]
            places.add(clip)
    assert places == set(range(len(clips)))  # every clip has something rare to say


def test_lists_for_silent_clips_hold_what_is_said_only_by_chance(pool, emissions_cache):
    maker = make(pool, silent=1.0)
    said = [len(maker.draw(emissions_cache.clips, random.Random(seed)).said) for seed in range(20)]
    heard = make(pool, silent=0.0)
    told = [len(heard.draw(emissions_cache.clips, random.Random(seed)).said) for seed in range(20)]
    assert sum(said) < sum(told) / 2


def test_the_same_seed_draws_the_same_list(pool, emissions_cache):
    one, other = (make(pool).draw(emissions_cache.clips, random.Random(7)) for _ in range(2))
    assert one.entries.tolist() == other.entries.tolist() and one.said == other.said


def test_no_list_is_a_list_too(pool, emissions_cache):
    drawn = make(pool, empty=1.0).draw(emissions_cache.clips, random.Random(1))
    assert len(drawn.entries) == 0 and drawn.said == ()


def test_near_phrases_look_or_sound_alike_and_are_never_the_same(pool):
    rng = random.Random(2)
    near = pool.near("ronan", rng, 400)
    assert "ronan" not in near and {"roman", "rowan"} <= set(near)


def test_skeletons_of_words_that_are_misheard_for_each_other_agree():
    assert skeleton("saoirse") == skeleton("sersha".replace("sh", "s"))
    assert skeleton("keys") == skeleton("quays") != skeleton("jazz")


def test_a_changed_entry_keeps_its_beginning(spelling, starts):
    rng = random.Random(3)
    entry = (
        tuple(n for n in range(2, 49) if starts[n])[:1] + tuple(n for n in range(2, 49) if not starts[n])[:3]
    )
    for _ in range(20):
        other = changed(entry, rng, spelling)
        assert other[0] == entry[0] and len(other) >= 2
