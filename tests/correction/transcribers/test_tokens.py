"""Moonshine's table of tokens is read, and words are written from tokens with their probabilities."""

import math

import pytest
from correction.transcribers.tiny_moonshine import TOKENS, table_bytes

from earmark import EarmarkError
from earmark.correction.transcribers.moonshine.tokens import TokenTable

HELLO, COMMA, WOR, LD, STOP, CONTROL, NO, LONG = range(5, 13)
C3, A9 = 3, 4


@pytest.fixture
def table(tmp_path):
    (tmp_path / "tokenizer.bin").write_bytes(table_bytes())
    return TokenTable.load(tmp_path / "tokenizer.bin")


def test_every_token_is_read(table):
    assert len(table.tokens) == len(TOKENS)
    assert table.tokens[LONG] == b" " + 130 * b"a"  # its length takes two bytes


def test_text_has_spaces_punctuation_and_no_control_tokens(table):
    assert table.text([1, HELLO, COMMA, WOR, LD, CONTROL, STOP, 2]) == "Hello, world."


def test_characters_of_several_bytes(table):
    assert table.text([NO, C3, A9]) == "noé"
    assert table.text([NO, C3, STOP]) == "no\ufffd."


def test_words_have_the_probability_of_their_tokens_with_letters(table):
    words = table.words([HELLO, COMMA, WOR, LD, STOP], [math.log(p) for p in (0.9, 0.1, 0.8, 0.2, 0.3)])
    assert [word.text for word in words] == ["Hello,", "world."]
    assert [word.probability for word in words] == pytest.approx([0.9, 0.8 * 0.2])


def test_a_word_of_signs_has_their_probability(table):
    (word,) = table.words([STOP, STOP], [math.log(0.5), math.log(0.5)])
    assert word.text == ".." and word.probability == pytest.approx(0.25)


def test_text_and_words_agree(table):
    tokens = [HELLO, C3, A9, NO, CONTROL, COMMA, LONG, STOP]
    assert " ".join(w.text for w in table.words(tokens, [0.0] * len(tokens))) == table.text(tokens)


@pytest.mark.parametrize("data", [table_bytes()[:-1], b"\x03ab", b"\x83"])
def test_a_table_that_ends_early_is_refused(tmp_path, data):
    (tmp_path / "tokenizer.bin").write_bytes(data)
    with pytest.raises(EarmarkError, match="ends within a token"):
        TokenTable.load(tmp_path / "tokenizer.bin")


def test_a_table_that_is_missing_is_refused(tmp_path):
    with pytest.raises(EarmarkError, match=r"none.bin.*No such file"):
        TokenTable.load(tmp_path / "none.bin")
