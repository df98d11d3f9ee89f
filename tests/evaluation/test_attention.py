import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest

from earmark import Recognizer
from earmark.biasing import WordList
from earmark.biasing.adapter.adapter import ContextualAdapter
from earmark.cli.main import main
from earmark.errors import OptionsError
from earmark.evaluation.attention import NOTHING, attention_charts, attention_of, draw, picture_of_file
from earmark.evaluation.entities import Inventory
from earmark.evaluation.manifest import Utterance
from earmark.evaluation.score import score
from earmark.models.emissions import Attention

SVG = "{http://www.w3.org/2000/svg}"


class Looking(ContextualAdapter):
    """Looks at the first entry in the first half of every utterance, and changes nothing."""

    fingerprint = "looking"

    def __init__(self) -> None:
        pass

    def checked_for(self, model):
        return self

    def encode(self, rows, threads=0):
        return None

    def bias(self, emissions, words):
        T = len(emissions.log_probs)
        mass = np.zeros((T, 1), np.float32)
        mass[: T // 2] = 0.9
        attention = Attention((0,), mass, 1 - mass[:, 0])
        return replace(emissions, unbiased=emissions.log_probs, attention=attention)

    def bias_batch(self, batch, words, threads=0):
        return [one if w is None else self.bias(one, w) for one, w in zip(batch, words, strict=True)]


@pytest.fixture(scope="module")
def recognizer(model_folder):
    return Recognizer(model_folder, {"verification.enabled": False}, adapter=Looking())


def test_there_is_a_row_for_nothing_and_one_for_each_entry_looked_at(recognizer, say):
    emissions = recognizer.encode(say("a.wav", "jazz and fog")).segments[0]
    picture = attention_of(recognizer, emissions, recognizer.compile(["jazz", "radio"]), rows=2)
    T = len(emissions.log_probs)
    assert picture.names == (NOTHING, "jazz") and picture.shares.shape == (T, 2)
    assert picture.shares[0].tolist() == pytest.approx([0.1, 0.9])
    assert picture.shares[-1].tolist() == [1.0, 0.0]


def test_a_file_is_drawn_with_its_spectrum(recognizer, say):
    figure = draw(picture_of_file(recognizer, say("a.wav", "jazz and fog"), ["jazz"]))
    spectrum, probability, entries = figure.axes
    assert spectrum.get_ylabel() == "Hz" and probability.get_ylabel() == "probability"
    assert [label.get_text() for label in entries.get_yticklabels()] == [NOTHING, "jazz"]


def test_without_an_adapter_there_is_nothing_to_draw(model_folder, say):
    with pytest.raises(OptionsError, match="a model that has one"):
        picture_of_file(Recognizer(model_folder), say("a.wav", "jazz"), ["jazz"])


def test_without_an_entry_there_is_nothing_to_draw(recognizer, say):
    with pytest.raises(OptionsError, match="no entry in the list"):
        picture_of_file(recognizer, say("a.wav", "jazz"), [])


def test_utterances_with_entries_are_drawn(recognizer, model_folder, say):
    texts = ["jazz and fog", "the queen"]
    rows = [Utterance(text, say(f"{text}.wav", text), text, line) for line, text in enumerate(texts, 1)]
    lists = [WordList.of(["jazz"])] * 2
    found = [recognizer.transcribe(row.audio, words) for row, words in zip(rows, lists, strict=True)]
    scores = [score(row, one, Inventory(["jazz"])) for row, one in zip(rows, found, strict=True)]
    (chart,) = attention_charts(recognizer, rows, scores, lists, lambda row: recognizer.encode(row.audio))
    texts = [text.text for text in ElementTree.fromstring(chart).iter(f"{SVG}text")]
    assert {"jazz", NOTHING, "jazz and fog"} <= set(texts)
    without = Recognizer(model_folder, biasing="decoder", adapter=Looking())
    assert attention_charts(without, rows, scores, lists, lambda row: recognizer.encode(row.audio)) == []


def test_the_command_says_what_is_wrong_with_rows(model_folder, say, tmp_path, capsys):
    (tmp_path / "words.txt").write_text("jazz\nradio\n")
    command = ["plot", "attention", str(say("a.wav", "jazz")), "--words", str(tmp_path / "words.txt")]
    command += ["--model", str(model_folder), "-o", str(tmp_path / "a.png"), "--rows", "0"]
    assert main(command) == 2
    assert "--rows is 0" in capsys.readouterr().err
