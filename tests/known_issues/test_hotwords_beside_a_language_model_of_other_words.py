"""Hotwords beside a language model that lacks most of the words dropped and joined words."""

import json

import numpy as np
import pytest
from compat.lattices import LETTERS, confused, write_arpa
from compat.test_public_suite import installed_tests

from earmark.compat.pyctcdecode import build_ctcdecoder

SAID = (
    "i have a good deal of will you remember and what i have set my mind upon no doubt "
    "i shall some day achieve"
)


@pytest.mark.parametrize("hotwords", [["achieve"], ["Achieve", "good deal"], {"achieve": 15.0}])
def test_sample_files_of_pyctcdecode(hotwords):
    tests = installed_tests()
    files = None if tests is None else tests / "sample_data"
    if files is None or not (files / "libri_logits.json").is_file():
        pytest.skip("pyctcdecode's sample files are not installed: see tests/compat/test_public_suite.py")
    logits = np.array(json.loads((files / "libri_logits.json").read_text(encoding="utf-8")))
    labels = [" ", *"abcdefghijklmnopqrstuvwxyz", "'", ""]
    decoder = build_ctcdecoder(labels, files / "bugs_bunny_kenlm.arpa")
    assert decoder.decode(logits) == SAID
    assert decoder.decode(logits, hotwords=hotwords).lower() == SAID


def test_unknown_words_stay(tmp_path):
    """Of four words "ab" alone is known; a calibrated search drops what it may leave to the blank."""
    said, other = "i have a pail ab", "i have a gail ab"
    logits = leaky(confused(said, other, LETTERS, share=0.6))
    decoder = build_ctcdecoder(LETTERS, write_arpa(tmp_path))
    assert decoder.decode(logits, hotwords=["gail"]) == other


def test_known_words_keep_the_language_model(tmp_path):
    """The language model still corrects a text whose words it knows."""
    logits = confused("ab ba cab ga", "ab bb cab gb", LETTERS, share=0.45)
    decoder = build_ctcdecoder(LETTERS, write_arpa(tmp_path))
    alone = build_ctcdecoder(LETTERS)
    assert alone.decode(logits, hotwords=["ga"]) == "ab bb cab ga"
    assert decoder.decode(logits, hotwords={"ga": 25.0}) == "ab ba cab ga"


def leaky(logits):
    """The logits with some of each row's probability at the blank, as a model that may be wrong has it."""
    rows = 0.97 * np.exp(logits)
    rows[:, LETTERS.index("")] += 0.03
    return np.log(rows)
