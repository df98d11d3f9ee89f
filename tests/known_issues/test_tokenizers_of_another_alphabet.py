"""A tokenizer that was made for another alphabet was accepted, and its entries never matched."""

import pytest

from earmark import Decoder
from earmark.errors import ModelError
from earmark.models import Alphabet, AlphabetTokenizer

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("other", [LETTERS[::-1], LETTERS[:-1]])
def test_it_is_refused(other: str) -> None:
    tokenizer = AlphabetTokenizer(Alphabet.guess(["<blk>", *other, "|"]))
    with pytest.raises(ModelError, match="was made for an alphabet of"):
        Decoder(["<blk>", *LETTERS, "|"], tokenizer=tokenizer, words=["Fremont"])


def test_an_equal_alphabet_will_do() -> None:
    labels = ["<blk>", *LETTERS, "|"]
    tokenizer = AlphabetTokenizer(Alphabet.guess(list(labels)))
    assert Decoder(labels, tokenizer=tokenizer).compile(["Fremont"]).diagnostics == ()
