"""Phone evidence in the search: what it adds, and that it needs nothing."""

import numpy as np
import pytest
from decoding.language import ARPA, VOCABULARY, Ngrams, lm_score, words_of, write
from decoding.reference import EXHAUSTIVE, exact_log_probs, random_log_probs, tempered
from english import BLANK, BOUNDARY, COUNT, PHONES, columns
from numpy.typing import NDArray

from earmark._core import PhoneEvidence
from earmark.decoding import BeamDecoder, DecodeOptions, PhoneLexicon, WordLm
from earmark.errors import EmissionsError, PhoneError
from earmark.lexicon import Lexicon

SYMBOLS = (*PHONES, "<wb>", "<blank>")
LEXICON = Lexicon.of({"a": ["ə", "eɪ"], "ab": ["æ b"], "abb": ["æ b ə"], "b": ["b i"]})
PRONOUNCER = PhoneLexicon(LEXICON, SYMBOLS, len(PHONES) + 1)


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> WordLm:
    return WordLm.load(write(tmp_path_factory.mktemp("lm")))


def heard(seed: int, frames: int) -> NDArray[np.float32]:
    """(2 T, P) phone emissions of T frames."""
    return random_log_probs(seed + 1000, 2 * frames, len(SYMBOLS), peak=0.05)


def finals(
    rows: NDArray[np.float32], texts: list[list[str]], options: DecodeOptions
) -> list[float]:  # fmt: skip
    """ln of how well the whole audio fits each of the texts."""
    words = sorted({word for text in texts for word in text})
    evidence = PhoneEvidence(
        rows,
        columns(SYMBOLS, len(PHONES) + 1),
        COUNT,
        LEXICON.pronunciations(words),
        blank=BLANK,
        boundary=BOUNDARY,
        boundary_skip=options.phones.boundary_skip,
        floor=options.phones.floor,
        unknown_word=options.phones.unknown_word,
        window=25.0,
    )
    return [final for _, final in evidence.score_all([[words.index(w) for w in text] for text in texts])]


@pytest.mark.parametrize("seed", range(20))
def test_score_follows_the_formula_for_every_token_sequence(seed: int, lm: WordLm) -> None:
    frames = 2 + seed % 4
    log_probs, rows = random_log_probs(seed, frames, len(VOCABULARY)), heard(seed, frames)
    options = EXHAUSTIVE.with_(
        {
            "phones.weight": 0.3 + seed % 2,
            "phones.boundary_skip": 1.5,
            "phones.unknown_word": 3.0 + seed % 3,
            "second_pass.enabled": False,
            "calibration.phone_temperature": 1.0 + 0.5 * (seed % 3),
        },
    )
    exact = exact_log_probs(tempered(log_probs, options))
    found = BeamDecoder(VOCABULARY, options, lm, PRONOUNCER).decode(log_probs, nbest=4096, phones=rows)
    assert {h.tokens: h.scores.acoustic for h in found} == pytest.approx(exact, abs=1e-5)
    flat = np.exp(rows / options.calibration.phone_temperature)
    rows = np.log(flat / flat.sum(axis=1, keepdims=True))
    expected = finals(rows, [words_of(h.tokens, VOCABULARY) for h in found], options)
    ngrams = Ngrams.of(ARPA)
    for h, final in zip(found, expected, strict=True):
        assert h.scores.phones == pytest.approx(options.phones.weight * final, abs=1e-4)
        assert h.scores.lm == pytest.approx(lm_score(h.tokens, ngrams, options), abs=1e-4)
    totals = [h.scores.total for h in found]
    assert totals == sorted(totals, reverse=True)


def test_phones_that_fit_nowhere_leave_the_score_of_the_words_a_number(lm: WordLm) -> None:
    log_probs, rows = random_log_probs(3, 2, len(VOCABULARY)), heard(3, 1)[:1]  # a frame, words of two phones
    options = EXHAUSTIVE.with_({"phones.weight": 0.5, "second_pass.enabled": False})
    found = BeamDecoder(VOCABULARY, options, lm, PRONOUNCER).decode(log_probs, nbest=4096, phones=rows)
    lost = [h for h in found if h.scores.phones == -np.inf]
    assert lost and all(np.isfinite(h.scores.lm) for h in lost)


def test_words_that_sound_right_win(lm: WordLm) -> None:
    # The sub-words waver between "a" and "ab", the phones do not.
    p = np.full((4, len(VOCABULARY)), 1e-4)
    p[[0, 2, 3], 0], p[1, 1], p[1, 3] = 1.0, 0.5, 0.5
    log_probs = np.log(p / p.sum(1, keepdims=True)).astype(np.float32)
    options = DecodeOptions.of({"lm.weight": 0.0, "lm.word_bonus": 0.0, "second_pass.enabled": False})
    for word in ("a", "ab"):
        q = np.full((8, len(SYMBOLS)), 1e-4)
        q[:, -1] = 1.0
        for frame, phone in enumerate(LEXICON.readings(word)[0]):
            q[2 + frame, phone] = 50.0
        rows = np.log(q / q.sum(1, keepdims=True)).astype(np.float32)
        found = BeamDecoder(VOCABULARY, options, lm, PRONOUNCER).decode(log_probs, phones=rows)[0]
        assert words_of(found.tokens, VOCABULARY) == [word]
        assert -0.1 < found.scores.phones < 0.1


def test_without_phones_or_without_weight_it_is_the_search_without(lm: WordLm) -> None:
    log_probs, rows = random_log_probs(5, 9, len(VOCABULARY)), heard(5, 9)
    plain = BeamDecoder(VOCABULARY, None, lm).decode(log_probs, nbest=5)
    assert BeamDecoder(VOCABULARY, None, lm, PRONOUNCER).decode(log_probs, nbest=5) == plain
    silent = DecodeOptions.of({"phones.weight": 0.0, "second_pass.enabled": False})
    assert BeamDecoder(VOCABULARY, silent, lm, PRONOUNCER).decode(log_probs, nbest=5, phones=rows) == plain
    assert BeamDecoder(VOCABULARY, None, lm).decode(log_probs, nbest=5, phones=rows) == plain
    no_lm = BeamDecoder(VOCABULARY).decode(log_probs, nbest=5)
    assert BeamDecoder(VOCABULARY, None, None, PRONOUNCER).decode(log_probs, nbest=5, phones=rows) == no_lm


def test_a_batch_is_searched_as_its_members(lm: WordLm) -> None:
    batch = [random_log_probs(seed, 12, len(VOCABULARY)) for seed in range(6)]
    phones = [heard(seed, 12) if seed % 3 else None for seed in range(6)]
    alone = [
        BeamDecoder(VOCABULARY, None, lm, PRONOUNCER).decode(x, phones=y)
        for x, y in zip(batch, phones, strict=True)
    ]
    for threads in (1, 8):
        decoder = BeamDecoder(VOCABULARY, DecodeOptions.of({"search.threads": threads}), lm, PRONOUNCER)
        assert decoder.decode_batch(batch, phones=phones) == alone


def test_messages(lm: WordLm) -> None:
    decoder = BeamDecoder(VOCABULARY, None, lm, PRONOUNCER)
    log_probs = random_log_probs(1, 4, len(VOCABULARY))
    with pytest.raises(EmissionsError, match=r"expected \(frames, 42\)"):
        decoder.decode(log_probs, phones=heard(1, 4)[:, :5])
    with pytest.raises(EmissionsError, match="2 utterances came with 1 phone emissions"):
        decoder.decode_batch([log_probs] * 2, phones=[heard(1, 4)])
    with pytest.raises(PhoneError, match="has no column for"):
        BeamDecoder(VOCABULARY, None, lm, PhoneLexicon(LEXICON, SYMBOLS[5:], 36))


def test_evidence_that_was_dropped_on_the_way_is_worked_out_again(lm: WordLm) -> None:
    """Long audio makes more than the 20,000 states of phone evidence that are kept."""
    frames = 1500
    log_probs, rows = random_log_probs(7, frames, len(VOCABULARY), peak=1.0), heard(7, frames)
    cheap = {"lm.unknown_word": 0.0, "lm.unknown_letter": 0.0}
    options = DecodeOptions.of(
        {"search.beam": 2500, "calibration.temperature": 3.0, "second_pass.enabled": False, **cheap}
    )
    found = BeamDecoder(VOCABULARY, options, lm, PRONOUNCER).decode(log_probs, nbest=3, phones=rows)
    expected = finals(rows, [words_of(h.tokens, VOCABULARY) for h in found], options)
    assert [h.scores.phones for h in found] == pytest.approx(
        [options.phones.weight * final for final in expected], abs=1e-3
    )
