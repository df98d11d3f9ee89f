"""Verification: the alternative of an entry, its log-odds, and the hypothesis once it is rejected."""

import math
import random
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from decoding.reference import entries, exact_log_probs, random_log_probs
from decoding.test_boost import VOCABULARY, A, B, C, D, E, F, clear, spoken
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from earmark._core import ctc_log_prob
from earmark.decoding import BeamDecoder, DecodeOptions, VerifierWeights
from earmark.models.emissions import Attention, Emissions
from earmark.transcript import Hit, Hypothesis, Verdict

NEAR = spoken(*clear(C), *clear(A), {D: 0.6, B: 0.3}, {0: 0.97}, *clear(E))  # "c ad e", nearly "c ab e"
WEIGHTS = VerifierWeights(confidence=1.0)


def decoder(bias: float = 0.0, weights: VerifierWeights = WEIGHTS, **changes: Any) -> BeamDecoder:
    """A search with this verifier; ``changes`` have two underscores for the dot."""
    given = {name.replace("__", "."): value for name, value in changes.items()}
    weights = replace(weights, bias=weights.bias + bias)
    return BeamDecoder(VOCABULARY, DecodeOptions.of(given), verifier=weights)


def found(
    bias: float = 0.0, weights: VerifierWeights = WEIGHTS, nbest: int = 5, **changes: Any
) -> list[Hypothesis]:
    return decoder(bias, weights, **changes).decode(NEAR, entries([A, B]), nbest)


def verdict(hit: Hit) -> Verdict:
    assert hit.verdict is not None
    return hit.verdict


def test_an_entry_is_compared_with_its_best_alternative() -> None:
    (hit,) = found(weights=VerifierWeights())[0].hits
    assert verdict(hit).alternative == (A, D)
    exact = exact_log_probs(NEAR[4:8])  # what differs
    assert verdict(hit).acoustic == pytest.approx(math.log(0.3 / 0.6), abs=0.05)
    assert exact[(B,)] < exact[(D,)]
    assert (verdict(hit).phones, verdict(hit).words) == (0.0, 0.0)
    assert (hit.first_frame, hit.last_frame) == (2, 4)


def test_log_odds_follow_the_formula() -> None:
    best = found(1.0, VerifierWeights(bias=2.0, confidence=0.5, length=0.25))[0]
    (hit,) = best.hits
    sure = np.mean([math.log(c) for c in best.confidences[hit.first_token : hit.last_token + 1]])
    expected = 3.0 + 0.5 * sure + 0.25 * verdict(hit).length
    assert verdict(hit).log_odds == pytest.approx(expected, abs=1e-5)


def test_below_zero_it_is_rejected_for_its_alternative() -> None:
    kept, rejected = found(0.8), found(0.5)
    assert kept[0].tokens == (C, A, B, E) and not kept[0].rejected
    assert rejected[0].tokens == (C, A, D, E) and not rejected[0].hits
    (hit,) = rejected[0].rejected
    assert hit.entry == 0 and verdict(hit).log_odds < 0 and (hit.first_frame, hit.last_frame) == (2, 4)
    plain = decoder().decode(NEAR)[0]
    assert rejected[0].scores.total == pytest.approx(plain.scores.total, abs=1e-3)
    assert rejected[0].frames == plain.frames
    assert rejected[0].confidences == plain.confidences


def test_no_other_hypothesis_has_what_was_rejected() -> None:
    rejected = found(0.5, nbest=20)
    assert not any(h.hits for h in rejected)
    assert len({h.tokens for h in rejected}) == len(rejected)


def test_off_it_keeps_everything() -> None:
    assert found(-99.0, verification__enabled=False)[0].tokens == (C, A, B, E)


def test_what_the_list_did_not_bring_about_is_kept() -> None:
    said = spoken(*clear(A, B))
    search = decoder(-99.0, boosting__gap_share=0.0, boosting__bonus=0.0)
    best = search.decode(said, entries([A, B]))[0]
    assert best.tokens == (A, B) and [h.boost for h in best.hits] == [0.0] and not best.rejected


def test_words_to_be_avoided_are_not_brought_back() -> None:
    search = decoder(-99.0, boosting__suppress_penalty=0.1)
    best = search.decode(spoken(*clear(A, B)), entries([A, B], weights=[-1.0]))[0]
    assert best.tokens == (A, B) and not best.rejected


def test_a_cautious_entry_needs_more() -> None:
    search = decoder(0.8, VerifierWeights(confidence=1.0, confusability=1.0))
    listed = entries([A, B])
    for caution, tokens in ((0.0, (C, A, B, E)), (1.0, (C, A, D, E))):
        with_caution = replace(listed, confusability=np.array([caution], np.float32))
        assert search.decode(NEAR, with_caution)[0].tokens == tokens


def test_entries_of_short_lists_need_less_and_of_long_ones_more() -> None:
    without = verdict(found(5.0)[0].hits[0]).log_odds
    weights = VerifierWeights(confidence=1.0, list_size=0.1, short_list=0.2)
    (short,) = found(5.0, weights)[0].hits
    assert verdict(short).log_odds == pytest.approx(without + 2 * 0.1 * math.log(1000), abs=1e-4)
    many = entries([A, B], *([A, F, *rest] for rest in product((B, D, F), repeat=7)))
    (long,) = decoder(5.0, weights).decode(NEAR, many)[0].hits
    assert verdict(long).log_odds == pytest.approx(without - 0.1 * math.log((1 + 3**7) / 1000), abs=1e-4)


def test_alarms_that_are_allowed_move_the_log_odds() -> None:
    weights = VerifierWeights(bias=-1.0, alarm_nats=2.0)
    odds = {}
    for alarms in (0.5, 1.0, 10.0, math.inf):
        options = DecodeOptions.of({"verification.max_false_alarms_per_hour": alarms})
        best = BeamDecoder(VOCABULARY, options, verifier=weights).decode(NEAR, entries([A, B]))[0]
        odds[alarms] = verdict((best.hits or best.rejected)[0]).log_odds
    assert odds[0.5] == pytest.approx(-1 + 2 * math.log(0.5), abs=1e-4)
    assert odds[1.0] == pytest.approx(-1, abs=1e-4)
    assert odds[10.0] == pytest.approx(-1 + 2 * math.log(10), abs=1e-4)
    assert odds[math.inf] > 900


def test_two_entries_are_judged_each_by_itself() -> None:
    log_probs = spoken(*clear(A), {D: 0.6, B: 0.3}, {0: 0.97}, *clear(C), {D: 0.5, B: 0.45}, {0: 0.97})
    listed = entries([A, B], [C, B])
    best = decoder(0.5).decode(log_probs, listed)[0]
    assert best.tokens == (A, D, C, B)
    assert [h.entry for h in best.hits] == [1] and [h.entry for h in best.rejected] == [0]
    assert best.considered == (0, 1)


def test_what_takes_its_place_may_be_another_entry_and_is_judged_too() -> None:
    log_probs = spoken(*clear(A), {D: 0.6, B: 0.3}, {0: 0.97})
    listed = entries([A, B], [A, D], weights=[3.0, 1.0])
    best = decoder(0.5).decode(log_probs, listed)[0]
    assert best.tokens == (A, D) and [h.entry for h in best.hits] == [1]


def fits(log_probs: NDArray[np.float32], best: Hypothesis, hit: Hit) -> bool:
    """The audio has room for what would stand there otherwise."""
    alternative = verdict(hit).alternative
    assert alternative is not None
    tokens = best.tokens[: hit.first_token] + alternative + best.tokens[hit.last_token + 1 :]
    return len(tokens) + sum(a == b for a, b in pairwise(tokens)) <= len(log_probs)


@example(2148, 0.0)  # an alternative brings in an entry that no hypothesis had
@given(st.integers(0, 10_000), st.floats(-2.0, 2.0))
def test_whatever_stands_has_log_odds_in_its_favour(seed: int, bias: float) -> None:
    rng = random.Random(seed)
    listed = entries([A, B], [C], [A, D, E])
    search = decoder(bias, boosting__bonus=rng.uniform(0, 3))
    log_probs = random_log_probs(seed, 8, len(VOCABULARY), peak=0.3)
    best, plain = search.decode(log_probs, listed)[0], search.decode(log_probs)[0].tokens
    assert best.scores.acoustic <= ctc_log_prob(log_probs, list(best.tokens), 0) + 1e-3
    hits = {h.entry for h in best.hits}
    assert hits | {h.entry for h in best.rejected} <= set(best.considered) | hits
    for hit in best.hits:
        assert isinstance(hit, Hit)
        if verdict(hit).alternative is not None and hit.boost > 0:
            own = best.tokens[hit.first_token : hit.last_token + 1]
            anyway = any(plain[at : at + len(own)] == own for at in range(len(plain)))
            assert verdict(hit).log_odds >= 0 or anyway or not fits(log_probs, best, hit)


def test_an_adapters_attention_counts() -> None:
    """The log-odds rise by the weight times what the attention is above one half."""
    search = decoder(0.8, VerifierWeights(confidence=1.0, attention=2.0))
    without = verdict(search.decode(NEAR, entries([A, B]))[0].hits[0]).log_odds
    for share in (0.5, 1.0):
        mass = np.full((len(NEAR), 1), share, np.float32)
        looked = Emissions(NEAR, 0.04, unbiased=NEAR, attention=Attention((0,), mass, 1 - mass[:, 0]))
        (hit,) = search.decode_emissions([looked], entries([A, B]))[0][0].hits
        assert verdict(hit).log_odds == pytest.approx(without + 2.0 * (share - 0.5), abs=1e-5)
    elsewhere = Emissions(
        NEAR, 0.04, attention=Attention((), np.zeros((len(NEAR), 0), np.float32), np.ones(4))
    )
    best = search.decode_emissions([elsewhere], entries([A, B]))[0][0]
    assert best.tokens == (C, A, D, E)
    assert verdict(best.rejected[0]).log_odds == pytest.approx(without - 1.0, abs=1e-5)


def test_entries_are_weighed_by_unbiased_emissions() -> None:
    """Biased ones that leave no doubt are searched, and not believed."""
    biased = spoken(*clear(C), *clear(A), {B: 0.97}, {0: 0.97}, *clear(E))
    search = decoder(0.5)
    assert search.decode(biased, entries([A, B]))[0].tokens == (C, A, B, E)
    one = Emissions(biased, 0.04, unbiased=NEAR)
    best = search.decode_emissions([one], entries([A, B]))[0][0]
    assert best.tokens == (C, A, D, E) and [h.entry for h in best.rejected] == [0]
    assert best.confidences == pytest.approx(search.decode(NEAR)[0].confidences)


def test_where_every_hypothesis_holds_an_entry_a_search_without_the_list_tells_what_else_there_is() -> None:
    # Frame by frame it is A; with all alignments of A D it is that, and both are listed.
    log_probs = spoken(*clear(A), {0: 0.55, D: 0.44}, {0: 0.55, D: 0.44}, {0: 0.55, D: 0.44})
    plain = decoder().decode(log_probs)[0]
    assert plain.tokens == (A, D)
    listed = entries([A], [A, D], weights=[1.0, 0.05])
    found = decoder(boosting__gap_share=0.0, verification__enabled=False).decode(log_probs, listed, nbest=2)
    assert [h.tokens for h in found] == [(A,), (A, D)] and all(h.hits for h in found)
    best = decoder(-9.0, boosting__gap_share=0.0).decode(log_probs, listed)[0]
    assert best.tokens == (A, D) and [h.entry for h in best.hits] == [1]


def test_what_would_stand_there_without_the_list_is_kept_whatever_its_log_odds() -> None:
    said = spoken(*clear(C), *clear(A), {B: 0.9, D: 0.09}, {0: 0.97}, *clear(E))
    best = decoder(-99.0).decode(said, entries([A, B]))[0]
    (hit,) = best.hits
    assert best.tokens == (C, A, B, E) and hit.boost > 0 and verdict(hit).log_odds < 0 and not best.rejected
