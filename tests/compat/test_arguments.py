"""Arguments that cannot be used: one sentence each, without words of the binding or of Python."""

import math
import re

import pytest
from compat.lattices import LETTERS, spelt, write_arpa

from earmark.compat.pyctcdecode import Alphabet, BeamSearchDecoderCTC, LanguageModel, build_ctcdecoder
from earmark.compat.pyctcdecode.language_model import MultiLanguageModel
from earmark.decoding import WordLm

ROWS = spelt("ab ba", LETTERS)


@pytest.fixture(scope="module")
def arpa(tmp_path_factory):
    return write_arpa(tmp_path_factory.mktemp("lm"))


@pytest.fixture(scope="module")
def decoder(arpa):
    return build_ctcdecoder(LETTERS, arpa)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"beam_width": 2.5}, "whole number of at least 1, but is 2.5"),
        ({"beam_width": 0}, "whole number of at least 1, but is 0"),
        ({"beam_width": -1}, "whole number of at least 1, but is -1"),
        ({"beam_prune_logp": 5}, "must be 0 or less, but is 5"),
        ({"beam_prune_logp": "x"}, "beam_prune_logp must be a number, but is 'x'"),
        ({"token_min_logp": math.nan}, "token_min_logp must be a number, but is nan"),
        ({"hotwords": 5}, "must be a list of texts, but is 5"),
        ({"hotwords": [None]}, "must hold texts, but one of them is None"),
        ({"hotwords": {"Fremont": "x"}}, "the weight of the hotword 'Fremont' must be a finite number"),
        ({"hotwords": ["a"], "hotword_weight": "x"}, "hotword_weight must be a finite number, but is 'x'"),
        ({"hotwords": ["a"], "hotword_weight": None}, "hotword_weight must be a finite number, but is None"),
        ({"hotword_weight": math.nan}, "hotword_weight must be a finite number, but is nan"),
        ({"lm_start_state": "foo"}, "must be a state of this decoder's language model, but is 'foo'"),
    ],
)
def test_of_a_search(decoder, options, said):
    for call in (decoder.decode, decoder.decode_beams):
        with pytest.raises(ValueError, match=re.escape(said)):
            call(ROWS, **options)


def test_of_a_decoder(arpa, tmp_path):
    for path, said in ((tmp_path, "is the folder"), (5, "must be the path of a file, but is 5")):
        for unigrams in (None, ["ab"]):
            with pytest.raises(ValueError, match=said):
                build_ctcdecoder(LETTERS, path, unigrams)
    for name in ("alpha", "beta", "unk_score_offset"):
        for value in ("x", math.nan, None):
            with pytest.raises(ValueError, match=f"{name} must be a .*number, but is {value!r}"):
                build_ctcdecoder(LETTERS, arpa, **{name: value})
    with pytest.raises(ValueError, match="alpha must be a finite number, but is 'x'"):
        LanguageModel(WordLm.load(arpa), ["ab"], alpha="x")


def test_states_of_several_models(arpa):
    lms = [LanguageModel(WordLm.load(arpa), ["ab", "ba"]) for _ in range(2)]
    both = BeamSearchDecoderCTC(Alphabet.build_alphabet(LETTERS), MultiLanguageModel(lms))
    state = both.decode_beams(ROWS)[0][1]
    assert both.decode(ROWS, lm_start_state=state) == "ab ba"
    for wrong in ("foo", state[:1], [*state[:1], "foo"]):
        with pytest.raises(ValueError, match="lm_start_state must be a"):
            both.decode(ROWS, lm_start_state=wrong)


def test_states_of_kenlm(arpa, decoder):
    kenlm = pytest.importorskip("kenlm")
    theirs = BeamSearchDecoderCTC(
        Alphabet.build_alphabet(LETTERS), LanguageModel(kenlm.Model(arpa), ["ab", "ba", "cab"])
    )
    scores = [one.decode_beams(ROWS, lm_start_state=kenlm.State())[0][4] for one in (decoder, theirs)]
    assert scores[0] == pytest.approx(scores[1], abs=1e-4)
    assert scores[0] != pytest.approx(decoder.decode_beams(ROWS)[0][4], abs=1e-4)
    written = kenlm.State()
    kenlm.Model(arpa).BeginSentenceWrite(written)
    with pytest.raises(ValueError, match="must be a state of this decoder's language model"):
        decoder.decode(ROWS, lm_start_state=written)
