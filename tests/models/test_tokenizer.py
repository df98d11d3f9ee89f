"""Texts cut into tokens."""

import json

import pytest
from pieces import alphabet_of, trained

from earmark.errors import ModelError
from earmark.models import (
    Alphabet,
    AlphabetTokenizer,
    HuggingFaceTokenizer,
    SentencePieceTokenizer,
    Tokenizer,
)

SENTENCES = ["the king and the queen moved to fremont", "president zelenskyy spoke to the press"] * 20
UPPER = Alphabet.guess(["<pad>", "|", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ"])


def train(kind: str, size: int = 50) -> bytes:
    return trained(SENTENCES, size, model_type=kind, character_coverage=1.0, hard_vocab_limit=False)


@pytest.mark.parametrize("kind", ["unigram", "bpe"])
@pytest.mark.parametrize("blank_last", [False, True])
def test_sentencepiece_and_its_alternatives(kind: str, blank_last: bool) -> None:
    model = train(kind)
    alphabet = alphabet_of(model, blank_last)
    tokenizer = SentencePieceTokenizer(model, alphabet)
    assert isinstance(tokenizer, Tokenizer)
    found = tokenizer.alternatives("the queen spoke", 3)
    assert len(set(found)) == 3 and found[0] == tokenizer.encode("the queen spoke")
    assert {alphabet.text(tokens) for tokens in found} == {"the queen spoke"}
    assert tokenizer.encode("жук") == () and tokenizer.alternatives("жук", 3) == []


def test_a_file_is_like_its_bytes(tmp_path) -> None:
    model = train("unigram")
    (tmp_path / "tokenizer.model").write_bytes(model)
    made = [SentencePieceTokenizer(m, alphabet_of(model)) for m in (model, tmp_path / "tokenizer.model")]
    assert made[0].encode("the king") == made[1].encode("the king")
    assert made[0].fingerprint == made[1].fingerprint != AlphabetTokenizer(alphabet_of(model)).fingerprint


def test_what_is_not_a_sentencepiece_model(tmp_path) -> None:
    with pytest.raises(ModelError, match="gone.model' cannot be read: No such file or directory"):
        SentencePieceTokenizer(tmp_path / "gone.model", UPPER)
    with pytest.raises(ModelError, match="the tokenizer is not a SentencePiece model"):
        SentencePieceTokenizer(b"not a model", UPPER)
    with pytest.raises(ModelError, match="none of the tokenizer's .* pieces is among the model's 28 tokens"):
        SentencePieceTokenizer(train("unigram"), UPPER)


def test_characters_between_separators_in_the_models_case() -> None:
    tokenizer = AlphabetTokenizer(UPPER)
    assert UPPER.text(tokenizer.encode("san jose")) == "SAN JOSE"
    assert tokenizer.encode("san jose").count(1) == 1  # one separator between, none around
    assert tokenizer.alternatives("san jose", 3) == [tokenizer.encode("san jose")]
    assert tokenizer.encode("são") == () and tokenizer.encode("") == ()


def test_the_alphabet_spells_in_the_fewest_tokens_first() -> None:
    alphabet = Alphabet.guess(["<blank>", "▁a", "b", "▁ab", "bb", "▁"])
    found = AlphabetTokenizer(alphabet).alternatives("abb ab", 3)
    assert found[0] in {(1, 4, 3), (3, 2, 3)} and len(set(found)) == 3
    assert {alphabet.text(tokens) for tokens in found} == {"abb ab"}


def test_a_text_is_spelt_in_each_case_that_it_may_have() -> None:
    alphabet = Alphabet.guess(["<blank>", "▁f", "▁F", "o", "x"])
    assert AlphabetTokenizer(alphabet).alternatives("fox", 2) == [(1, 3, 4), (2, 3, 4)]


def test_ideographs_follow_each_other() -> None:
    alphabet = Alphabet.guess(["北", "京", "北京", "<blk>"])
    assert AlphabetTokenizer(alphabet).alternatives("北京", 2) == [(2,), (0, 1)]


def test_hugging_face_tokenizers(tmp_path) -> None:
    vocabulary = {"[UNK]": 0, "he": 1, "##llo": 2, "wor": 3, "##ld": 4, "##l": 5, "##lo": 6, "[PAD]": 7}
    about = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": None, "decoder": None,
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": vocabulary},
    }  # fmt: skip
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps(about))
    alphabet = Alphabet.guess(vocabulary)
    tokenizer = HuggingFaceTokenizer(path, alphabet)
    assert isinstance(tokenizer, Tokenizer)
    assert tokenizer.encode("hello world") == (1, 2, 3, 4)
    assert tokenizer.alternatives("hello", 3) == [(1, 2), (1, 5, 6)]
    assert tokenizer.encode("xyz") == ()
    path.write_text("{")
    with pytest.raises(ModelError, match="cannot be read as a tokenizer.json"):
        HuggingFaceTokenizer(path, alphabet)


def test_byte_level_tokenizers_begin_words_behind_a_space() -> None:
    import tokenizers

    vocabulary = {"f": 0, "Ġf": 1, "Ã": 2, "©": 3, "Ã©": 4, "t": 5, "Ġ": 6, "<pad>": 7, "e": 8}
    bpe = tokenizers.models.BPE(vocabulary, [("Ã", "©"), ("Ġ", "f")])
    made = tokenizers.Tokenizer(bpe)
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = Alphabet.guess(vocabulary)
    tokenizer = HuggingFaceTokenizer(made, alphabet)
    assert tokenizer.encode("fét f") == (1, 4, 5, 1)
    assert tokenizer.alternatives("fé", 3) == [(1, 4), (6, 0, 4), (1, 2, 3)]
    assert tokenizer.encode("fxt") == ()
