"""Confidence of words: a probability that rises with the evidence, in blocks and in any order of the list."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from decoding.language import VOCABULARY, words_of, write
from decoding.reference import EXHAUSTIVE, entries, random_log_probs
from hypothesis import given, settings
from hypothesis import strategies as st

from earmark.decoding import BeamDecoder, ConfidenceWeights, DecodeOptions, VerifierWeights, WordLm
from earmark.decoding.confidence import Confidence, WordEvidence, evidence_of
from earmark.transcript import Hit, Hypothesis, Scores, Verdict

WIDEST = 12.0  # nats, as core/decode/margins.h
WEIGHTS = ConfidenceWeights(-1.0, 0.2, 0.3, 0.1, 0.5, 0.9, 1.0, 0.8)
COMPARED = Confidence(WEIGHTS, compared=True, verified=True, shift=0.0)
seeds = st.integers(0, 10_000)
shares = st.floats(0.0, 1.0)
margins = st.floats(0.0, WIDEST)


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> WordLm:
    return WordLm.load(write(tmp_path_factory.mktemp("lm")))


def probability(confidence: Confidence, word: WordEvidence) -> float:
    found = confidence.of(word)
    assert found is not None and 0.0 <= found <= 1.0
    return found


@given(shares, shares, margins, margins, margins, st.booleans())
def test_more_evidence_never_makes_a_word_less_sure(
    a: float, b: float, margin: float, other: float, sentence: float, compared: bool
) -> None:
    confidence = replace(COMPARED, compared=compared)
    word = WordEvidence(min(a, b), min(margin, other), sentence, False, None)
    least = probability(confidence, word)
    assert probability(confidence, replace(word, acoustic=max(a, b))) >= least
    assert probability(confidence, replace(word, margin=max(margin, other))) >= least


@given(st.floats(-2000.0, 2000.0), st.floats(-2000.0, 2000.0))
def test_an_entry_is_as_sure_as_its_log_odds(a: float, b: float) -> None:
    low, high = (probability(COMPARED, WordEvidence(0.0, 0.0, 0.0, True, odds)) for odds in sorted((a, b)))
    assert low <= high


def test_log_odds_that_false_alarms_allow_are_no_evidence() -> None:
    verifier = VerifierWeights(alarm_nats=2.0)
    for rate in (0.5, 1.0, 10.0, math.inf):
        shift = verifier.shift(rate)
        lenient = replace(COMPARED, shift=shift)
        word = WordEvidence(0.0, 0.0, 0.0, True, 1.5 + shift)
        assert probability(lenient, word) == pytest.approx(WEIGHTS.of_entry(1.5))


def test_the_formulas() -> None:
    word = WordEvidence(0.8, 3.0, 5.0, False, None)
    odds = -1.0 + 0.2 * math.log(0.8 / 0.2) + 0.3 * 3.0 + 0.1 * 5.0
    assert probability(COMPARED, word) == pytest.approx(1 / (1 + math.exp(-odds)))
    alone = 0.5 + 0.9 * math.log(0.8 / 0.2)
    assert probability(replace(COMPARED, compared=False), word) == pytest.approx(1 / (1 + math.exp(-alone)))
    entry = replace(word, listed=True, log_odds=2.0)
    assert probability(COMPARED, entry) == pytest.approx(1 / (1 + math.exp(-2.6)))


def test_what_is_not_known_is_none() -> None:
    assert COMPARED.of(WordEvidence(0.9, None, None, False, None)) is None  # rescoring has preferred it
    assert COMPARED.of(WordEvidence(0.9, 3.0, 3.0, True, None)) is None  # verification is off
    unweighed = replace(COMPARED, verified=False)
    assert unweighed.of(WordEvidence(0.9, 3.0, 3.0, True, 0.0)) is None  # log-odds of a model without weights


def test_evidence_of_a_hypothesis() -> None:
    hit = Hit(0, 2, 2, 1.0, verdict=Verdict(log_odds=4.0))
    best = Hypothesis((1, 2, 3), (0, 2, 4), (0.5, 0.5, 0.25), Scores(0.0), (hit,), margins=(6.0, 2.0, 4.0))
    first, second = evidence_of(best, [(0, 1, None), (2, 2, hit)])
    assert first == WordEvidence(0.25, 2.0, 3.0, False, None)
    assert second == WordEvidence(0.25, 4.0, 3.0, True, 4.0)
    bare = evidence_of(best.replace(margins=()), [(0, 1, None)])
    assert bare == [WordEvidence(0.25, None, None, False, None)]


@settings(max_examples=60, derandomize=True)
@given(seeds)
def test_a_margin_is_the_distance_to_the_best_text_without_the_word(lm: WordLm, seed: int) -> None:
    """Words that no other hypothesis has, wherever it puts them, must have that margin or less."""
    log_probs = random_log_probs(seed, 5, len(VOCABULARY))
    found = BeamDecoder(VOCABULARY, EXHAUSTIVE, lm).decode(log_probs, nbest=50)
    best = found[0]
    assert len(best.margins) == len(best.tokens) and all(0 <= m <= WIDEST for m in best.margins)
    assert all(not other.margins for other in found[1:])
    for word in VOCABULARY.words_of(best.tokens):
        without = [
            best.scores.total - other.scores.total
            for other in found[1:]
            if word.text not in words_of(other.tokens, VOCABULARY)
        ]
        (margin,) = set(best.margins[word.first : word.last + 1])
        assert margin <= min([WIDEST, *without]) + 1e-4


def test_margins_by_hand(lm: WordLm) -> None:
    """The first word has a rival and the second, long after it, has none within reach."""
    p = np.full((12, len(VOCABULARY)), 1e-12)
    p[:, 0] = 1.0
    p[0, [1, 3]] = 0.6, 0.4
    p[0, 0], p[11, 0], p[11, 1] = 1e-12, 1e-12, 1.0
    found = BeamDecoder(VOCABULARY, DecodeOptions.of({"search.token_threshold": 40.0}), lm).decode(
        np.log(p / p.sum(1, keepdims=True)).astype(np.float32), nbest=50
    )
    best = found[0]
    others = [h for h in found[1:] if len(h.tokens) == 2 and h.tokens[1] == best.tokens[1]]
    assert len(best.tokens) == 2 and others
    assert best.margins[0] == pytest.approx(min(WIDEST, best.scores.total - others[0].scores.total), abs=1e-4)
    assert best.margins[1] > best.margins[0]


def test_margins_need_a_language_model() -> None:
    assert BeamDecoder(VOCABULARY).decode(random_log_probs(1, 8, len(VOCABULARY)))[0].margins == ()


@settings(max_examples=40, derandomize=True)
@given(seeds, st.permutations(range(4)))
def test_the_order_of_the_list_changes_no_margin(lm: WordLm, seed: int, order: list[int]) -> None:
    listed = [[1, 2], [3, 2], [3], [1, 4]]
    log_probs = random_log_probs(seed, 8, len(VOCABULARY), peak=0.3)
    decoder = BeamDecoder(VOCABULARY, None, lm)
    one, other = (decoder.decode(log_probs, entries(*(listed[i] for i in o)))[0] for o in (range(4), order))
    assert one.tokens == other.tokens and one.margins == other.margins


@settings(max_examples=40, derandomize=True)
@given(seeds)
def test_words_of_a_list_of_which_nothing_is_written_keep_their_margins(lm: WordLm, seed: int) -> None:
    log_probs = random_log_probs(seed, 10, len(VOCABULARY), peak=0.3)
    decoder = BeamDecoder(VOCABULARY, None, lm, verifier=VerifierWeights(bias=-99.0))
    best, plain = decoder.decode(log_probs, entries([1, 2], [3, 2]))[0], decoder.decode(log_probs)[0]
    if best.tokens == plain.tokens:
        assert best.margins == plain.margins


@settings(max_examples=30, derandomize=True)
@given(seeds, st.integers(1, 11))
def test_a_session_has_margins_all_along(lm: WordLm, seed: int, cut: int) -> None:
    log_probs = random_log_probs(seed, 12, len(VOCABULARY))
    decoder = BeamDecoder(VOCABULARY, None, lm)
    session = decoder.session()
    for rows in (log_probs[:cut], log_probs[cut:]):
        session.advance(rows)
        partial = session.partial()
        assert len(partial.margins) == len(partial.tokens)
    assert session.finish()[0].margins == decoder.decode(log_probs)[0].margins


def test_the_bundled_weights(english_weights: ConfidenceWeights) -> None:
    w = english_weights
    assert 0.5 < w.of_entry(0.0) < w.of_entry(4.0) < 1.0  # what verification lets stand is rather right
    assert w.of_word(0.0, 0.0, 3.0) < 0.3 and w.of_word(1.0, WIDEST, WIDEST) > 0.97
    assert w.of_word_alone(0.5) == pytest.approx(0.5, abs=0.1)


@pytest.fixture
def english_weights() -> ConfidenceWeights:
    import earmark

    return ConfidenceWeights.load(Path(earmark.__file__).parent / "models/english/confidence.json")
