"""The decoder's arguments, results and errors, without pyctcdecode."""

import logging
import math
import multiprocessing
import sys
from pathlib import Path

import numpy as np
import pytest
from compat.lattices import LETTERS, confused, spelt, write_arpa

from earmark.compat.pyctcdecode import Alphabet, BeamSearchDecoderCTC, LanguageModel, build_ctcdecoder
from earmark.compat.pyctcdecode.beams import _log_softmax, _merge_tokens, _sum_log_scores
from earmark.compat.pyctcdecode.language_model import MultiLanguageModel
from earmark.decoding import WordLm


@pytest.fixture(scope="module")
def arpa(tmp_path_factory):
    return write_arpa(tmp_path_factory.mktemp("lm"))


def test_probabilities_logits_and_log_probabilities_are_told_apart():
    decoder = build_ctcdecoder(LETTERS)
    log_probs = spelt("abc", LETTERS)
    found = [decoder.decode_beams(given)[0] for given in (log_probs, np.exp(log_probs), log_probs + 7.0)]
    assert [beam[0] for beam in found] == ["abc"] * 3
    assert found[0][3] == pytest.approx(found[1][3]) == pytest.approx(found[2][3])


@pytest.mark.parametrize("shape", [(3,), (3, 5), (2, 3, 28)])
def test_other_shapes_are_refused(shape):
    decoder = build_ctcdecoder(LETTERS)
    with pytest.raises(ValueError, match="time, vocabulary"):
        decoder.decode(np.zeros(shape))
    with pytest.raises(ValueError, match="time, vocabulary"):
        decoder.decode_batch(None, [np.zeros(shape)])


def test_rows_without_numbers_are_refused():
    with pytest.raises(ValueError, match="not numbers"):
        build_ctcdecoder(LETTERS).decode(np.full((3, len(LETTERS)), np.nan))


def test_no_frames():
    beams = build_ctcdecoder(LETTERS).decode_beams(np.zeros((0, len(LETTERS))))
    assert [(beam[0], beam[2]) for beam in beams] == [("", [])]


def test_language_model_of_an_arpa_file_needs_no_package(arpa, monkeypatch):
    monkeypatch.setitem(sys.modules, "kenlm", None)
    logits = confused("ab ba", "ab bb", LETTERS, share=0.45)
    assert build_ctcdecoder(LETTERS).decode(logits) == "ab bb"
    assert build_ctcdecoder(LETTERS, arpa).decode(logits) == "ab ba"


def test_files_of_earmark(arpa, tmp_path):
    path = tmp_path / "tiny.lm"
    WordLm.load(arpa).save(path)
    logits = confused("ab ba", "ab bb", LETTERS, share=0.45)
    assert build_ctcdecoder(LETTERS, str(path), ["ab", "ba"]).decode(logits) == "ab ba"


def test_missing_and_damaged_files(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        build_ctcdecoder(LETTERS, str(tmp_path / "none.bin"), ["a"])
    with pytest.raises(OSError, match="announced|cut short"):
        build_ctcdecoder(LETTERS, write_arpa(tmp_path, "\\data\\\nngram 1=2\n\n\\1-grams:\n-1\ta\t0\n"))


def test_kenlm_binary_without_the_package(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "kenlm", None)
    (tmp_path / "some.bin").write_bytes(b"mmap lm http://kheafield.com/code format version 5\n\0" + bytes(64))
    with pytest.raises(ValueError, match="pip install kenlm"):
        build_ctcdecoder(LETTERS, str(tmp_path / "some.bin"), ["a"])


def test_kenlm_model_and_word_lm_agree(arpa):
    kenlm = pytest.importorskip("kenlm")
    alphabet = Alphabet.build_alphabet(LETTERS)
    logits = confused("ab ba rare", "ab bb rate", LETTERS, share=0.45)
    models = [LanguageModel(model, ["ab", "ba", "rare"]) for model in (kenlm.Model(arpa), WordLm.load(arpa))]
    found = [BeamSearchDecoderCTC(alphabet, lm).decode_beams(logits) for lm in models]
    assert [beam[0] for beam in found[0]] == [beam[0] for beam in found[1]]
    assert [beam[4] for beam in found[0]] == pytest.approx([beam[4] for beam in found[1]], abs=1e-4)
    states = [lm.get_start_state() for lm in models]
    scores = [lm.score(state, "ab", is_last_word=True)[0] for lm, state in zip(models, states, strict=True)]
    assert scores[0] == pytest.approx(scores[1], abs=1e-5)


def test_parameters_change_in_place(arpa):
    decoder = build_ctcdecoder(LETTERS, arpa, ["ab", "ba"])
    logits = confused("ab ba", "ab bb", LETTERS, share=0.45)
    assert decoder.decode(logits) == "ab ba"
    decoder.reset_params(alpha=0.0, unk_score_offset=0.0)
    assert decoder.decode(logits) == "ab bb"
    for wrong in ({"alpha": 1}, {"beta": "1"}, {"unk_score_offset": True}, {"lm_score_boundary": 1.0}):
        with pytest.raises(ValueError, match="must be a"):
            decoder.reset_params(**wrong)
    build_ctcdecoder(LETTERS).reset_params(alpha=1.0)  # without a language model there is nothing to change


def test_boundary_of_the_sentence(arpa):
    scores = [
        build_ctcdecoder(LETTERS, arpa, lm_score_boundary=boundary).decode_beams(spelt("cab", LETTERS))[0][4]
        for boundary in (True, False)
    ]
    assert scores[0] != scores[1]


def test_mean_of_two_models(arpa):
    lm = LanguageModel(WordLm.load(arpa), ["ab"])
    other = LanguageModel(WordLm.load(arpa), ["ab"], alpha=1.5)
    both = MultiLanguageModel([lm, other])
    score, state = both.score(both.get_start_state(), "ab")
    each = [model.score(model.get_start_state(), "ab")[0] for model in (lm, other)]
    assert score == pytest.approx(sum(each) / 2) and len(state) == 2
    alphabet = Alphabet.build_alphabet(LETTERS)
    assert BeamSearchDecoderCTC(alphabet, both).decode(spelt("ab", LETTERS)) == "ab"


def test_spawned_processes_are_not_used(caplog):
    decoder = build_ctcdecoder(LETTERS)
    with multiprocessing.get_context("spawn").Pool(1) as pool, caplog.at_level(logging.WARNING):
        assert decoder.decode_batch(pool, [spelt("ab", LETTERS)]) == ["ab"]
    assert "spawn context" in caplog.text


def test_models_of_the_class(arpa):
    decoder = build_ctcdecoder(LETTERS, arpa)
    kept = len(BeamSearchDecoderCTC.model_container)
    decoder.cleanup()
    assert len(BeamSearchDecoderCTC.model_container) == kept - 1
    with pytest.raises(KeyError):
        decoder.decode(spelt("ab", LETTERS))


@pytest.mark.parametrize(
    ("labels", "said"),
    [(["a", "b", ""], "Space token"), ([" ", "ab", ""], "length > 1"), (["▁a", "b", ""], "UNK token")],
)
def test_labels_that_look_wrong(labels, said, caplog):
    with caplog.at_level(logging.WARNING):
        build_ctcdecoder(labels)
    assert said in caplog.text


def test_unigrams_of_another_case(arpa, caplog):
    with caplog.at_level(logging.WARNING):
        build_ctcdecoder([" ", "A", "B", "C", ""], arpa)
    assert "don't seem to agree" in caplog.text
    assert "Only 6 unigrams" in caplog.text  # "rare" is no context: pyctcdecode leaves it out too


def test_helpers():
    assert [_merge_tokens(*pair) for pair in (("", "a"), ("a", "b"), ("a", ""))] == ["a", "a b", "a"]
    assert _sum_log_scores(math.log(0.25), math.log(0.5)) == pytest.approx(math.log(0.75))
    rows = np.array([[1.0, 2.0, -np.inf]])
    assert np.exp(_log_softmax(rows, axis=1)).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("name", ["probing.bin", "trie.bin"])
def test_binary_files_of_kenlm(name):
    pytest.importorskip("kenlm")
    path = str(Path(__file__).parents[1] / "decoding" / "kenlm" / name)
    decoder = build_ctcdecoder(LETTERS, path, ["the", "cat", "sat"])
    logits = confused("the cat", "the cad", LETTERS, share=0.45)
    assert build_ctcdecoder(LETTERS).decode(logits) == "the cad"
    assert decoder.decode(logits) == "the cat"
    assert decoder.decode(logits, hotwords=["cad"], hotword_weight=25.0) == "the cad"
