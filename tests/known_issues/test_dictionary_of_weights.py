"""``{"Fremont": 2.0}`` was read as its keys: the weights were lost in Python, and JSON refused it."""

import json

import pytest

from earmark.biasing import Word, WordList
from earmark.biasing.editor import add_word
from earmark.errors import WordListError

WEIGHTS = {"Fremont": 2.0, "Oslo": None, "Will": -1, "Zelenskyy": {"ipa": "zəlɛnski"}}
WORDS = (
    Word("Fremont", weight=2.0),
    Word("Oslo"),
    Word("Will", weight=-1.0),
    Word("Zelenskyy", ipa="zəlɛnski"),
)


def test_values_are_weights_in_python():
    assert WordList.of(WEIGHTS).words == WORDS
    assert WordList.coerce(WEIGHTS).words == WORDS


@pytest.mark.parametrize("wrapped", [False, True])
def test_values_are_weights_in_json(tmp_path, wrapped):
    path = tmp_path / "names.json"
    path.write_text(json.dumps({"words": WEIGHTS} if wrapped else WEIGHTS))
    assert WordList.load(path).words == WORDS
    add_word(path, Word("MRI", weight=1.5))
    add_word(path, Word("Oslo", ipa="ɑzloʊ"))
    assert WordList.load(path).words == (
        WORDS[0], Word("Oslo", ipa="ɑzloʊ"), *WORDS[2:], Word("MRI", weight=1.5),
    )  # fmt: skip


@pytest.mark.parametrize("value", ["zuh-LEN-skee", True, ["a"]])
def test_what_is_no_weight_is_refused(value):
    with pytest.raises(WordListError, match=r"item 1: 'Zelenskyy' has .* in place of a weight; write"):
        WordList.of({"Zelenskyy": value})
