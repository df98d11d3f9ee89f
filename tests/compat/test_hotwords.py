"""Hotwords: phrases are units, weights are an entry's own, lists may be long, and texts are as listed."""

import logging
import multiprocessing

import numpy as np
import pytest
from compat.lattices import LETTERS, PIECES, confused, spelt, write_arpa

from earmark.biasing import Word, WordList
from earmark.compat.pyctcdecode import build_ctcdecoder
from earmark.compat.pyctcdecode.alphabet import Alphabet
from earmark.compat.pyctcdecode.beam_decoder import BeamSearchDecoderCTC
from earmark.compat.pyctcdecode.entries import entry_weight
from earmark.compat.pyctcdecode.language_model import AbstractLanguageModel

NEAR = confused("the pail sings", "the gail sings", LETTERS, share=0.6)


@pytest.fixture(scope="module")
def decoder():
    return build_ctcdecoder(LETTERS)


def test_a_hotword_is_written(decoder):
    assert decoder.decode(NEAR) == "the pail sings"
    assert decoder.decode(NEAR, hotwords=["gail"]) == "the gail sings"


def test_text_is_as_listed_and_timed(decoder):
    best = decoder.decode_beams(NEAR, hotwords=["Gail"])[0]
    assert best[0] == "the Gail sings"
    assert [word for word, _ in best[2]] == ["the", "Gail", "sings"]
    plain = decoder.decode_beams(spelt("the gail sings", LETTERS))[0]
    assert [frames[0] for _, frames in best[2]] == [frames[0] for _, frames in plain[2]]
    assert best[3] < 0 and best[4] > best[3]


def test_phrases_are_units(decoder):
    logits = confused("met ann lee and lee", "met ann lea and lea", LETTERS, share=0.6)
    assert decoder.decode(logits, hotwords=["ann lea"]) == "met ann lea and lee"


def test_weights_of_entries(decoder):
    assert decoder.decode(NEAR, hotwords={"gail": 0.0, "pail": 10.0}) == "the pail sings"
    assert decoder.decode(NEAR, hotwords={"gail": 10.0}) == "the gail sings"
    assert decoder.decode(NEAR, hotwords=["gail"], hotword_weight=0.0) == "the pail sings"
    suppressed = [Word("pail", weight=-1.0)]
    assert decoder.decode(NEAR, hotwords=suppressed) == "the gail sings"


@pytest.mark.parametrize(
    ("nats", "weight"), [(10.0, 1.0), (5.0, 0.5), (0.0, 0.0), (20.0, 5.0), (1000.0, 10.0), (-10.0, -1.0)]
)
def test_nats_become_weights(nats, weight):
    assert entry_weight(nats) == pytest.approx(weight)


def test_kinds_of_lists(decoder):
    prepared = decoder.compile(["gail"])
    for hotwords in (["gail"], ("gail",), {"gail"}, iter(["gail"]), WordList.of(["gail"]), prepared):
        assert decoder.decode(NEAR, hotwords=hotwords) == "the gail sings"
    for nothing in (None, [], ["", "  "], {}, iter([])):
        assert decoder.decode(NEAR, hotwords=nothing) == "the pail sings"


def test_a_generator_serves_a_whole_batch(decoder):
    texts = decoder.decode_batch(None, [NEAR, NEAR], hotwords=(word for word in ["gail"]))
    assert texts == ["the gail sings"] * 2


def test_hotwords_that_are_not_written_change_nothing(decoder):
    plain = decoder.decode_beams(NEAR)
    assert decoder.decode_beams(NEAR, hotwords=["zebra", "quagga"]) == plain
    assert decoder.decode_beams(NEAR, hotwords=["zebra", Word("pail", weight=-1.0)]) != plain


def test_a_long_list(decoder):
    rng = np.random.default_rng(0)
    made_up = {"".join(rng.choice(list("bcdfgklmnprstuvz"), 7)) for _ in range(5000)}
    assert decoder.decode(NEAR, hotwords=[*made_up, "gail"]) == "the gail sings"


def test_hotwords_without_labels_are_named(decoder, caplog):
    with caplog.at_level(logging.WARNING):
        assert decoder.decode(NEAR, hotwords=["gail", "東京"]) == "the gail sings"
    assert "1 of 2 hotwords cannot be written" in caplog.text and "東京" in caplog.text


def test_hotwords_that_cannot_be_used(decoder):
    assert decoder.decode(NEAR, hotwords=["東京"]) == "the pail sings"
    with pytest.raises(ValueError, match=r"single text 'gail': pass a list"):
        decoder.decode(NEAR, hotwords="gail")


def test_pieces():
    decoder = build_ctcdecoder(PIECES)
    columns = {label: column for column, label in enumerate(PIECES)}
    rows = np.full((6, len(PIECES)), 0.01)
    for frame, label in enumerate(["▁the", "▁b", "", "er", "", "s"]):
        rows[frame, columns[label]] = 0.5
    rows[3, columns["c"]] = 0.45
    logits = np.log(rows / rows.sum(axis=1, keepdims=True))
    assert decoder.decode(logits) == "the bers"
    assert decoder.decode(logits, hotwords=["bcs"]) == "the bcs"


def test_capitals_of_the_labels_stay():
    labels = [label.upper() for label in LETTERS]
    logits = confused("THE PAIL SINGS", "THE GAIL SINGS", labels, share=0.6)
    decoder = build_ctcdecoder(labels)
    assert decoder.decode(logits, hotwords=["GAIL"]) == "THE GAIL SINGS"
    assert decoder.decode(logits, hotwords=["Gail"]) == "THE Gail SINGS"


def test_beside_a_language_model(tmp_path):
    decoder = build_ctcdecoder(LETTERS, write_arpa(tmp_path))
    logits = confused("ab ba cab", "ab ga cab", LETTERS, share=0.7)
    assert decoder.decode(logits) == "ab ba cab"
    best = decoder.decode_beams(logits, hotwords={"ga": 25.0})[0]
    assert best[0] == "ab ga cab"
    assert best[1] == _state_after(decoder, ["ab", "ga", "cab"])


def _state_after(decoder, words):
    lm = decoder._language_model
    state = lm.get_start_state()
    for word in words:
        _, state = lm.score(state, word)
    return state


def test_capitals_of_the_language_model(tmp_path):
    labels = [label.upper() for label in LETTERS]
    arpa = write_arpa(tmp_path, _upper_words())
    logits = confused("AB BA CAB", "AB GA CAB", labels, share=0.7)
    decoder = build_ctcdecoder(labels, arpa)
    assert decoder.decode(logits) == "AB BA CAB"
    assert decoder.decode(logits, hotwords={"GA": 25.0}) == "AB GA CAB"


def _upper_words():
    from compat.lattices import ARPA

    text = ARPA
    for word in ("cab", "ab", "ba", "rare"):
        text = text.replace(f"\t{word}", f"\t{word.upper()}").replace(f" {word}", f" {word.upper()}")
    return text


class Fond(AbstractLanguageModel):
    """Likes one word, in Python."""

    order = 2

    def get_start_state(self):
        return ()

    def score_partial_token(self, partial_token):
        return 0.0

    def score(self, prev_state, word, is_last_word=False):
        return (2.0 if word == "gail" else 0.0), [*prev_state, word]


def test_language_model_in_python():
    decoder = BeamSearchDecoderCTC(Alphabet.build_alphabet(LETTERS), Fond())
    best = decoder.decode_beams(NEAR)[0]
    assert best[0] == "the gail sings" and best[1] == ["the", "gail", "sings"]
    # Its words are not known beforehand: the hotwords are weighed word by word, as in pyctcdecode.
    assert decoder.decode(NEAR, hotwords=["pail"]) == "the pail sings"
    with pytest.raises(ValueError, match="cannot be compiled"):
        decoder.compile(["pail"])


def test_a_pool_of_processes(decoder):
    with multiprocessing.get_context("fork").Pool(1) as pool:
        assert decoder.decode_batch(pool, [NEAR] * 2, hotwords=["gail"]) == ["the gail sings"] * 2
        beams = decoder.decode_beams_batch(pool, [NEAR], hotwords=["gail"])
    assert beams[0][0][0] == "the gail sings" and len(beams[0][0]) == 4
