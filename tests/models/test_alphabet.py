"""What tokens write, and what labels say about an alphabet."""

import pytest

from earmark.errors import ModelError
from earmark.models import Alphabet, AlphabetTokenizer
from earmark.models.alphabet import ALONE, BEGINS, CONTINUES, ENDS, SEPARATES, SILENT, TokenWord

WAV2VEC2 = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "|": 4, "E": 5, "T": 6, "A": 7, "'": 8}
PIECES = ["<unk>", "▁the", "▁", "s", ",", "'", "▁A", "<blk>"]
WORD_PIECES = ["[PAD]", "[UNK]", "he", "##llo", "wor", "##ld", ".", "[CLS]"]
BYTES = ["<|endoftext|>", "Ġthe", "Ġ", "s", ",", "ĠCaf", "Ã©", "Ã", "ī", "åĮĹ", "<pad>"]
ENDED = ["<unk>", "he", "llo</w>", "llo", "s</w>", ",</w>", "</w>", "<blank>"]
JOINED = ["<blank>", "<unk>", "he@@", "llo", "w@@", ",", "s"]
IDEOGRAPHS = ["<blank>", "<unk>", "北", "京", "大", "学", "A", "<sos/eos>"]


def test_labels_of_wav2vec2():
    alphabet = Alphabet.guess(WAV2VEC2)
    assert (alphabet.blank, alphabet.words, alphabet.mark, alphabet.case) == (0, "separated", "|", "upper")
    assert list(alphabet.roles) == [SILENT] * 4 + [SEPARATES] + [CONTINUES] * 4
    assert alphabet.separator == 4
    assert alphabet.text([4, 6, 5, 7, 4, 3, 7, 6]) == "TEA AT"
    assert alphabet.words_of([4, 6, 5, 7, 4, 7]) == [TokenWord(1, 3, "TEA", True), TokenWord(5, 5, "A", True)]
    assert alphabet.cased("tea at") == ("TEA AT",)


def test_pieces_with_the_blank_last_and_capitals():
    alphabet = Alphabet.guess(PIECES)
    assert (alphabet.blank, alphabet.words, alphabet.case) == (7, "begun", "mixed")
    assert list(alphabet.roles) == [SILENT, BEGINS, BEGINS, CONTINUES, ALONE, CONTINUES, BEGINS, SILENT]
    assert alphabet.text([1, 5, 3, 4, 6]) == "the's, A"
    assert alphabet.words_of([1, 4, 6]) == [TokenWord(0, 0, "the", True, ","), TokenWord(2, 2, "A", True)]
    assert alphabet.cased("nasa") == ("nasa", "Nasa", "NASA")
    assert alphabet.cased("van gogh") == ("van gogh", "Van Gogh")


def test_word_pieces():
    alphabet = Alphabet.guess(WORD_PIECES)
    assert (alphabet.blank, alphabet.words, alphabet.mark) == (0, "continued", "##")
    assert alphabet.text([2, 3, 4, 5, 6]) == "hello world."
    assert [word.text for word in alphabet.words_of([2, 3, 4, 5])] == ["hello", "world"]


def test_bytes_and_characters_cut_between_tokens():
    alphabet = Alphabet.guess(BYTES)
    assert (alphabet.blank, alphabet.words, alphabet.mark, alphabet.byte_level) == (10, "begun", "Ġ", True)
    assert list(alphabet.roles) == [SILENT, BEGINS, BEGINS, CONTINUES, ALONE, BEGINS] + [CONTINUES] * 3 + [
        ALONE, SILENT,
    ]  # fmt: skip
    assert alphabet.text([1, 3, 4, 5, 6, 3]) == "thes, Cafés" and alphabet.text([5, 7, 8, 9]) == "CafÉ北"
    assert alphabet.text([5, 7]) == "Caf\ufffd"  # a byte without the others
    assert [word.text for word in alphabet.words_of([1, 5, 7, 8, 3])] == ["the", "CafÉs"]
    assert alphabet.table.words([5, 6]) == [(0, 1, "café".encode())]
    assert AlphabetTokenizer(alphabet).alternatives("CafÉs", 2) == [(5, 7, 8, 3), (2, 9, 7)][:1]


def test_words_ended_by_a_mark():
    alphabet = Alphabet.guess(ENDED)
    assert (alphabet.blank, alphabet.words, alphabet.mark) == (7, "ended", "</w>")
    assert list(alphabet.roles) == [SILENT, CONTINUES, ENDS, CONTINUES, ENDS, ALONE, ENDS, SILENT]
    assert alphabet.text([1, 3, 4, 1, 2, 5]) == "hellos hello ,"
    assert alphabet.words_of([1, 3, 4, 1, 3, 6]) == [
        TokenWord(0, 2, "hellos", False), TokenWord(3, 5, "hello", True),
    ]  # fmt: skip
    assert AlphabetTokenizer(alphabet).alternatives("hellos hello", 1) == [(1, 3, 4, 1, 2)]
    assert AlphabetTokenizer(alphabet).alternatives("hello", 2) == [(1, 2), (1, 3, 6)]


def test_words_whose_tokens_are_joined():
    alphabet = Alphabet.guess(JOINED)
    assert (alphabet.blank, alphabet.words, alphabet.mark) == (0, "joined", "@@")
    assert list(alphabet.roles) == [SILENT, SILENT, CONTINUES, ENDS, CONTINUES, ALONE, ENDS]
    assert alphabet.text([2, 3, 4, 6]) == "hello ws"
    assert AlphabetTokenizer(alphabet).alternatives("hello ws", 3) == [(2, 3, 4, 6)]
    assert AlphabetTokenizer(alphabet).encode("he") == ()  # only within a word


def test_ideographs_are_words_by_themselves():
    alphabet = Alphabet.guess(IDEOGRAPHS)
    assert (alphabet.blank, alphabet.words) == (0, "unmarked")
    assert alphabet.text([2, 3, 4, 5]) == "北京大学"
    assert [word.text for word in alphabet.words_of([2, 3])] == ["北", "京"]
    mixed = Alphabet.guess(["<blank>", "▁hello", "北", "京"])
    assert mixed.text([1, 2, 3]) == "hello北京" and list(mixed.roles[2:]) == [ALONE, ALONE]


@pytest.mark.parametrize(
    ("labels", "blank", "mark"),
    [
        (["", " ", "a"], 0, " "),
        (["a", "<space>", "_"], 2, "<space>"),
        (["a", "b", "|", "[PAD]"], 3, "|"),
        (["<eps>", "▁", "a"], 0, "▁"),
        (["<pad>", "<blank>", "|", "a"], 1, "|"),
    ],
)
def test_blanks_and_separators_by_name(labels, blank, mark):
    alphabet = Alphabet.guess(labels)
    assert (alphabet.blank, alphabet.words, alphabet.mark) == (blank, "separated", mark)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["a", "b", "|"], "none of the 3 labels is a known name of the CTC blank.*: say which"),
        (["<pad>", "[PAD]", "|"], r"'<pad>' \(column 0\) and '\[PAD\]' \(column 1\) may each be"),
        (["<blank>", "a", "b"], "none of the 3 labels begins with '▁'.*: say how words are marked"),
        (["<blank>", "Ġa", "北"], r"the label '北' \(column 2\) is not spelt in bytes"),
        (["<blank>", "|", " ", "a"], "the labels '|' and ' ' may each separate words: say which"),
        ({"<pad>": 0, "a": 2}, "the vocabulary's 2 numbers are not 0 to 1, each once"),
        ("abc", "labels is 'abc', of type str; expected a list"),
    ],
)
def test_what_cannot_be_decided_is_said(labels, message):
    with pytest.raises(ModelError, match=message):
        Alphabet.guess(labels)


def test_what_is_given_overrides_the_labels():
    assert Alphabet.guess(["a", "b", "x"], blank="x", words="unmarked").text([0, 1]) == "ab"
    assert Alphabet.guess(["a", "/", "x"], blank=2, words="separated", mark="/").text([0, 1, 0]) == "a a"
    with pytest.raises(ModelError, match="the blank 'y' is not among the 2 labels"):
        Alphabet.guess(["a", "|"], blank="y")
    with pytest.raises(ModelError, match="the separator '|' is not among the alphabet's tokens"):
        Alphabet(("a", "b"), words="separated", mark="|")
    with pytest.raises(ModelError, match="blank is 2, expected a whole number from 0 to 1"):
        Alphabet(("a", "b"), blank=2)
