"""The search objective by brute force for alphabets without ▁, the blank anywhere."""

import random

import numpy as np
import pytest
from decoding.language import ARPA, Ngrams, lm_score, words_of, write
from decoding.reference import (
    EXHAUSTIVE,
    Entries,
    boosts_of,
    entries,
    exact_log_probs,
    random_log_probs,
    tempered,
)

from earmark.decoding import BeamDecoder, DecodeOptions, VerifierWeights, WordLm
from earmark.errors import WordListError
from earmark.models.alphabet import Alphabet

SEPARATED = Alphabet(("a", "|", "b", "<pad>"), blank=3, words="separated", mark="|")
UPPER = Alphabet(("<pad>", "|", "A", "B"), words="separated", mark="|")
CONTINUED = Alphabet(("a", "<blank>", "##b", "b"), blank=1, words="continued", mark="##")
ENDED = Alphabet(("a", "<blank>", "b</w>", "a</w>"), blank=1, words="ended", mark="</w>")
JOINED = Alphabet(("a@@", "b", "b@@", "<pad>"), blank=3, words="joined", mark="@@")
UNMARKED = Alphabet(("a", "b", "ba", "<blk>"), blank=3, words="unmarked", mark="")
ALPHABETS = {
    "separated": SEPARATED, "upper": UPPER, "continued": CONTINUED, "ended": ENDED, "joined": JOINED,
    "unmarked": UNMARKED,
}  # fmt: skip
CALIBRATED = {"calibration.temperature": 1.3, "calibration.blank_penalty": 0.7}
NGRAMS = Ngrams.of(ARPA)

everywhere = pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=ALPHABETS.keys())


@pytest.fixture(scope="module")
def lm(tmp_path_factory) -> WordLm:
    return WordLm.load(write(tmp_path_factory.mktemp("lm")))


def random_entries(seed: int, alphabet: Alphabet) -> Entries:
    """Up to five entries of one to four tokens that the search takes, some suppressed."""
    rng = random.Random(seed)
    tokens = [t for t in range(len(alphabet)) if t != alphabet.blank]
    paths: set[tuple[int, ...]] = set()
    while len(paths) < 5:
        path = tuple(rng.choices(tokens, k=rng.randint(1, 4)))
        try:
            entries(path).index_for(alphabet)
        except WordListError:
            continue
        paths.add(path)
    return entries(*sorted(paths), weights=[rng.choice([0.5, 1.0, 2.0, -1.0]) for _ in paths])


@everywhere
@pytest.mark.parametrize("mode", ["static", "adaptive"])
@pytest.mark.parametrize("seed", range(20))
def test_every_boost_and_hit_follows_the_formula(alphabet: Alphabet, seed: int, mode: str) -> None:
    log_probs = random_log_probs(seed, frames=3 + seed % 3, tokens=4)
    listed = random_entries(seed, alphabet)
    options = EXHAUSTIVE.with_(
        {"boosting.mode": mode, "boosting.first_share": (seed % 3) / 2, "verification.enabled": False}
    )
    exact = exact_log_probs(log_probs, alphabet.blank)
    found = BeamDecoder(alphabet, options).decode(log_probs, listed, nbest=4096)
    assert len(found) == len(exact)
    for h in found:
        expected = boosts_of(h.tokens, h.frames, log_probs, listed, alphabet, options)
        assert [(x.entry, x.first_token, x.last_token) for x in h.hits] == [
            (x.entry, x.first_token, x.last_token) for x in expected
        ]
        assert [x.boost for x in h.hits] == pytest.approx([x.boost for x in expected], abs=1e-4)
        assert h.scores.acoustic == pytest.approx(exact[h.tokens], abs=1e-5)


@everywhere
@pytest.mark.parametrize("seed", range(10))
def test_static_ranking_equals_the_ranking_of_every_sequence(alphabet: Alphabet, seed: int) -> None:
    log_probs = random_log_probs(seed, frames=5, tokens=4)
    listed = random_entries(seed, alphabet)
    options = EXHAUSTIVE.with_({"boosting.mode": "static", "verification.enabled": False})
    totals = {
        y: p + sum(x.boost for x in boosts_of(y, [], log_probs, listed, alphabet, options))
        for y, p in exact_log_probs(log_probs, alphabet.blank).items()
    }
    found = BeamDecoder(alphabet, options).decode(log_probs, listed, nbest=10)
    assert [h.scores.total for h in found] == pytest.approx(
        sorted(totals.values(), reverse=True)[:10], abs=1e-4
    )


@everywhere
@pytest.mark.parametrize("seed", range(20))
def test_score_with_a_language_model_follows_the_formula(alphabet: Alphabet, seed: int, lm: WordLm) -> None:
    log_probs = random_log_probs(seed, 3 + seed % 3, len(alphabet))
    listed = random_entries(seed, alphabet)
    options = EXHAUSTIVE.with_({"boosting.mode": "off", "verification.enabled": False, **CALIBRATED})
    exact = exact_log_probs(tempered(log_probs, options, alphabet.blank), alphabet.blank)
    found = BeamDecoder(alphabet, options, lm).decode(log_probs, listed, nbest=4096)
    assert len(found) == len(exact)
    for h in found:
        assert h.scores.acoustic == pytest.approx(exact[h.tokens], abs=1e-5)
        expected = lm_score(h.tokens, NGRAMS, options, listed, alphabet)
        assert h.scores.lm == pytest.approx(expected, abs=1e-4)
        for hit in h.hits:  # whole words
            assert words_of(h.tokens[hit.first_token : hit.last_token + 1], alphabet)


@everywhere
@pytest.mark.parametrize("seed", range(10))
def test_pruned_search_finds_the_best_sequence(alphabet: Alphabet, seed: int, lm: WordLm) -> None:
    log_probs = random_log_probs(seed, 5, len(alphabet))
    options = EXHAUSTIVE.with_(
        {"search.beam": 100, "search.beam_threshold": 30.0, "search.token_threshold": 40.0}
    )
    exact = exact_log_probs(tempered(log_probs, options, alphabet.blank), alphabet.blank)
    best = max(exact, key=lambda y: exact[y] + lm_score(y, NGRAMS, options, None, alphabet))
    found = BeamDecoder(alphabet, options, lm).decode(log_probs)[0]
    assert words_of(found.tokens, alphabet) == words_of(best, alphabet)


def test_the_separator_of_an_entry_that_is_taken_out_goes_with_it() -> None:
    a, bar, b, pad = range(4)
    p = np.full((5, 4), 1e-6)
    p[0, a] = p[1, bar] = p[4, a] = 1.0
    p[2, b], p[2, pad] = 0.3, 0.7
    p[3, bar], p[3, pad] = 0.45, 0.55
    log_probs = np.log(p / p.sum(axis=1, keepdims=True)).astype(np.float32)
    listed, options = entries([b]), DecodeOptions.of({"verification.enabled": False})
    assert BeamDecoder(SEPARATED, options).decode(log_probs)[0].tokens == (a, bar, a)
    assert BeamDecoder(SEPARATED, options).decode(log_probs, listed)[0].tokens == (a, bar, b, bar, a)
    sceptical = VerifierWeights(bias=-50.0)
    verified = BeamDecoder(SEPARATED, DecodeOptions(), verifier=sceptical).decode(log_probs, listed)[0]
    assert verified.tokens == (a, bar, a)
    assert [hit.entry for hit in verified.rejected] == [0]
