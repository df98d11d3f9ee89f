"""What entries pay a hypothesis: whole words only, refunds, commits, weights."""

import numpy as np
import pytest
from decoding.reference import Entries, entries, vocabulary
from numpy.typing import NDArray

from earmark.decoding import BeamDecoder, DecodeOptions
from earmark.transcript import Hypothesis

# a, c, e start a word; b, d, f continue one.
VOCABULARY = vocabulary([True, False] * 3)
A, B, C, D, E, F = range(1, 7)
STATIC = DecodeOptions.of(
    {
        "boosting.mode": "static",
        "boosting.static_reward": 2.0,
        "boosting.suppress_penalty": 3.0,
        "boosting.first_share": 1.0,
    }
)


def spoken(*frames: dict[int, float]) -> NDArray[np.float32]:
    """(T, 7) log-probabilities: the given ones, the rest spread evenly over the other tokens."""
    rows = []
    for frame in frames:
        rest = (1 - sum(frame.values())) / (7 - len(frame))
        rows.append([frame.get(v, rest) for v in range(7)])
    return np.log(np.array(rows)).astype(np.float32)


def clear(*tokens: int) -> list[dict[int, float]]:
    """A frame for each token, nearly certain, blanks between."""
    return [frame for t in tokens for frame in ({t: 0.9994}, {0: 0.9994})]


def best(log_probs: NDArray[np.float32], listed: Entries, options: DecodeOptions = STATIC) -> Hypothesis:
    return BeamDecoder(VOCABULARY, options).decode(log_probs, listed)[0]


def test_adaptive_boost_writes_an_entry_that_lies_behind() -> None:
    log_probs = spoken(*clear(A), {D: 0.6, B: 0.3}, {0: 0.97})
    plain = BeamDecoder(VOCABULARY).decode(log_probs)[0]
    boosted = BeamDecoder(VOCABULARY).decode(log_probs, entries([A, B]))[0]
    assert (plain.tokens, boosted.tokens) == ((A, D), (A, B))
    assert boosted.scores.acoustic < plain.scores.acoustic
    assert [(h.entry, h.first_token, h.last_token) for h in boosted.hits] == [(0, 0, 1)]


def test_boost_before_pruning_reaches_a_token_that_top_k_drops() -> None:
    log_probs = spoken(*clear(A), {D: 0.5, F: 0.25, B: 0.15}, {0: 0.97})
    narrow = DecodeOptions.of({"search.top_k": 1, "boosting.bonus": 2.0})
    assert best(log_probs, entries([A, B]), narrow).tokens == (A, B)
    assert best(log_probs, entries([C, B]), narrow).tokens == (A, D)


def test_boost_before_pruning_reaches_the_first_token_of_an_entry() -> None:
    log_probs = spoken({C: 0.5, E: 0.25, A: 0.15}, {0: 0.97}, *clear(B))
    narrow = DecodeOptions.of({"search.top_k": 1, "boosting.bonus": 2.0, "boosting.first_share": 1.0})
    assert best(log_probs, entries([A, B]), narrow).tokens == (A, B)
    assert best(log_probs, entries([A], weights=[0.0]), narrow).tokens == (C, B)


@pytest.mark.parametrize(("share", "paid"), [(0.0, 2.0), (0.25, 2.5), (1.0, 4.0)])
def test_first_token_of_a_longer_entry_is_paid_its_share(share: float, paid: float) -> None:
    found = best(spoken(*clear(A, B)), entries([A, B]), STATIC.with_({"boosting.first_share": share}))
    assert found.scores.boost == pytest.approx(paid)


def test_an_entry_of_one_token_is_paid_in_full_and_so_is_one_that_begins_with_it() -> None:
    options = STATIC.with_({"boosting.first_share": 0.0})
    assert best(spoken(*clear(A)), entries([A]), options).scores.boost == pytest.approx(2.0)
    both = entries([A], [A, B])
    assert best(spoken(*clear(A, B)), both, options).scores.boost == pytest.approx(4.0)


def test_refund_comes_at_once_and_not_only_at_the_end() -> None:
    # One hypothesis survives: d keeps the 4 nats of a and b and earns 2 more, c loses the 4. Behind
    # by 5, d is ahead on the way; were the refund to wait, it would be behind.
    log_probs = spoken(*clear(A, B), {C: 0.98, D: 0.98 * np.exp(-5.0)}, {0: 0.9994}, *clear(F))
    found = best(log_probs, entries([A, B, D, F]), STATIC.with_({"search.beam": 1}))
    assert (found.tokens, found.scores.boost) == ((A, B, D, F), pytest.approx(8.0))


def test_a_committed_part_is_not_pending_as_well() -> None:
    # After the entry a, c continues a longer entry and earns 2 nats: not enough to make up for 3.
    log_probs = spoken(*clear(A), {E: 0.94, C: 0.94 * np.exp(-3.0)}, {0: 0.9994})
    found = best(log_probs, entries([A], [A, C, E]), STATIC.with_({"search.beam": 1}))
    assert (found.tokens, found.scores.boost) == ((A, E), pytest.approx(2.0))


def test_abandoned_entry_is_refunded_in_full() -> None:
    found = best(spoken(*clear(A, B, C)), entries([A, B, D]))
    assert (found.tokens, found.hits, found.scores.boost) == ((A, B, C), (), 0.0)


def test_entry_cut_short_by_the_end_of_the_audio_is_refunded() -> None:
    found = best(spoken(*clear(A, B)), entries([A, B, D]))
    assert (found.tokens, found.hits, found.scores.boost) == ((A, B), (), 0.0)


def test_entry_completes_at_the_end_of_the_audio() -> None:
    assert best(spoken(*clear(C, A, B)), entries([A, B])).scores.boost == pytest.approx(4.0)


def test_entry_inside_a_longer_word_is_not_written() -> None:
    found = best(spoken(*clear(A, B, D, C)), entries([A, B]))
    assert (found.tokens, found.hits, found.scores.boost) == ((A, B, D, C), (), 0.0)


def test_shorter_entry_stays_committed_when_the_longer_one_is_abandoned() -> None:
    found = best(spoken(*clear(A, C, E, F)), entries([A], [A, C, D]))
    assert [(h.entry, h.first_token, h.last_token) for h in found.hits] == [(0, 0, 0)]
    assert found.scores.boost == pytest.approx(2.0)


def test_longer_entry_takes_the_place_of_the_shorter_one_inside() -> None:
    found = best(spoken(*clear(A, C, E)), entries([A], [C], [A, C, E]))
    assert [(h.entry, h.boost) for h in found.hits] == [(2, pytest.approx(6.0))]
    assert found.scores.boost == pytest.approx(6.0)


def test_suffix_that_begins_another_entry_keeps_its_part() -> None:
    found = best(spoken(*clear(A, C, E, D)), entries([A, C, A], [C, E, D]))
    assert [(h.entry, h.first_token, h.boost) for h in found.hits] == [(1, 1, pytest.approx(6.0))]


def test_entries_that_overlap_in_part_are_not_both_paid() -> None:
    found = best(spoken(*clear(A, C, E)), entries([A, C], [C, E]))
    assert [(h.entry, h.first_token, h.last_token) for h in found.hits] == [(0, 0, 1)]
    assert found.scores.boost == pytest.approx(4.0)


def test_entry_is_paid_at_its_own_weight_though_a_heavier_one_shares_its_beginning() -> None:
    found = best(spoken(*clear(A, B)), entries([A, B], [A, B, D], weights=[0.5, 3.0]))
    assert found.scores.boost == pytest.approx(0.5 * 2 * 2.0)


@pytest.mark.parametrize("mode", ["static", "adaptive"])
def test_negative_weight_suppresses_the_entry_and_spares_words_with_the_same_beginning(mode: str) -> None:
    options = STATIC.with_({"boosting.mode": mode})
    close = spoken(*clear(A), {B: 0.6, D: 0.3}, {0: 0.97})
    suppressed = entries([A, B], weights=[-1.0])
    assert best(close, suppressed, options).tokens == (A, D)
    spared = best(spoken(*clear(A, B, D)), suppressed, options)
    assert (spared.tokens, spared.scores.boost) == ((A, B, D), 0.0)
    written = best(spoken(*clear(A, B)), suppressed, options)
    assert written.scores.boost == pytest.approx(-6.0)  # certain enough to stand all the same


def test_boost_of_an_early_faint_alignment_is_not_added_to_a_later_clear_one() -> None:
    # b is faint in frame 2 (a large gap) and clear in frame 3 (no gap): only frame 3 counts.
    log_probs = spoken({A: 0.97}, {0: 0.97}, {0: 0.9, D: 0.06, B: 0.01}, {B: 0.97}, {0: 0.97})
    options = DecodeOptions.of({"boosting.gap_share": 1.0, "boosting.bonus": 0.0, "boosting.reach": 20.0})
    found = best(log_probs, entries([A, B]), options)
    assert found.tokens == (A, B)
    assert found.scores.boost == pytest.approx(0.0, abs=1e-6)


def test_pending_boost_drives_nothing_out_by_the_beam_threshold() -> None:
    options = STATIC.with_({"boosting.static_reward": 8.0, "search.beam_threshold": 5.0})
    found = best(spoken(*clear(A, B, D), {C: 0.9}), entries([A, B, D, F, F, F, F]), options)
    assert (found.tokens, found.scores.boost) == ((A, B, D, C), 0.0)


def test_boosting_off_pays_nothing_and_tells_what_is_written_anyway() -> None:
    off = BeamDecoder(VOCABULARY, DecodeOptions.of({"boosting.mode": "off", "verification.enabled": False}))
    log_probs = spoken(*clear(A), {D: 0.6, B: 0.3}, {0: 0.97})
    found = off.decode(log_probs, entries([A, B], [A, D], weights=[1.0, -1.0]), nbest=5)
    plain = off.decode(log_probs, nbest=5)
    assert [(h.tokens, h.scores) for h in found] == [(h.tokens, h.scores) for h in plain]
    assert [(h.entry, h.boost) for h in found[0].hits] == [(1, 0.0)]
    assert [(h.entry, h.boost) for h in found[1].hits] == [(0, 0.0)]
