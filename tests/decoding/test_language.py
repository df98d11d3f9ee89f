"""A language model in the search, against the objective recomputed by brute force."""

import random
from pathlib import Path

import pytest
from decoding.language import ARPA, VOCABULARY, Ngrams, lm_score, words_of, write
from decoding.reference import (
    EXHAUSTIVE,
    Entries,
    boosts_of,
    entries,
    exact_log_probs,
    random_log_probs,
    tempered,
)

from earmark.decoding import BeamDecoder, DecodeOptions, WordLm

NGRAMS = Ngrams.of(ARPA)
A, B, AB, OPEN = range(1, 5)


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> WordLm:
    return WordLm.load(write(tmp_path_factory.mktemp("lm")))


def random_options(seed: int) -> DecodeOptions:
    rng = random.Random(seed)
    return EXHAUSTIVE.with_(
        {
            "calibration.temperature": rng.choice([1.0, 1.8, 0.7]),
            "calibration.blank_penalty": rng.choice([0.0, 1.5]),
            "lm.weight": rng.choice([0.3, 1.0, 1.7]),
            "lm.word_bonus": rng.choice([0.0, 1.3, -0.4]),
            "lm.unknown_word": rng.choice([0.0, 2.0]),
            "lm.unknown_letter": rng.choice([0.0, 0.7]),
            "class_lm.log_weight": rng.choice([-2.0, 0.0, 3.0]),
            "class_lm.enabled": rng.random() < 0.8,
            "lm.sentence_end": rng.random() < 0.5,
            "boosting.scale_with_lm": rng.choice([0.4, 1.0]),
            "boosting.mode": rng.choice(["off", "static", "adaptive"]),
        },
    )


def random_entries(seed: int) -> Entries:
    rng = random.Random(seed)
    paths = {
        (rng.choice([A, AB, OPEN]), *rng.choices([A, B, AB, OPEN], k=rng.randint(0, 3))) for _ in range(4)
    }
    return entries(*sorted(paths), weights=[rng.choice([0.5, 1.0, 3.0, -1.0]) for _ in paths])


@pytest.mark.parametrize("seed", range(25))
def test_score_follows_the_formula_for_every_token_sequence(seed: int, lm: WordLm) -> None:
    log_probs = random_log_probs(seed, 2 + seed % 4, len(VOCABULARY))
    options = random_options(seed)
    exact = exact_log_probs(tempered(log_probs, options))
    found = BeamDecoder(VOCABULARY, options, lm).decode(log_probs, nbest=4096)
    assert {h.tokens: h.scores.acoustic for h in found} == pytest.approx(exact, abs=1e-5)
    expected = {y: lm_score(y, NGRAMS, options) for y in exact}
    assert {h.tokens: h.scores.lm for h in found} == pytest.approx(expected, abs=1e-4)
    totals = [h.scores.total for h in found]
    assert totals == sorted(totals, reverse=True)
    for h in found:
        bonus = options.lm.word_bonus * len(words_of(h.tokens, VOCABULARY))
        assert h.scores.lm == pytest.approx(options.lm.weight * h.scores.lm_log_prob + bonus, abs=1e-6)


@pytest.mark.parametrize("seed", range(40))
def test_score_with_entries_follows_the_formula(seed: int, lm: WordLm) -> None:
    log_probs = random_log_probs(seed, 3 + seed % 3, len(VOCABULARY))
    options, listed = random_options(seed), random_entries(seed)
    found = BeamDecoder(VOCABULARY, options, lm).decode(log_probs, listed, nbest=4096)
    cooled = tempered(log_probs, options)
    exact = exact_log_probs(cooled)
    assert len(found) == len(exact)
    for h in found:
        assert h.scores.acoustic == pytest.approx(exact[h.tokens], abs=1e-5)
        assert h.scores.lm == pytest.approx(lm_score(h.tokens, NGRAMS, options, listed), abs=1e-4)
        paid = 0.0
        if options.boosting.mode != "off":
            boosts = boosts_of(h.tokens, h.frames, cooled, listed, VOCABULARY, options)
            paid = options.boosting.scale_with_lm * sum(x.boost for x in boosts)
        assert h.scores.boost == pytest.approx(paid, abs=1e-4)
        assert h.scores.boost == pytest.approx(sum(x.boost for x in h.hits), abs=1e-4)
        plain = lm_score(h.tokens, NGRAMS, options)
        if options.boosting.mode == "off":  # else a hit of boosted tokens may stand in the way of another
            assert h.scores.lm == pytest.approx(plain, abs=1e-4) or any(x.lm > 0 for x in h.hits)
        hits = sorted((x.first_token, x.last_token) for x in h.hits)
        assert all(a[1] < b[0] for a, b in zip(hits, hits[1:], strict=False))


@pytest.mark.parametrize("seed", range(15))
def test_pruned_search_finds_the_best_sequence(seed: int, lm: WordLm) -> None:
    """The look-ahead never hides the best hypothesis from a beam of moderate width."""
    log_probs = random_log_probs(seed, 5, len(VOCABULARY))
    options = DecodeOptions.of(
        {"search.beam": 100, "search.beam_threshold": 30.0, "search.token_threshold": 40.0}
    )
    exact = exact_log_probs(tempered(log_probs, options))
    best = max(exact, key=lambda y: exact[y] + lm_score(y, NGRAMS, options))
    found = BeamDecoder(VOCABULARY, options, lm).decode(log_probs)[0]
    assert words_of(found.tokens, VOCABULARY) == words_of(best, VOCABULARY)


def test_every_spelling_of_a_word_scores_the_same(lm: WordLm) -> None:
    log_probs = random_log_probs(1, 5, len(VOCABULARY))
    found = BeamDecoder(VOCABULARY, EXHAUSTIVE, lm).decode(log_probs, nbest=4096)
    lm_of = {h.tokens: h.scores.lm for h in found}
    assert lm_of[A, B] == lm_of[AB,]
    assert lm_of[OPEN, A] == lm_of[A,]  # the mark alone is no word


def test_without_a_model_its_options_change_nothing() -> None:
    log_probs = random_log_probs(2, 6, len(VOCABULARY))
    listed = entries([A, B], [AB, B])
    plain = BeamDecoder(VOCABULARY).decode(log_probs, listed, nbest=9)
    other = DecodeOptions.of({"lm.weight": 3.0, "lm.word_bonus": -2.0, "class_lm.log_weight": 5.0})
    assert BeamDecoder(VOCABULARY, other).decode(log_probs, listed, nbest=9) == plain
    assert all(h.scores.lm == h.scores.lm_log_prob == 0.0 for h in plain)


def test_weight_zero_ranks_as_no_model(lm: WordLm) -> None:
    log_probs = random_log_probs(3, 6, len(VOCABULARY))
    plain = BeamDecoder(VOCABULARY, EXHAUSTIVE).decode(log_probs, nbest=20)
    silent = EXHAUSTIVE.with_(
        {
            "lm.weight": 0.0,
            "lm.word_bonus": 0.0,
            "calibration.temperature": 1.0,
            "calibration.blank_penalty": 0.0,
        }
    )
    assert [h.tokens for h in BeamDecoder(VOCABULARY, silent, lm).decode(log_probs, nbest=20)] == [
        h.tokens for h in plain
    ]


def test_a_batch_is_searched_as_its_members(lm: WordLm, tmp_path: Path) -> None:
    batch = [random_log_probs(seed, 12, len(VOCABULARY)) for seed in range(8)]
    lists = [random_entries(seed) if seed % 3 else None for seed in range(8)]
    options = DecodeOptions.of({"search.nbest": 3})
    alone = [BeamDecoder(VOCABULARY, options, lm).decode(x, w) for x, w in zip(batch, lists, strict=True)]
    for threads in (1, 8):
        decoder = BeamDecoder(VOCABULARY, options.with_({"search.threads": threads}), lm)
        assert decoder.decode_batch(batch, lists) == alone
        assert decoder.decode_batch(batch, lists) == alone  # lists remembered


def test_more_lists_than_are_remembered(lm: WordLm) -> None:
    log_probs = random_log_probs(4, 8, len(VOCABULARY))
    decoder = BeamDecoder(
        VOCABULARY, DecodeOptions.of({"boosting.mode": "off", "class_lm.log_weight": 4.0}), lm
    )
    lists = [random_entries(seed) for seed in range(20)]
    first = [decoder.decode(log_probs, words, nbest=5) for words in lists]
    assert [decoder.decode(log_probs, words, nbest=5) for words in lists] == first
