"""Zeros, -inf, base-10 logarithms, negative logits and phones of other audio were searched as they were."""

from dataclasses import replace

import numpy as np
import pytest
from decoding.language import VOCABULARY, write
from decoding.reference import random_log_probs
from decoding.test_phone_lexicon import PRONOUNCER

from earmark import Recognizer
from earmark.decoding import BeamDecoder, WordLm, greedy_decode
from earmark.errors import EmissionsError
from earmark.models import Alphabet, Emissions, EmissionsFile, check_log_probs
from earmark.models.emissions_check import LEAST, MOST
from earmark.offline import EncodedAudio

TOKENS = 30
ALPHABET = Alphabet(("<blank>", " ", *(chr(0x3B1 + n) for n in range(28))), words="separated", mark=" ")
LOGITS = np.random.default_rng(0).normal(0, 3, (20, TOKENS)).astype(np.float32)
ROWS = LOGITS - np.logaddexp.reduce(LOGITS, axis=1, keepdims=True)


def with_row(row):
    return np.concatenate([ROWS[:5], np.full((1, TOKENS), row, np.float32), ROWS[5:]])


WRONG = {
    "zeros": (np.zeros((4, TOKENS)), r"total probability of 30 in frame 0, expected .* apply log_softmax"),
    "no token": (with_row(-np.inf), r"total probability of 0 in frame 5, .*give each frame a likely token"),
    "base 10": (ROWS / np.log(10), r"logarithms to base 10, expected natural ones: multiply by np.log\(10\)"),
    "base 2": (ROWS / np.log(2), r"logarithms to base 2, expected natural ones: multiply by np.log\(2\)"),
    "probabilities": (np.exp(ROWS), "are probabilities, expected their natural logarithms: apply np.log"),
    "logits": (LOGITS, r"values up to .* apply log_softmax to logits \(rows - np.logaddexp.reduce"),
    "logits below 0": (LOGITS - LOGITS.max(), "total probability of .* apply log_softmax to logits"),
    "NaN": (with_row(np.nan), "hold NaN, first in frame 5"),
    "inf": (with_row(np.inf), "values up to inf"),
}


def encoded(rows):
    return [EncodedAudio((Emissions(rows, 0.04),), len(rows) * 0.04)]


@pytest.fixture(scope="module")
def recognizers(model_folder):
    return [Recognizer(model_folder, decoder=kind) for kind in ("beam", "greedy")]


@pytest.mark.parametrize("kind", WRONG)
def test_they_are_refused_wherever_they_come_in(kind, tmp_path):
    rows, message = WRONG[kind]
    search, path = BeamDecoder(ALPHABET), tmp_path / "rows.npz"
    np.savez(path, log_probs=rows, frame_shift=0.04, tokens=np.array(ALPHABET.tokens))
    for use in (
        lambda: search.decode(rows),
        lambda: search.decode_emissions([Emissions(rows, 0.04)]),
        lambda: search.decode_emissions([Emissions(ROWS, 0.04, unbiased=rows)]),
        lambda: search.session().advance(rows),
        lambda: search.session().advance(ROWS, unbiased=rows),
        lambda: greedy_decode(rows),
        lambda: EmissionsFile.load(path),
        lambda: EmissionsFile(Emissions(rows, 0.04), ALPHABET.tokens).save(tmp_path / "other.npz"),
    ):
        with pytest.raises(EmissionsError, match=message):
            use()
    with pytest.raises(EmissionsError, match=f"utterance 1 of 2: .*{message}"):
        search.decode_batch([ROWS, rows])


@pytest.mark.parametrize("kind", WRONG)
def test_recognizers_refuse_them(kind, recognizers):
    rows, message = WRONG[kind]
    for recognizer in recognizers:
        tokens = len(recognizer.model.alphabet)
        more = -1e9 if kind != "probabilities" else 0.0
        wide = np.pad(rows, [(0, 0), (0, tokens - TOKENS)], constant_values=more).astype(np.float32)
        with pytest.raises(EmissionsError, match=message):
            recognizer.decode(encoded(wide))


def kept(rows, count):
    """The best tokens of each row, as peers cut them."""
    least = np.sort(rows, axis=1)[:, -count][:, None]
    return np.where(rows >= least, rows, -np.inf)


TAKEN = {
    "float16": ROWS.astype(np.float16),
    "float64": ROWS.astype(np.float64),
    "list": ROWS.tolist(),
    "cut to 4 tokens": kept(ROWS, 4),
    "clipped at 1e-3": np.maximum(ROWS, np.log(1e-3)),
    "blank 2 nats lower": ROWS - 2 * (np.arange(TOKENS) == 0),
    "one token": np.where(np.arange(TOKENS) == 3, 0.0, -np.inf) + np.zeros((5, 1)),
    "no frames": ROWS[:0],
}


@pytest.mark.parametrize("kind", TAKEN)
def test_rows_that_peers_have_cut_are_taken(kind):
    rows = check_log_probs(TAKEN[kind], TOKENS)
    assert rows.dtype == np.float32 and rows.shape == np.shape(TAKEN[kind])
    assert BeamDecoder(ALPHABET).decode(TAKEN[kind])


def test_the_tolerance_is_of_each_row():
    for total, taken in ((LEAST * 0.9, False), (LEAST * 1.1, True), (MOST * 0.9, True), (MOST * 1.1, False)):
        rows = with_row(np.log(total / TOKENS))
        if taken:
            assert check_log_probs(rows, TOKENS) is not None
        else:
            with pytest.raises(EmissionsError, match="in frame 5"):
                check_log_probs(rows, TOKENS)


@pytest.fixture(scope="module")
def search(tmp_path_factory):
    lm = WordLm.load(write(tmp_path_factory.mktemp("lm")))
    return BeamDecoder(VOCABULARY, None, lm, replace(PRONOUNCER, rows_per_frame=2.0))


@pytest.mark.parametrize("count", [0, 10, 20, 34, 46, 80])
def test_phones_of_other_audio_are_refused(search, count):
    rows = random_log_probs(0, 20, len(VOCABULARY))
    heads = random_log_probs(1, count, len(PRONOUNCER.symbols))
    message = f"phone emissions have {count} frames for 20 of tokens, expected about 40: pass the phones"
    both = Emissions(rows, 0.04, phone_log_probs=heads, phone_frame_shift=0.02)
    with pytest.raises(EmissionsError, match=message):
        search.decode(rows, phones=heads)
    for decoder in (search, BeamDecoder(VOCABULARY)):
        with pytest.raises(EmissionsError, match=message):
            decoder.decode_emissions([both])
    session = search.session()
    session.advance(rows[:7], heads[: count // 2])
    session.advance(rows[7:], heads[count // 2 :])
    if count:
        with pytest.raises(EmissionsError, match=message):
            session.finish()


@pytest.mark.parametrize("count", [36, 39, 40, 44])
def test_phones_that_networks_round_differently_are_taken(search, count):
    rows = random_log_probs(0, 20, len(VOCABULARY))
    heads = random_log_probs(1, count, len(PRONOUNCER.symbols))
    session = search.session()
    session.advance(rows, heads)
    assert session.finish() == search.decode(rows, phones=heads)


def test_phones_are_not_left_out_of_a_file_without_a_word(tmp_path):
    with pytest.raises(EmissionsError, match="without a phone_frame_shift: give both or neither"):
        EmissionsFile(Emissions(ROWS, 0.04, phone_log_probs=ROWS), ALPHABET.tokens).save(tmp_path / "e.npz")
