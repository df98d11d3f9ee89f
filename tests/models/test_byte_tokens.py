"""Alphabets with tokens such as "<0xC3>", which spell characters that no other token has."""

import numpy as np
import pieces
import pytest

from earmark import decode
from earmark.models import Alphabet, AlphabetTokenizer, SentencePieceTokenizer

BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
LABELS = ["<blk>", "<unk>", *BYTES, "▁", "▁caf", "▁the", "e", "s", "t"]


@pytest.fixture(scope="module")
def alphabet():
    return Alphabet.guess(LABELS)


def columns(alphabet, *labels):
    return [alphabet.tokens.index(label) for label in labels]


def test_bytes_write_their_characters(alphabet):
    written = columns(alphabet, "▁the", "▁caf", "<0xC3>", "<0xA9>", "s", "<0x21>", "<0x20>", "t")
    assert alphabet.text(written) == "the cafés! t"
    assert [(word.text, word.tail) for word in alphabet.words_of(written)] == [
        ("the", ""), ("cafés", "!"), ("t", ""),
    ]  # fmt: skip
    assert alphabet.text(columns(alphabet, "▁caf", "<0xC3>", "s")) == "caf\ufffds"  # cut off
    assert alphabet.text(columns(alphabet, "▁the", "<0x00>")) == "the"


def test_bytes_do_not_count_as_letters_of_the_model(alphabet):
    assert alphabet.case == "lower" and alphabet.words == "begun"
    assert alphabet.writable(alphabet.tokens.index("<0xC3>"))


def test_words_are_cut_into_bytes_only_where_no_token_spells_them(alphabet):
    tokenizer = AlphabetTokenizer(alphabet)
    assert list(tokenizer.encode("cafés")) == columns(alphabet, "▁caf", "<0xC3>", "<0xA9>", "s")
    assert tokenizer.alternatives("the", 5) == [tuple(columns(alphabet, "▁the"))]
    assert tokenizer.encode("xé") == ()


def test_an_entry_with_a_letter_that_no_token_has_is_written(alphabet):
    said = columns(alphabet, "▁the", "<blk>", "▁caf", "<0xC3>", "<blk>", "<0xA9>", "<blk>", "s")
    p = np.full((len(said), len(alphabet)), 1e-6)
    p[np.arange(len(said)), said] = 0.4
    p[3, alphabet.tokens.index("e")] = 0.6  # the bytes are not the likeliest
    p[5, alphabet.blank] = 0.8
    log_probs = np.log(p / p.sum(axis=1, keepdims=True)).astype(np.float32)
    assert decode(log_probs, alphabet).text == "the cafes"
    transcript = decode(log_probs, alphabet, words=["Cafés"], language="fr")
    assert transcript.text == "the Cafés" and [entry.entry for entry in transcript.entries] == ["Cafés"]


def test_sentencepiece_falls_back_to_bytes():
    model = pieces.trained(["the cafe was open"] * 20, 290, model_type="bpe", byte_fallback=True)
    alphabet = pieces.alphabet_of(model)
    tokens = SentencePieceTokenizer(model, alphabet).encode("café")
    assert alphabet.text(tokens) == "café" and "<0xA9>" in [alphabet.tokens[token] for token in tokens]
