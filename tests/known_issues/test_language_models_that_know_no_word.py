"""A language model whose words the model cannot spell was taken without a word."""

import warnings

import numpy as np
import pytest
from compat.lattices import ARPA, LETTERS, write_arpa

import earmark
from earmark.decoding import WordLm

CYRILLIC = ARPA.replace("cab", "саб").replace("ab", "аб").replace("ba", "ба").replace("rare", "рара")


def test_another_script_is_warned_of(tmp_path):
    path = write_arpa(tmp_path, CYRILLIC)
    with pytest.warns(UserWarning, match=r"tiny.arpa fits .* badly: 0% of its words .* such as .*рара"):
        earmark.Decoder(LETTERS, lm=path)


def test_one_that_fits_is_not(tmp_path):
    path = write_arpa(tmp_path)
    upper = [label.upper() for label in LETTERS]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        earmark.Decoder(LETTERS, lm=path)
        earmark.Decoder(upper, lm=path)
        earmark.Decoder(LETTERS, lm=WordLm.load(path))


def test_capitals_do_not_matter(tmp_path):
    upper = [label.upper() for label in LETTERS]
    path = write_arpa(tmp_path, ARPA.replace("ab", "AB").replace("ba", "BA").replace("rare", "RARE"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for labels in (LETTERS, upper):
            decoder = earmark.Decoder(labels, lm=path)
            assert decoder.lm.score("ab ba") > decoder.lm.score("ba ab")


def test_words_where_each_token_is_one(tmp_path):
    text = CYRILLIC.replace("саб", "東京").replace("аб", "大阪").replace("ба", "京都").replace("рара", "奈良")
    with pytest.warns(UserWarning, match="Each token counts as a word"):
        earmark.Decoder(["<blank>", *"東京大阪都奈良"], lm=write_arpa(tmp_path, text))


def test_the_command_line_says_it(tmp_path, capsys):
    from earmark.cli.main import main

    rows = np.log(np.full((3, len(LETTERS)), 1 / len(LETTERS)))
    np.savez(tmp_path / "rows.npz", log_probs=rows, tokens=np.array([*LETTERS[:-1], "<blank>"]))
    assert main(["decode", str(tmp_path / "rows.npz"), "--lm", write_arpa(tmp_path, CYRILLIC)]) == 0
    assert "fits the model's letters badly" in capsys.readouterr().err
