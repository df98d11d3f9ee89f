"""The search objective, recomputed by brute force on lattices of a few frames and tokens."""

import random

import pytest
from decoding.reference import (
    EXHAUSTIVE,
    Entries,
    boosts_of,
    entries,
    exact_log_probs,
    random_log_probs,
    vocabulary,
)

from earmark.decoding import BeamDecoder

VOCABULARY = vocabulary([True, False, True])
ALONE = EXHAUSTIVE.with_({"verification.enabled": False})  # the search without a list has no say in the order


def random_entries(seed: int) -> Entries:
    """Up to five entries of one to four tokens, some suppressed."""
    rng = random.Random(seed)
    paths = {(rng.choice([1, 3]), *(rng.choices([1, 2, 3], k=rng.randint(0, 3)))) for _ in range(5)}
    return entries(*sorted(paths), weights=[rng.choice([0.5, 1.0, 2.0, -1.0]) for _ in paths])


@pytest.mark.parametrize("seed", range(30))
def test_acoustic_score_is_the_sum_over_all_alignments(seed: int) -> None:
    log_probs = random_log_probs(seed, frames=1 + seed % 5, tokens=4)
    exact = exact_log_probs(log_probs)
    found = BeamDecoder(VOCABULARY, EXHAUSTIVE).decode(log_probs, nbest=4096)
    assert {h.tokens: h.scores.acoustic for h in found} == pytest.approx(exact, abs=1e-5)
    in_order = sorted(exact, key=lambda y: -exact[y])
    assert [h.tokens for h in found[:5]] == in_order[:5]


@pytest.mark.parametrize("mode", ["static", "adaptive"])
@pytest.mark.parametrize("seed", range(40))
def test_every_boost_and_hit_follows_the_formula(seed: int, mode: str) -> None:
    log_probs = random_log_probs(seed, frames=3 + seed % 3, tokens=4)
    listed = random_entries(seed)
    options = ALONE.with_({"boosting.mode": mode, "boosting.first_share": (seed % 3) / 2})
    exact = exact_log_probs(log_probs)
    found = BeamDecoder(VOCABULARY, options).decode(log_probs, listed, nbest=4096)
    assert len(found) == len(exact)
    for h in found:
        expected = boosts_of(h.tokens, h.frames, log_probs, listed, VOCABULARY, options)
        assert [(x.entry, x.first_token, x.last_token) for x in h.hits] == [
            (x.entry, x.first_token, x.last_token) for x in expected
        ]
        assert [x.boost for x in h.hits] == pytest.approx([x.boost for x in expected], abs=1e-4)
        assert h.scores.boost == pytest.approx(sum(x.boost for x in expected), abs=1e-4)
        assert h.scores.acoustic == pytest.approx(exact[h.tokens], abs=1e-5)  # never boosted
    totals = [h.scores.total for h in found]
    assert totals == sorted(totals, reverse=True)


@pytest.mark.parametrize("seed", range(20))
def test_static_ranking_equals_the_ranking_of_every_sequence(seed: int) -> None:
    log_probs = random_log_probs(seed, frames=5, tokens=4)
    listed = random_entries(seed)
    options = ALONE.with_({"boosting.mode": "static", "boosting.first_share": (seed % 3) / 2})
    totals = {
        y: p + sum(x.boost for x in boosts_of(y, [], log_probs, listed, VOCABULARY, options))
        for y, p in exact_log_probs(log_probs).items()
    }
    found = BeamDecoder(VOCABULARY, options).decode(log_probs, listed, nbest=10)
    assert [h.scores.total for h in found] == pytest.approx(
        sorted(totals.values(), reverse=True)[:10], abs=1e-4
    )
    assert found[0].tokens == max(totals, key=lambda y: totals[y])


def test_frames_are_where_the_tokens_are_emitted() -> None:
    log_probs = random_log_probs(3, frames=5, tokens=4, peak=0.05)
    labels = log_probs.argmax(axis=1)
    best = BeamDecoder(VOCABULARY, EXHAUSTIVE).decode(log_probs)[0]
    assert best.tokens
    assert all(labels[f] == t for t, f in zip(best.tokens, best.frames, strict=True))
    assert list(best.frames) == sorted(set(best.frames))
