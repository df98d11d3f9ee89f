"""Compiled lists in files."""

import numpy as np
import pytest

from earmark.biasing import BiasStore, Word, WordCompiler, WordList
from earmark.biasing.list_file import MAGIC, is_list_file
from earmark.biasing.saved_list import save_list
from earmark.errors import WordListError
from earmark.language import DEFAULT
from earmark.lexicon import Lexicon, Pronouncer
from earmark.models import SentencePieceTokenizer

WORDS = WordList.of(
    [
        Word("Fremont", ipa="fɹimɑnt"),
        Word("MRI", display_as="MRT"),
        "king",
        Word("King!", weight=-2.0),
        "the queen",
    ]
)


@pytest.fixture(scope="session")
def tokenizer(list_tokenizer, alphabet):
    return SentencePieceTokenizer(list_tokenizer, alphabet)


@pytest.fixture(scope="session")
def compiler(tokenizer, alphabet):
    lexicon = Lexicon.of({"king": ["kɪŋ"], "queen": ["kwin"], "the": ["ðə"]})
    return WordCompiler(tokenizer, alphabet, language=DEFAULT, pronouncer=Pronouncer(lexicon))


def test_a_list_comes_back_as_it_was(compiler, tmp_path):
    made = compiler.compile(WORDS)
    save_list(made, tmp_path / "list.earmark")
    assert is_list_file(tmp_path / "list.earmark")
    opened = compiler.open(tmp_path / "list.earmark")
    assert opened.word_list == made.word_list and opened.entries == made.entries
    assert opened.diagnostics == made.diagnostics and len(opened.diagnostics) == 1
    assert opened.fingerprint == made.fingerprint
    assert opened.index.memory_bytes == made.index.memory_bytes
    assert np.array_equal(opened.paths.tokens, made.paths.tokens)
    assert opened.word_pronunciations.readings("king") == made.word_pronunciations.readings("king") != ()


def test_a_file_of_another_model_is_refused(compiler, tokenizer, alphabet, tmp_path):
    save_list(compiler.compile(WORDS), tmp_path / "list.earmark")
    with pytest.raises(WordListError, match="earmark' was compiled with a lexicon, which is not used here"):
        WordCompiler(tokenizer, alphabet, language=DEFAULT).open(tmp_path / "list.earmark")


def test_damaged_and_foreign_files_are_refused(compiler, tmp_path):
    path = tmp_path / "list.earmark"
    save_list(compiler.compile(WORDS), path)
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[-20] ^= 1
    header = bytearray(whole)
    header[len(MAGIC) + 20] = 0
    for data in (whole[:-10], bytes(changed), bytes(header), whole[: len(MAGIC) + 4]):
        path.write_bytes(data)
        with pytest.raises(WordListError, match="damaged or cut short.*compile the list again"):
            compiler.open(path)
    path.write_bytes(b"king\nqueen\n")
    assert is_list_file(path) and not is_list_file(tmp_path / "none")
    with pytest.raises(WordListError, match="is another kind of file: compile"):
        compiler.open(path)
    with pytest.raises(WordListError, match="none' cannot be read .No such file or directory.: check"):
        compiler.open(tmp_path / "none")


def test_a_file_is_given_as_words(compiler, tmp_path):
    path, store = tmp_path / "list.earmark", BiasStore()
    made = compiler.compile(WORDS)
    save_list(made, path)
    opened = store.compile(path, compiler)
    assert opened.fingerprint == made.fingerprint
    assert store.compile(str(path), compiler) is opened is store.compile(WORDS, compiler)


def test_a_store_with_a_folder_opens_what_another_one_compiled(compiler, tmp_path, monkeypatch):
    made = BiasStore(folder=tmp_path / "lists").compile(WORDS, compiler)
    (path,) = (tmp_path / "lists").iterdir()
    monkeypatch.setattr(WordCompiler, "compile", None)
    opened = BiasStore(folder=tmp_path / "lists").compile(WORDS, compiler)
    assert opened.entries == made.entries
    monkeypatch.undo()
    path.write_bytes(path.read_bytes()[:-5])
    again = BiasStore(folder=tmp_path / "lists").compile(WORDS, compiler)
    assert again.entries == made.entries
    assert compiler.open(path).entries == made.entries  # written anew
