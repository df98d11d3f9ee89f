"""Attention of another shape than its utterance was reported as a word list of another model."""

import numpy as np
import pytest

from earmark._core import ListError
from earmark.biasing import WordCompiler, WordList
from earmark.decoding import BeamDecoder
from earmark.errors import EmissionsError, WordListError
from earmark.language import DEFAULT
from earmark.models import Alphabet, AlphabetTokenizer, Emissions
from earmark.models.emissions import Attention

ALPHABET = Alphabet.guess(["<blank>", "|", "a", "b"])
ROWS = np.log(np.full((3, 4), 0.25, np.float32))


@pytest.mark.parametrize(
    ("attention", "message"),
    [
        (Attention((0,), np.zeros((2, 1), np.float32), np.zeros(2, np.float32)), "attention has 2 frames"),
        (Attention((0, 1), np.zeros((3, 1), np.float32), np.zeros(3, np.float32)), "each of 2 entries"),
        (Attention((-1,), np.zeros((3, 1), np.float32), np.zeros(3, np.float32)), "names entry -1"),
    ],
)
def test_attention_is_at_fault(attention: Attention, message: str) -> None:
    with pytest.raises(EmissionsError, match=message):
        BeamDecoder(ALPHABET).decode_emissions([Emissions(ROWS, 0.04, attention=attention)])


def test_unbiased_emissions_are_at_fault() -> None:
    with pytest.raises(EmissionsError, match="unbiased emissions have 2 frames"):
        BeamDecoder(ALPHABET).decode_emissions([Emissions(ROWS, 0.04, unbiased=ROWS[:2])])


class Foreign:
    """A list that does not look at the alphabet it is read for."""

    def __init__(self, alphabet: Alphabet) -> None:
        compiler = WordCompiler(AlphabetTokenizer(alphabet), alphabet, language=DEFAULT)
        self.index = compiler.compile(WordList.of(["ab"])).index

    def index_for(self, alphabet: Alphabet) -> object:
        return self.index


def test_a_list_of_another_model_is_at_fault() -> None:
    words = Foreign(Alphabet.guess(["<blank>", "|", "b", "a"]))
    for use in (
        lambda: BeamDecoder(ALPHABET).decode(ROWS, words),
        lambda: BeamDecoder(ALPHABET).session(words),
    ):
        with pytest.raises(WordListError, match="the word list was compiled for a model of 4 tokens"):
            use()
    assert issubclass(ListError, ValueError)
