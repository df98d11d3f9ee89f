import random

import numpy as np
import pytest
import toy
from pieces import alphabet_of, trained

from earmark.biasing import WordCompiler, WordList
from earmark.biasing.adapter.memory import bias_phrases
from earmark.language import DEFAULT
from earmark.models import Alphabet, AlphabetTokenizer, SentencePieceTokenizer
from earmark.training.adapter.pool import changed
from earmark.training.adapter.spelling import MAX_LETTERS, MAX_TOKENS, Spelling

LETTERS = Alphabet.guess([*"abcdefghijklmnopqrstuvwxyz", "|", "<pad>"], blank=27)
SENTENCES = ["The queen met Saoirse Ronan in Fremont", "Saoirse plays", "Is NASA in Ohio", *toy.SENTENCES]


@pytest.fixture(scope="module")
def letters():
    return Spelling(LETTERS, AlphabetTokenizer(LETTERS))


@pytest.fixture(scope="module")
def cased():
    """Sub-words with capitals."""
    model = trained(SENTENCES * 30, 60, bos_id=-1, eos_id=-1)
    alphabet = alphabet_of(model)
    assert alphabet.case == "mixed"
    return Spelling(alphabet, SentencePieceTokenizer(model, alphabet))


def emissions(spelling, tokens):
    """(T, V) in which the model's ``tokens`` are certain, with blanks between them."""
    V, blank = len(spelling.alphabet), spelling.alphabet.blank
    best = [blank, *(t for token in tokens for t in (token, blank))]
    return np.log(np.where(np.eye(V)[best], 0.9, 0.1 / (V - 1))).astype(np.float32)


def test_ids_have_the_blank_first(letters):
    assert letters.cases("cab") == [(3, 1, 2)]
    assert letters.longest == MAX_LETTERS
    blank_first = Alphabet.guess(["<pad>", *LETTERS.tokens[:27]], blank=0)
    assert Spelling(blank_first, AlphabetTokenizer(blank_first)).cases("cab") == [(3, 1, 2)]


def test_words_stand_between_separators(letters):
    (ids,) = letters.cases("a fog")
    assert letters.words(ids) == [(0, 1), (2, 5)]
    assert letters.words((27, *ids, 27)) == [(1, 2), (3, 6)]


@pytest.mark.parametrize(("before", "behind"), [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_separators_at_the_ends_are_taken_as_the_model_writes_them(letters, before, behind):
    tokens = [26] * before + [5, 14, 6] + [26] * behind
    ids, spans = letters.aligned("fog", emissions(letters, tokens))
    assert ids == tuple(token + 1 for token in tokens)
    assert spans[:, 0].tolist() == [1 + 2 * n for n in range(len(tokens))]


def test_what_the_model_cannot_write_or_not_in_time_has_no_alignment(letters):
    rows = emissions(letters, [5, 14, 6])
    assert letters.aligned("naïve", rows) is None and letters.cases("naïve") == []
    assert letters.aligned("fog", rows[:2]) is None


def test_made_up_entries_keep_separators(letters):
    (ids,) = letters.cases("fog in the sea")
    for seed in range(20):
        made = changed(ids, random.Random(seed), letters)
        assert made.count(27) == 3 and 0 not in made


def test_each_word_is_in_the_case_in_which_the_model_writes_it(cased):
    written = "The queen met Saoirse"
    tokens = [token for word in written.split() for token in cased._tokenizer._cut(word)]
    ids, _ = cased.aligned("the queen met saoirse", emissions(cased, tokens))
    assert cased.alphabet.text(ids) == written
    assert [cased.alphabet.text(ids) for ids in cased.cases("saoirse")] == ["saoirse", "Saoirse"]
    assert cased.longest == MAX_TOKENS


def test_entries_have_a_row_for_each_case_that_the_model_writes(cased):
    compiler = WordCompiler(cased._tokenizer, cased.alphabet, language=DEFAULT)
    listed = compiler.compile(WordList.of(["Saoirse Ronan", "fremont"]))
    rows = bias_phrases(listed.paths, listed.forms, np.ones(2, np.float32), cased.alphabet)
    texts = [
        cased.alphabet.text(rows.tokens[first : first + length])
        for first, length in zip(rows.starts, rows.lengths, strict=True)
    ]
    assert texts == ["saoirse ronan", "Saoirse Ronan", "fremont", "Fremont"]
    assert rows.entries.tolist() == [0, 0, 1, 1]
