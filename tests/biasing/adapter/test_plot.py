import importlib.util

import numpy as np
import pytest

from earmark import Recognizer
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.biasing.adapter.plot import NOTHING, draw_attention, prepare
from earmark.cli.main import main
from earmark.errors import OptionsError

WORDS = ["fremont", "jazz", "keys", "radio"]


@pytest.fixture(scope="module")
def recognizer(adapted_folder):
    plain = Recognizer(adapted_folder, decoder="greedy")
    adapter = ContextualAdapter(adapted_folder, len(plain.model.alphabet))
    return Recognizer(plain.model, decoder="greedy", adapter=adapter)


def test_the_picture_has_a_row_for_nothing_and_one_for_each_entry_looked_at(recognizer, say):
    picture = prepare(recognizer, say("a.wav", "jazz and fog"), WORDS, rows=2)
    T = len(picture.emissions.log_probs)
    assert picture.names[0] == NOTHING and set(picture.names[1:]) <= set(WORDS) and len(picture.names) <= 3
    assert picture.shares.shape == (T, len(picture.names)) and len(picture.samples) > 16_000 // 2
    assert (picture.shares >= 0).all() and (picture.shares.sum(axis=1) < 1 + 1e-4).all()
    peaks = picture.shares[:, 1:].argmax(axis=0)
    assert (np.diff(peaks) >= 0).all()  # entries in order of time


def test_without_an_adapter_there_is_nothing_to_draw(model_folder, say):
    with pytest.raises(OptionsError, match="a model that has one"):
        prepare(Recognizer(model_folder), say("a.wav", "jazz"), WORDS, rows=2)


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="needs earmark[plot]")
def test_a_png_is_written(recognizer, say, tmp_path):
    draw_attention(recognizer, say("a.wav", "jazz and fog"), WORDS, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"


def test_the_command_says_what_is_wrong_with_rows(adapted_folder, say, tmp_path, capsys):
    (tmp_path / "words.txt").write_text("\n".join(WORDS))
    command = ["plot", "attention", str(say("a.wav", "jazz")), "--words", str(tmp_path / "words.txt")]
    command += ["--model", str(adapted_folder), "-o", str(tmp_path / "a.png"), "--rows", "0"]
    assert main(command) == 2
    assert "--rows is 0" in capsys.readouterr().err
