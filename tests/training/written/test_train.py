import itertools
import json

import numpy as np
import pytest

pytest.importorskip("torch")

from earmark.cli.main import main
from earmark.output.written.tagger import Tagger
from earmark.training.written import TaggerOptions, train_tagger
from earmark.training.written.text import tag_sentence, tag_text

NAMES, VERBS, THINGS = ("Anna", "Zelda", "Bruno"), ("saw", "sold", "took"), ("tables", "lamps", "chairs")
LINES = [
    line
    for name, verb, thing in itertools.product(NAMES, VERBS, THINGS)
    for line in (f"Then {name} {verb} the {thing}.", f"Where did {name} get the {thing}?")
]


@pytest.mark.parametrize(
    ("line", "words", "cases", "marks"),
    [
        ("Mr. Smith paid $25, no?", "mister smith paid twenty five dollars no", "1100000", "0000013"),
        ("\"Oh—well,\" said I; (no!)", "oh well said i no", "10020", "11012"),
        ("The U.S. and NASA's men in 1998.", "the u s and nasa's men in nineteen ninety eight", "1220200000",
         "0000000002"),
        ("A stop , alone .", "a stop alone", "100", "012"),
        ("J. Smith left", "j smith left", "110", "000"),
    ],
)  # fmt: skip
def test_tags_of_text(line, words, cases, marks):
    tokens = tag_sentence(line)
    assert [w for t in tokens for w in t.words] == words.split()
    assert "".join(str(t.case) * len(t.words) for t in tokens) == cases
    assert "".join("0" * (len(t.words) - 1) + str(t.mark) for t in tokens) == marks


def test_lines_without_an_end_are_left_out():
    assert len(tag_text(["CHAPTER ONE", "He came."])) == 2


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("written")
    text = folder / "text.txt"
    text.write_text("\n".join(LINES * 10), encoding="utf-8")
    options = TaggerOptions(million_words=0.05, batch=8, words=48, width=32)
    scores = train_tagger([text], folder / "written.onnx", options, say=lambda _: None)
    return folder, scores


def test_a_tagger_learns_its_text(trained):
    _, scores = trained
    assert scores["text"].capitals > 0.95 and scores["text"].marks > 0.95


def test_the_file_tags_in_windows_as_at_once(trained, monkeypatch):
    folder, _ = trained
    tagger = Tagger(folder / "written.onnx")
    words = ["then", "anna", "saw", "the", "lamps", "where", "did", "bruno", "get", "the", "tables"] * 30
    whole = tagger.tag(words)
    monkeypatch.setattr("earmark.output.written.tagger.WINDOW", 41)
    cut = tagger.tag(words)
    np.testing.assert_allclose(cut.marks, whole.marks, atol=1e-4)
    np.testing.assert_allclose(cut.cases, whole.cases, atol=1e-4)
    assert whole.marks.argmax(1)[[4, 10]].tolist() == [2, 3] and whole.cases.argmax(1)[1] == 1
    assert tagger.tag([]).marks.shape == (0, 4)


def test_command(tmp_path, capsys):
    text = tmp_path / "lines.txt"
    text.write_text("\n".join(LINES * 4), encoding="utf-8")
    out = tmp_path / "written.onnx"
    assert main(["train", "written", str(text), "--out", str(out), "--million-words", "0.01"]) == 0
    assert json.loads(capsys.readouterr().out)["lines"]["words"] > 10 and out.stat().st_size > 1_000_000
