"""Alphabets from tokenizers of transformers: letters, sub-words, special tokens, blanks that do not fit."""

from types import SimpleNamespace

import pytest
from models.huggingface import tiny
from transformers import Wav2Vec2PhonemeCTCTokenizer

from earmark.errors import ModelError, OptionsError
from earmark.models import AlphabetTokenizer, HuggingFaceTokenizer
from earmark.models.huggingface import HuggingFaceModel
from earmark.models.huggingface.labels import alphabet_of, blank_of, tokenizer_of

LOWER = ("<pad>", "<s>", "</s>", "<unk>", "|", *"etaonihsrdlumwcfgypbvkxjqz'")
CTC = SimpleNamespace(pad_token_id=0)


def alphabet(tokenizer, columns=None, config=CTC, blank=None):
    return alphabet_of(tokenizer, config, columns or len(tokenizer), blank, "mine")


@pytest.mark.parametrize("tokens", [tiny.UPPER, LOWER])
def test_letters(tokens, tmp_path):
    made = tiny.character_tokenizer(tmp_path, tokens)
    found = alphabet(made)
    assert found.words == "separated" and found.mark == "|" and found.blank == 0
    written = "CALL|NOW" if tokens is tiny.UPPER else "call|now"
    columns = [found.tokens.index(label) for label in written]
    assert found.text(columns) == written.replace("|", " ")
    special = [found.tokens.index(label) for label in ("<s>", "</s>", "<unk>")]
    assert not any(map(found.writable, special))
    assert found.text([*special, *columns]) == written.replace("|", " ")
    cuts = tokenizer_of(made, found)
    assert isinstance(cuts, AlphabetTokenizer) and cuts.encode("call now") == tuple(columns)


def test_texts_are_lowered_where_the_tokenizer_lowers_them(tmp_path):
    made = tiny.character_tokenizer(tmp_path, do_lower_case=True)
    found = alphabet(made)
    columns = [made.get_vocab()[letter] for letter in "CALL|NOW"]
    assert found.text(columns) == made.decode(columns, group_tokens=False) == "call now"


def test_another_delimiter_and_tokens_of_several_letters(tmp_path):
    made = tiny.character_tokenizer(
        tmp_path, ("[PAD]", "[UNK]", "_", "|", "s", "ch", "sch", "ö", "n"),
        pad_token="[PAD]", unk_token="[UNK]", bos_token=None, eos_token=None, word_delimiter_token="_",
    )  # fmt: skip
    found = alphabet(made)
    assert found.mark == "_" and found.text([6, 7, 4, 2, 8]) == "schös n"
    assert tokenizer_of(made, found).encode("schön") == (6, 7, 8)
    assert HuggingFaceModel(tiny.network("wav2vec2", 9), tiny.Wav2Vec2Processor(
        tiny.feature_extractor("wav2vec2"), made)).language == "und"  # fmt: skip


def test_scripts_without_a_delimiter(tmp_path):
    tokens = ("<pad>", "<unk>", "北", "京", "人")
    made = tiny.character_tokenizer(tmp_path, tokens, bos_token=None, eos_token=None)
    assert "|" in made.get_vocab()  # behind the last column
    found = alphabet(made, columns=5)
    assert found.words == "unmarked" and found.text([2, 3]) == "北京"


def test_pieces_with_the_blank_behind_or_before_them():
    parakeet, lasr = tiny.parakeet_tokenizer(), tiny.lasr_tokenizer()
    last = alphabet(parakeet, config=SimpleNamespace(pad_token_id=len(parakeet) - 1))
    first = alphabet(lasr)
    assert (last.blank, first.blank) == (len(parakeet) - 1, 0)
    for made, found in ((parakeet, last), (lasr, first)):
        assert found.words == "begun"
        cuts = tokenizer_of(made, found)
        assert isinstance(cuts, HuggingFaceTokenizer)
        own = made.backend_tokenizer.encode("fremont now", add_special_tokens=False).ids
        assert cuts.encode("fremont now") == tuple(own) and found.text(own) == "fremont now"
        spelt = cuts.alternatives("fremont", 4)
        assert len(spelt) == 4 and {found.text(one) for one in spelt} == {"fremont"}
        assert cuts.encode("frémont") == ()  # LASR's tokenizer has its unknown token in the place of a piece


def test_calls_of_transformers_do_not_change_how_texts_are_cut():
    made = tiny.lasr_tokenizer()
    before, after = (tokenizer_of(made, alphabet(made)) for _ in range(2))
    made("call", padding="max_length", max_length=30, truncation=True)
    made("call", padding="max_length", max_length=2, truncation=True)
    again = tokenizer_of(made, alphabet(made))
    for cuts in (after, again):
        assert cuts.encode("call now") == before.encode("call now") != ()
        assert cuts.fingerprint == before.fingerprint


def test_sentinels_of_lasr_lie_behind_its_pieces():
    made = tiny.lasr_tokenizer(sentinels=100)
    columns = len(tiny.lasr_tokenizer())
    assert len(made) == columns + 100 and len(alphabet(made, columns)) == columns


def test_tokens_that_tokenizers_add_behind_the_last_column(tmp_path):
    """Fine-tuning scripts give vocabularies without <s> and </s>, and the tokenizer adds them."""
    letters = ("<pad>", "<unk>", "|", *"abc")
    made = tiny.character_tokenizer(tmp_path, letters)
    assert len(made) == len(letters) + 2
    assert len(alphabet(made, columns=len(letters))) == len(letters)
    assert alphabet(made).tokens[-2:] == ("<s>", "</s>") and not alphabet(made).writable(len(made) - 1)
    made.add_tokens(["é"])
    assert alphabet(made).text([3, len(made) - 1]) == "aé"
    with pytest.raises(ModelError, match="has the token 'é' for column 8, the network puts out 6 columns"):
        alphabet(made, columns=len(letters))


def test_a_tokenizer_of_another_model(tmp_path):
    made = tiny.character_tokenizer(tmp_path)
    with pytest.raises(ModelError, match="has 32 tokens, the network puts out 40 columns: column 32 has no"):
        alphabet(made, columns=40)
    with pytest.raises(ModelError, match="the token 'J' for column 29, .* 29 columns"):
        alphabet(made, columns=29)


def test_blanks(tmp_path):
    made = tiny.character_tokenizer(tmp_path)
    assert blank_of(made, SimpleNamespace(pad_token_id=7, blank_token_id=3), 32, "mine") == 3
    with pytest.raises(ModelError, match="'<pad>' in column 0, config.json says pad_token_id 31: say"):
        blank_of(made, SimpleNamespace(pad_token_id=31), 32, "mine")
    assert alphabet(made, config=SimpleNamespace(pad_token_id=31), blank=0).blank == 0
    made.pad_token = None
    assert blank_of(made, SimpleNamespace(pad_token_id=5), 32, "mine") == 5
    with pytest.raises(ModelError, match="has a padding token, which is the CTC blank"):
        blank_of(made, SimpleNamespace(pad_token_id=None), 32, "mine")
    with pytest.raises(ModelError, match="blank is 99, expected a whole number from 0 to 31"):
        alphabet(made, blank=99)


def test_a_blank_that_the_tokenizer_has_no_label_for():
    made = tiny.trained("bpe", 64, ["<unk>"])
    bare = tiny.ParakeetTokenizer(tokenizer_object=made, unk_token="<unk>")
    found = alphabet(bare, columns=65, config=SimpleNamespace(pad_token_id=64))
    assert found.blank == 64 and len(found) == 65


def test_phonemes_are_not_words(tmp_path):
    vocabulary = tiny.vocabulary_file(tmp_path, ("<pad>", "<s>", "</s>", "<unk>", "a", "ɪ"))
    made = Wav2Vec2PhonemeCTCTokenizer(str(vocabulary), do_phonemize=False)
    with pytest.raises(ModelError, match="puts out phonemes and not words"):
        alphabet(made)


def test_several_vocabularies_want_a_language(tmp_path):
    path = tmp_path / "vocab.json"
    path.write_text('{"eng": {"<pad>": 0, "a": 1}, "fra": {"<pad>": 0, "b": 1}}')
    made = SimpleNamespace(
        get_vocab=lambda: {"eng": {"<pad>": 0}, "fra": {"<pad>": 0}}, all_special_tokens=[], pad_token_id=0
    )
    with pytest.raises(ModelError, match="for each of 2 languages: give one of eng, fra .* target_lang="):
        alphabet(made, columns=2)


def test_parts_that_do_not_fit(tmp_path):
    model, processor = tiny.made("wav2vec2", tmp_path)
    with pytest.raises(ModelError, match="expected a processor with a feature_extractor"):
        HuggingFaceModel(model, processor.tokenizer)
    with pytest.raises(ModelError, match="expected a loaded model such as"):
        HuggingFaceModel("wav2vec2", processor)
    with pytest.raises(OptionsError, match="batch_size is 0"):
        HuggingFaceModel(model, processor, batch_size=0)
    processor.feature_extractor.sampling_rate = 8_000
    with pytest.raises(ModelError, match="takes 8000 samples a second, earmark feeds 16000"):
        HuggingFaceModel(model, processor)


def test_a_clock_that_is_given(tmp_path):
    model, processor = tiny.made("wav2vec2", tmp_path)
    assert HuggingFaceModel(model, processor, frame_shift=0.02).frame_shift == 0.02
    with pytest.raises(ModelError, match="frame_shift in seconds is 20"):
        HuggingFaceModel(model, processor, frame_shift=20)
