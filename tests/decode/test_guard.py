"""The guard: what an entry is weighed against, the odds, and what stands there once it is undone."""

import math
import random
from itertools import pairwise

import numpy as np
import pytest
from decode.reference import entries, exact_log_probs, random_log_probs
from decode.test_boost import VOCABULARY, A, B, C, D, E, clear, spoken
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark._core import ctc_log_prob
from earmark.decode import BeamDecoder, DecodeOptions
from earmark.transcript import EntryHit, Hypothesis

NEAR = spoken(*clear(C), *clear(A), {D: 0.6, B: 0.3}, {0: 0.97}, *clear(E))  # "c ad e", nearly "c ab e"
WEIGHED = DecodeOptions(guard_acoustic=1.0)


def found(options: DecodeOptions, log_probs: NDArray[np.float32] = NEAR, nbest: int = 5) -> list[Hypothesis]:
    return BeamDecoder(VOCABULARY, options).decode(log_probs, entries([A, B]), nbest)


def test_an_entry_is_weighed_against_what_would_stand_there() -> None:
    (hit,) = found(DecodeOptions())[0].hits
    assert hit.rival is not None and hit.rival.tokens == (A, D)
    exact = exact_log_probs(NEAR[4:8])  # what differs
    assert hit.rival.acoustic == pytest.approx(math.log(0.3 / 0.6), abs=0.05)
    assert exact[(B,)] < exact[(D,)]
    assert (hit.rival.phones, hit.rival.words) == (0.0, 0.0)
    assert (hit.first_frame, hit.last_frame) == (2, 4)


def test_odds_follow_the_formula() -> None:
    options = WEIGHED.with_(guard_bias=3.0, guard_sure=0.5, guard_length=0.25)
    best = found(options)[0]
    (hit,) = best.hits
    assert hit.rival is not None
    sure = np.mean([math.log(c) for c in best.confidences[hit.first_token : hit.last_token + 1]])
    assert hit.odds == pytest.approx(3.0 + hit.rival.acoustic + 0.5 * sure + 0.25 * hit.length, abs=1e-5)


def test_below_zero_it_is_undone_and_its_rival_stands_there() -> None:
    kept, undone = found(WEIGHED.with_(guard_bias=0.8)), found(WEIGHED.with_(guard_bias=0.5))
    assert kept[0].tokens == (C, A, B, E) and not kept[0].undone
    assert undone[0].tokens == (C, A, D, E) and not undone[0].hits
    (hit,) = undone[0].undone
    assert hit.entry == 0 and hit.odds < 0 and (hit.first_frame, hit.last_frame) == (2, 4)
    plain = BeamDecoder(VOCABULARY, WEIGHED).decode(NEAR)[0]
    assert undone[0].scores.total == pytest.approx(plain.scores.total, abs=1e-3)
    assert undone[0].frames == plain.frames
    assert undone[0].confidences == plain.confidences


def test_no_alternative_has_what_was_undone() -> None:
    undone = found(WEIGHED.with_(guard_bias=0.5), nbest=20)
    assert not any(h.hits for h in undone)
    assert len({h.tokens for h in undone}) == len(undone)


def test_off_it_keeps_everything() -> None:
    assert found(WEIGHED.with_(guard_bias=-99.0, guard=False))[0].tokens == (C, A, B, E)


def test_what_the_list_did_not_bring_about_is_kept() -> None:
    said = spoken(*clear(A, B))
    best = BeamDecoder(VOCABULARY, WEIGHED.with_(guard_bias=-99.0, boost_lambda=0.0, boost_bonus=0.0)).decode(
        said, entries([A, B])
    )[0]
    assert best.tokens == (A, B) and [h.boost for h in best.hits] == [0.0] and not best.undone


def test_words_to_be_avoided_are_not_brought_back() -> None:
    options = WEIGHED.with_(guard_bias=-99.0, suppress_penalty=0.1)
    best = BeamDecoder(VOCABULARY, options).decode(spoken(*clear(A, B)), entries([A, B], weights=[-1.0]))[0]
    assert best.tokens == (A, B) and not best.undone


def test_a_cautious_entry_needs_more() -> None:
    options = WEIGHED.with_(guard_bias=0.8, guard_caution=1.0)
    listed = entries([A, B])
    for caution, tokens in ((0.0, (C, A, B, E)), (1.0, (C, A, D, E))):
        with_caution = type(listed)(listed.paths, listed.weights, None, np.array([caution], np.float32))
        assert BeamDecoder(VOCABULARY, options).decode(NEAR, with_caution)[0].tokens == tokens


def test_two_entries_are_judged_each_by_itself() -> None:
    log_probs = spoken(*clear(A), {D: 0.6, B: 0.3}, {0: 0.97}, *clear(C), {D: 0.5, B: 0.45}, {0: 0.97})
    listed = entries([A, B], [C, B])
    best = BeamDecoder(VOCABULARY, WEIGHED.with_(guard_bias=0.4)).decode(log_probs, listed)[0]
    assert best.tokens == (A, D, C, B)
    assert [h.entry for h in best.hits] == [1] and [h.entry for h in best.undone] == [0]
    assert best.tried == (0, 1)


def test_what_takes_its_place_may_be_another_entry_and_is_judged_too() -> None:
    log_probs = spoken(*clear(A), {D: 0.6, B: 0.3}, {0: 0.97})
    listed = entries([A, B], [A, D], weights=[3.0, 1.0])
    best = BeamDecoder(VOCABULARY, WEIGHED.with_(guard_bias=0.5)).decode(log_probs, listed)[0]
    assert best.tokens == (A, D) and [h.entry for h in best.hits] == [1]


def fits(log_probs: NDArray[np.float32], best: Hypothesis, hit: EntryHit) -> bool:
    """The audio has room for what would stand there otherwise."""
    assert hit.rival is not None
    tokens = best.tokens[: hit.first_token] + hit.rival.tokens + best.tokens[hit.last_token + 1 :]
    return len(tokens) + sum(a == b for a, b in pairwise(tokens)) <= len(log_probs)


@given(st.integers(0, 10_000), st.floats(-2.0, 2.0))
def test_whatever_stands_has_odds_in_its_favour(seed: int, bias: float) -> None:
    rng = random.Random(seed)
    listed = entries([A, B], [C], [A, D, E])
    options = WEIGHED.with_(guard_bias=bias, boost_bonus=rng.uniform(0, 3))
    log_probs = random_log_probs(seed, 8, len(VOCABULARY), peak=0.3)
    best = BeamDecoder(VOCABULARY, options).decode(log_probs, listed)[0]
    assert best.scores.acoustic <= ctc_log_prob(log_probs, list(best.tokens)) + 1e-3
    assert set(h.entry for h in (*best.hits, *best.undone)) <= set(best.tried) | {h.entry for h in best.hits}
    for hit in best.hits:
        assert isinstance(hit, EntryHit)
        if hit.rival is not None and hit.boost > 0:
            assert hit.odds >= 0 or not fits(log_probs, best, hit)
