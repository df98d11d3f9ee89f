"""An Alphabet or a tokenizer could not be pickled or copied once it had been used."""

import copy
import pickle

import numpy as np
import pytest
import tokenizers

from earmark import Recognizer
from earmark.biasing import BiasStore
from earmark.biasing.common_words import CommonWords
from earmark.decoding import PhoneLexicon
from earmark.errors import EarmarkError
from earmark.language import load
from earmark.lexicon import Lexicon
from earmark.models import Alphabet, AlphabetTokenizer, HuggingFaceTokenizer, SentencePieceTokenizer

WAYS = {"pickle": lambda item: pickle.loads(pickle.dumps(item)), "deepcopy": copy.deepcopy, "copy": copy.copy}
TEXTS = ("jazz", "fog", "jazz fog", "zebra")
ALPHABET = Alphabet(("<blank>", "|", *"abcdefghijklmnopqrstuvwxyz"), words="separated", mark="|")


def hugging_face():
    model = tokenizers.models.WordLevel({"[UNK]": 0, "▁jazz": 1, "▁fog": 2}, unk_token="[UNK]")
    tokenizer = tokenizers.Tokenizer(model)
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    return HuggingFaceTokenizer(tokenizer, Alphabet(("<blank>", "▁jazz", "▁fog")))


@pytest.fixture(scope="module")
def recognizer(model_folder):
    made = Recognizer(model_folder)
    made.compile(["Jazz"])
    made.transcribe(np.zeros(16_000, np.float32), words=["Jazz"])
    return made


@pytest.fixture(scope="module")
def sentence_pieces(recognizer):
    model = recognizer.model
    return SentencePieceTokenizer(model.companions.tokenizer_file, model.alphabet)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ["alphabet", "sentencepiece", "hugging face"])
def test_tokenizers_cut_as_before(way, kind, request):
    used = {
        "alphabet": lambda: AlphabetTokenizer(ALPHABET),
        "sentencepiece": lambda: request.getfixturevalue("sentence_pieces"),
        "hugging face": hugging_face,
    }[kind]()
    cut = [used.alternatives(text, 4) for text in TEXTS]
    assert any(cut)
    again = WAYS[way](used)
    assert again is not used and again.fingerprint == used.fingerprint
    assert [again.alternatives(text, 4) for text in TEXTS] == cut


@pytest.mark.parametrize("way", WAYS)
def test_alphabets_write_as_before(way):
    text, table = ALPHABET.text(range(28)), ALPHABET.table
    again = WAYS[way](ALPHABET)
    assert again == ALPHABET and hash(again) == hash(ALPHABET) and again.text(range(28)) == text
    assert [w.text for w in again.words_of([2, 3, 1, 4])] == ["ab", "c"] and table is ALPHABET.table


@pytest.mark.parametrize("way", WAYS)
def test_pronunciations_of_the_search(way):
    phone_set = load("en").phone_set
    lexicon = Lexicon.of({"fog": ["fɑɡ"]}, phone_set)
    used = PhoneLexicon(lexicon, (*phone_set.phones, "<blank>"), len(phone_set.phones))
    assert used.core is used.core
    again = WAYS[way](used)
    assert again.core is not used.core and again.lexicon.readings("fog") == lexicon.readings("fog")


@pytest.mark.parametrize("way", WAYS)
def test_results_and_lists(recognizer, way):
    words = recognizer.compile(["Jazz", "Fog"])
    samples = np.random.default_rng(0).standard_normal(16_000).astype(np.float32)
    for used in (
        words.word_list, words.entry(0), recognizer.options, recognizer.encode(samples),
        recognizer.transcribe(samples, words=words), recognizer.model.companions,
    ):  # fmt: skip
        assert WAYS[way](used) == used
    assert WAYS[way](words).fingerprint == words.fingerprint


def loaded(recognizer):
    common = CommonWords(Lexicon.of({"fog": ["fɑɡ"]}))
    search = recognizer.stages.search
    return (recognizer, recognizer.model, recognizer._lists.compiler, search, common)


def test_loaded_models_say_what_to_do_and_are_shared_by_copies(recognizer):
    for used in loaded(recognizer):
        with pytest.raises(EarmarkError, match=rf"{type(used).__name__} cannot be pickled, it holds .*: \w+"):
            pickle.dumps(used)
        assert copy.deepcopy(used) is used
        assert copy.copy(used).__dict__ == used.__dict__


def test_what_changes_says_that_it_cannot_be_copied(recognizer):
    for used in (BiasStore(), recognizer.stages.search.session()):
        for way in WAYS.values():
            with pytest.raises(EarmarkError, match=f"{type(used).__name__} cannot be pickled or copied"):
                way(used)
