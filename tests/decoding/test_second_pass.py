"""The second pass: words that phones propose, and all hypotheses scored once more."""

import random

import numpy as np
import pytest
from decoding.language import ARPA, VOCABULARY, Ngrams, lm_score, words_of, write
from decoding.reference import EXHAUSTIVE, Entries, entries, exact_log_probs, random_log_probs, tempered
from decoding.test_phone_lexicon import PRONOUNCER, SYMBOLS, finals, heard
from english import from_ipa
from numpy.typing import NDArray

from earmark.decoding import BeamDecoder, DecodeOptions, WordLm
from earmark.transcript import Hypothesis

NGRAMS = Ngrams.of(ARPA)


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> WordLm:
    return WordLm.load(write(tmp_path_factory.mktemp("lm")))


def both(
    options: DecodeOptions, lm: WordLm, log_probs: NDArray[np.float32], rows: NDArray[np.float32],
    listed: Entries | None = None, nbest: int = 20,
) -> tuple[list[Hypothesis], list[Hypothesis]]:  # fmt: skip
    """What the first pass finds alone, and what both do."""
    first, second = (
        BeamDecoder(VOCABULARY, options.with_({"second_pass.enabled": again}), lm, PRONOUNCER).decode(
            log_probs, listed, nbest, rows
        )
        for again in (False, True)
    )
    return first, second


def final_weights(options: DecodeOptions) -> DecodeOptions:
    share = options.lm.weight / options.second_pass.lm_weight  # what is unknown costs the same in both passes
    return options.with_(
        {
            "lm.unknown_word": options.lm.unknown_word * share,
            "lm.unknown_letter": options.lm.unknown_letter * share,
            "lm.weight": options.second_pass.lm_weight,
            "lm.word_bonus": options.second_pass.word_bonus,
            "phones.weight": options.second_pass.phone_weight,
        },
    )


@pytest.mark.parametrize("seed", range(12))
def test_scores_follow_the_formula_with_the_final_weights(seed: int, lm: WordLm) -> None:
    frames = 2 + seed % 4
    log_probs, rows = random_log_probs(seed, frames, len(VOCABULARY)), heard(seed, frames)
    options = EXHAUSTIVE.with_(
        {
            "second_pass.lm_weight": 0.4 + seed % 3,
            "second_pass.word_bonus": 1.5,
            "second_pass.phone_weight": 0.7,
            "phones.boundary_skip": 1.5,
        }
    )
    final = final_weights(options)
    _, found = both(options, lm, log_probs, rows)
    exact = exact_log_probs(tempered(log_probs, options))
    phones = finals(rows, [words_of(h.tokens, VOCABULARY) for h in found], options)
    assert len(found) == min(20, len(exact))
    for h, fit in zip(found, phones, strict=True):
        assert h.scores.acoustic == pytest.approx(exact[h.tokens], abs=1e-5)
        assert h.scores.phones == pytest.approx(final.phones.weight * fit, abs=1e-4)
        assert h.scores.lm == pytest.approx(lm_score(h.tokens, NGRAMS, final), abs=1e-4)
    totals = [h.scores.total for h in found]
    assert totals == sorted(totals, reverse=True)


@pytest.mark.parametrize("seed", range(12))
def test_the_best_of_the_first_pass_by_the_final_weights_is_never_lost(seed: int, lm: WordLm) -> None:
    log_probs, rows = random_log_probs(seed, 30, len(VOCABULARY), peak=0.1), heard(seed, 30)
    options = DecodeOptions.of({"boosting.mode": "off"})
    first, second = both(options, lm, log_probs, rows)
    final = final_weights(options)
    phones = finals(rows, [words_of(h.tokens, VOCABULARY) for h in first], options)
    scores = [
        h.scores.acoustic + final.phones.weight * fit + lm_score(h.tokens, NGRAMS, final)
        for h, fit in zip(first, phones, strict=True)
    ]
    assert second[0].scores.total >= max(scores) - 1e-3


def clear(spoken: str, symbols: tuple[str, ...] = SYMBOLS) -> NDArray[np.float32]:
    """(12, P) phone emissions that say one word."""
    p = np.full((12, len(symbols)), 1e-4)
    p[:, -1] = 1.0
    for i, phone in enumerate(from_ipa(spoken)):
        p[2 + 2 * i, phone] = 50.0
    return np.log(p / p.sum(1, keepdims=True)).astype(np.float32)


def written(*columns: tuple[int, float]) -> NDArray[np.float32]:
    """(6, V) emissions with a probability for one token each, the blank the rest."""
    p = np.full((6, len(VOCABULARY)), 1e-5)
    for frame, (token, probability) in enumerate(columns):
        p[1 + frame, token] = probability
    p[:, 0] = 1 - p[:, 1:].sum(1)
    return np.log(p).astype(np.float32)


def test_a_word_that_sub_words_do_not_propose_is_found_by_its_phones(lm: WordLm) -> None:
    log_probs = written((1, 0.999))  # "a", and nothing after it within the threshold of the first pass
    options = DecodeOptions.of(
        {"search.token_threshold": 2.0, "second_pass.phone_weight": 3.0, "second_pass.lm_weight": 0.1}
    )
    first, second = both(options, lm, log_probs, clear("æ b ə"))
    assert {tuple(words_of(h.tokens, VOCABULARY)) for h in first} <= {(), ("a",)}
    assert words_of(second[0].tokens, VOCABULARY) == ["abb"]
    assert second[0].scores.phones > -1


def test_a_listed_word_stays_with_what_it_was_paid(lm: WordLm) -> None:
    log_probs, rows = written((1, 0.6), (2, 0.02)), clear("æ b")
    listed = entries((1, 2))
    options = DecodeOptions.of({"second_pass.lm_weight": 0.5, "boosting.bonus": 4.0})
    first, second = both(options, lm, log_probs, rows, listed)
    assert first[0].hits and second[0].hits
    assert [(h.entry, h.first_token, h.last_token, h.boost) for h in second[0].hits] == [
        (h.entry, h.first_token, h.last_token, h.boost) for h in first[0].hits
    ]
    assert second[0].frames == first[0].frames


@pytest.mark.parametrize("seed", range(6))
def test_random_lists_with_phones(seed: int, lm: WordLm) -> None:
    rng = random.Random(seed)
    paths = {(rng.choice([1, 3, 4]), *rng.choices([1, 2, 3, 4], k=rng.randint(0, 2))) for _ in range(3)}
    listed = entries(*sorted(paths), weights=[rng.choice([0.5, 1.0, 3.0]) for _ in paths])
    log_probs, rows = random_log_probs(seed, 5, len(VOCABULARY)), heard(seed, 5)
    options = EXHAUSTIVE.with_(
        {"second_pass.lm_weight": 0.8, "second_pass.word_bonus": 0.5, "second_pass.phone_weight": 0.6}
    )
    _, found = both(options, lm, log_probs, rows, listed)
    # The first pass with the final weights is exhaustive here, so it gives the scores to be had.
    alone, _ = both(final_weights(options), lm, log_probs, rows, listed, nbest=4096)
    expected = {h.tokens: h.scores.total for h in alone}
    assert {h.tokens: h.scores.total for h in found} == pytest.approx(
        {h.tokens: expected[h.tokens] for h in found}, abs=1e-4
    )


def test_phones_may_count_in_the_second_pass_only(lm: WordLm) -> None:
    log_probs = written((1, 0.999))
    options = DecodeOptions.of(
        {
            "search.token_threshold": 2.0,
            "phones.weight": 0.0,
            "second_pass.phone_weight": 3.0,
            "second_pass.lm_weight": 0.1,
        }
    )
    _, second = both(options, lm, log_probs, clear("æ b ə"))
    assert words_of(second[0].tokens, VOCABULARY) == ["abb"]


def test_no_audio_has_no_words(lm: WordLm) -> None:
    log_probs = np.zeros((0, len(VOCABULARY)), dtype=np.float32)
    rows = np.zeros((0, len(SYMBOLS)), dtype=np.float32)
    first, second = both(DecodeOptions(), lm, log_probs, rows)
    assert first == second and second[0].tokens == ()


def test_long_audio_is_searched_in_bounded_memory(lm: WordLm) -> None:
    log_probs, rows = random_log_probs(1, 700, len(VOCABULARY), peak=0.1), heard(1, 700)
    decoder = BeamDecoder(VOCABULARY, DecodeOptions.of({"search.beam": 16}), lm, PRONOUNCER)
    found = decoder.decode(log_probs, phones=rows)
    assert found == decoder.decode(log_probs, phones=rows)
    assert len(words_of(found[0].tokens, VOCABULARY)) > 50
