"""A list of a model with as many tokens was refused as "of 29 tokens, this one has 29, or others"."""

import pytest

from earmark._core import ListError
from earmark.biasing import WordCompiler, WordList, save_list
from earmark.decoding import BeamDecoder
from earmark.errors import WordListError
from earmark.language import DEFAULT
from earmark.models import Alphabet, AlphabetTokenizer

LABELS = ("<blank>", "|", "a", "b")
OWN = Alphabet.guess(LABELS)
OTHERS = {
    "of 4 tokens, this one has 4 others: compile": Alphabet.guess(("<blank>", "|", "b", "a")),
    "of 4 tokens, this one has 5: compile": Alphabet.guess((*LABELS, "c")),
    "of 4 tokens with another blank or other marks of words: compile": Alphabet(LABELS, 0, "unmarked", ""),
}


def compiler(alphabet):
    return WordCompiler(AlphabetTokenizer(alphabet), alphabet, language=DEFAULT)


@pytest.mark.parametrize("message", OTHERS)
def test_the_difference_is_said(message, tmp_path):
    words = compiler(OWN).compile(WordList.of(["ab"]))
    with pytest.raises(WordListError, match=f"for a model {message}"):
        BeamDecoder(OTHERS[message]).session(words)
    save_list(words, tmp_path / "words.list")
    with pytest.raises(WordListError, match="for a model of 4 tokens, this one has (4 others|5): compile"):
        compiler(OTHERS[message]).open(tmp_path / "words.list")


@pytest.mark.parametrize("message", list(OTHERS)[:2])
def test_the_core_says_it_too(message):
    words = compiler(OWN).compile(WordList.of(["ab"]))
    search = BeamDecoder(OTHERS[message])._search
    from earmark._core import SearchSession

    with pytest.raises(ListError, match=f"for a model {message}"):
        SearchSession(search, words.index)
