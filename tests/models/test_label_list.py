"""Labels in every form in which models bring them."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from log_probs.rows import LETTERS, spelt

import earmark
from earmark import Decoder
from earmark.errors import EmissionsError, ModelError
from earmark.models import Alphabet
from earmark.models.label_list import given_alphabet, read_labels

PIECES = ["<unk>", "▁call", "▁fri", "▁fre", "mont", "▁now"]
LISTS = {
    "pyctcdecode": ([" ", *LETTERS, ""], "call frimont now", 7, "e"),
    "wav2vec": (["<pad>", "<s>", "</s>", "<unk>", "|", *LETTERS.upper()], "CALL|FRIMONT|NOW", 7, "E"),
    "[PAD]": ([*LETTERS, "|", "[UNK]", "[PAD]"], "call|frimont|now", 7, "e"),
    "<blk>": ([*PIECES, "<blk>"], ["▁call", "▁fri", "mont", "▁now"], 1, "▁fre"),
    "<blank>": (["<blank>", *PIECES], ["▁call", "▁fri", "mont", "▁now"], 1, "▁fre"),
    "##": (["call", "fri", "fre", "##mont", "now", "[PAD]"], ["call", "fri", "##mont", "now"], 1, "fre"),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists(name):
    labels, tokens, unsure, meant = LISTS[name]
    blank = given_alphabet(labels).blank
    rows = spelt(tokens, labels, blank, unsure, meant)
    assert earmark.decode(rows, labels).text.lower() == "call frimont now"
    assert earmark.decode(rows, labels, ["Fremont"]).text.lower() == "call fremont now"


@pytest.mark.parametrize("name", LISTS)
def test_all_forms_make_the_same_alphabet(name, tmp_path):
    labels = LISTS[name][0]
    expected, numbers = Alphabet.guess(labels), {label: n for n, label in enumerate(labels)}
    forms = [tuple(labels), np.array(labels), numbers, dict(reversed(numbers.items())), expected]
    forms.append(SimpleNamespace(get_vocab=lambda: numbers))
    (tmp_path / "vocab.json").write_text(json.dumps(numbers))
    (tmp_path / "list.json").write_text(json.dumps(labels))
    (tmp_path / "alphabet.json").write_text(json.dumps({"labels": labels, "is_bpe": False}))
    (tmp_path / "plain.txt").write_text("\n".join(labels) + "\n")
    (tmp_path / "windows.txt").write_bytes("\r\n".join(labels).encode("utf-8-sig") + b"\r\n")
    for path in tmp_path.iterdir():
        forms += [path, str(path)]
    for labels in forms:
        assert given_alphabet(labels) == expected


def test_numbered_lines_of_sherpa_and_icefall(tmp_path):
    path = tmp_path / "tokens.txt"
    path.write_text("<blk> 0\n▁the 2\ns\t1\n#0 3\n#1 4\n", encoding="utf-8")
    assert read_labels(path) == {"<blk>": 0, "▁the": 2, "s": 1}
    assert given_alphabet(path).tokens == ("<blk>", "s", "▁the")
    path.write_text("<blank> 0\n  1\na 2\n' 3\n", encoding="utf-8")
    assert given_alphabet(path).tokens == ("<blank>", " ", "a", "'")
    path.write_text("<blank> 0\n 1\na 2\n", encoding="utf-8")
    assert given_alphabet(path).separator == 1


def test_a_tokenizer_json(tmp_path):
    path = tmp_path / "tokenizer.json"
    added = [{"id": 3, "content": "<pad>"}]
    path.write_text(json.dumps({"model": {"vocab": {"▁a": 0, "b": 1, "<unk>": 2}}, "added_tokens": added}))
    assert given_alphabet(path) == Alphabet(("▁a", "b", "<unk>", "<pad>"), blank=3)
    unigram = {"model": {"vocab": [["▁a", -1.0], ["b", -2.0], ["<unk>", 0.0]]}, "added_tokens": added}
    path.write_text(json.dumps(unigram))
    assert given_alphabet(path) == Alphabet(("▁a", "b", "<unk>", "<pad>"), blank=3)


def test_a_blank_that_the_labels_leave_out_is_the_last_column():
    labels = [" ", *LETTERS]  # as NeMo's models list them
    rows = spelt("call frimont now", [*labels, ""], 28, 7, "e")
    for blank in (None, 28):
        assert earmark.decode(rows, labels, ["Fremont"], blank=blank).text == "call Fremont now"
    with pytest.raises(EmissionsError, match="say which of the labels is the blank with blank=, or --blank"):
        earmark.decode(rows[:, :-1], labels)


@pytest.mark.parametrize("blank", [0, "x"])
def test_a_blank_that_is_said(blank):
    labels = ["x", " ", *LETTERS.replace("x", "")]
    rows = spelt("call frimont now", labels, 0, 7, "e")
    assert earmark.decode(rows, labels, ["Fremont"], blank=blank).text == "call Fremont now"
    with pytest.raises(EmissionsError, match="blank="):
        earmark.decode(rows, labels)


@pytest.mark.parametrize(
    ("labels", "blank", "message"),
    [
        ("nosuch.txt", None, r"labels 'nosuch.txt' cannot be read \(No such file or directory\): give a tok"),
        (
            ["a", "b", ""],
            None,
            r"say how words are marked with words=.*; pass Alphabet.guess\(labels, \.\.\.\)",
        ),
        (["▁a", "b", "<pad>"], 7, "blank is 7, expected a whole number from 0 to 2"),
        (["▁a", "b", "<pad>"], "<eps>", "the blank '<eps>' is not among the 3 labels"),
        (Alphabet(("<blank>", "▁a")), 0, "blank is 0 beside an Alphabet, which has its own: leave blank out"),
        ({"▁a": 0, "<pad>": 5}, None, "numbers are not 0 to 1, each once"),
        ({"eng": {"a": 0}}, None, "a column of the vocabulary is .* expected a whole number"),
        ([1, 2], None, "one of labels is 1, of type int; expected text"),
        (7, None, "labels is 7, of type int; expected a list with one text for each"),
        ([], None, "the labels are"),
    ],
)
def test_labels_that_are_refused(labels, blank, message):
    with pytest.raises(ModelError, match=message):
        Decoder(labels, blank=blank)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"{", b"5", b'{"model": {"vocab": 5}}'])
def test_files_that_are_no_labels(tmp_path, content):
    path = tmp_path / "vocab.json"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="cannot be read .*: give a tokens.txt|hold no label|expected"):
        Decoder(path)
