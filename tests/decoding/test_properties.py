"""What holds for any emissions and any list."""

import numpy as np
import pytest
from decoding.reference import EXHAUSTIVE, Entries, entries, exact_log_probs, random_log_probs, vocabulary
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark._core import ctc_log_prob
from earmark.decoding import BeamDecoder, DecodeOptions, greedy_decode

STARTS = [True, False, True, False, False, True, False, True]
VOCABULARY = vocabulary(STARTS)
FIRST = [1 + i for i, s in enumerate(STARTS) if s]

seeds = st.integers(0, 10_000)
lists = st.lists(
    st.tuples(st.sampled_from(FIRST), st.lists(st.integers(1, 8), max_size=4)),
    min_size=1,
    max_size=8,
    unique_by=str,
).map(lambda found: entries(*[(first, *rest) for first, rest in found]))
modes = st.sampled_from(["static", "adaptive"])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seeds, lists, modes)
def test_threads_and_company_change_nothing(seed: int, listed: Entries, mode: str) -> None:
    batch = [random_log_probs(seed + i, (7 * i) % 23, 9, peak=0.2) for i in range(6)]
    one, eight = (
        BeamDecoder(
            VOCABULARY, DecodeOptions.of({"boosting.mode": mode, "search.threads": n, "search.beam": 8})
        )
        for n in (1, 8)
    )
    alone = [one.decode(x, listed, nbest=3) for x in batch]
    assert one.decode_batch(batch, listed, nbest=3) == alone
    assert eight.decode_batch(batch, listed, nbest=3) == alone
    assert eight.decode_batch(batch, [listed] * len(batch), nbest=3) == alone


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seeds, lists, modes)
def test_a_list_never_changes_the_acoustic_score(seed: int, listed: Entries, mode: str) -> None:
    log_probs = random_log_probs(seed, 12, 9, peak=0.2)
    wide = DecodeOptions.of(
        {
            "boosting.mode": mode,
            "search.beam": 4096,
            "search.token_threshold": 1000,
            "search.beam_threshold": 1000,
        }
    )
    for h in BeamDecoder(VOCABULARY, wide).decode(log_probs, listed, nbest=3):
        exact = ctc_log_prob(log_probs, list(h.tokens), 0)
        assert exact - 0.5 < h.scores.acoustic < exact + 1e-4  # alignments may be pruned, never paid
        assert h.scores.boost == pytest.approx(sum(x.boost for x in h.hits), abs=1e-4)
        assert all(0 <= c <= 1 for c in h.confidences)
        assert len(h.tokens) == len(h.frames) == len(h.confidences)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seeds)
def test_entries_that_are_out_of_reach_change_nothing(seed: int) -> None:
    log_probs = random_log_probs(seed, 15, 9, peak=0.2)
    log_probs[:, FIRST[-1]] = -50.0  # the first token of every entry
    listed = entries([FIRST[-1], 2], [FIRST[-1], 1, 4])
    decoder = BeamDecoder(VOCABULARY)
    assert decoder.decode(log_probs, listed, nbest=3) == decoder.decode(log_probs, nbest=3)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seeds, st.integers(0, 6))
def test_beam_is_at_least_as_probable_as_greedy(seed: int, frames: int) -> None:
    log_probs = random_log_probs(seed, frames, 4)
    voc = vocabulary([True, False, True])
    greedy, exact = greedy_decode(log_probs), exact_log_probs(log_probs)
    assert greedy.scores.acoustic == pytest.approx(exact[greedy.tokens], abs=1e-5)
    best = BeamDecoder(voc, EXHAUSTIVE).decode(log_probs)[0]
    assert best.scores.acoustic >= greedy.scores.acoustic - 1e-5


def test_no_frames_give_the_empty_hypothesis() -> None:
    empty = np.zeros((0, 9), np.float32)
    for found in (BeamDecoder(VOCABULARY).decode(empty, entries([1, 2]))[0], greedy_decode(empty)):
        assert (found.tokens, found.frames, found.hits, found.scores.total) == ((), (), (), 0.0)


def test_confidence_is_high_where_the_model_is_sure_and_low_where_it_wavers() -> None:
    p = np.full((5, 9), 1e-4)
    p[0, 0] = p[2, 0] = p[4, 0] = 1.0
    p[1, 1] = 1.0
    p[3, 2], p[3, 4] = 0.5, 0.5
    sure, wavering = BeamDecoder(VOCABULARY).decode(np.log(p / p.sum(1, keepdims=True)))[0].confidences
    assert sure > 0.98
    assert wavering == pytest.approx(0.5, abs=0.02)


def test_confidence_counts_tokens_that_last_or_waver_in_time() -> None:
    p = np.full((6, 9), 1e-5)
    p[[0, 3, 5], 0] = 1.0
    p[1:3, 1] = 1.0  # one token over two frames
    p[4, 2], p[5, 2], p[4, 0], p[5, 0] = 0.5, 0.5, 0.5, 0.5  # one of two frames, or both
    lasting, between = BeamDecoder(VOCABULARY).decode(np.log(p / p.sum(1, keepdims=True)))[0].confidences
    assert lasting > 0.98
    assert between == pytest.approx(0.75, abs=0.02)


def test_confidence_does_not_rise_with_the_boost() -> None:
    p = np.full((4, 9), 1e-4)
    p[0, 1] = p[1, 0] = p[3, 0] = 1.0
    p[2, 2], p[2, 4] = 0.25, 0.75
    log_probs = np.log(p / p.sum(1, keepdims=True)).astype(np.float32)
    found = BeamDecoder(VOCABULARY).decode(log_probs, entries([1, 2]))[0]
    assert found.tokens == (1, 2)
    assert found.confidences[1] == pytest.approx(0.25, abs=0.02)
