"""Other spellings of entries: which, and what they write."""

import pytest
from english import from_ipa

from earmark.biasing import Word, WordCompiler, WordList
from earmark.biasing.spellings import _combined
from earmark.language import DEFAULT
from earmark.lexicon import Graphones, Lexicon, Pronouncer, Pronunciation
from earmark.lexicon.table import PronunciationTable
from earmark.models import SentencePieceTokenizer

LEXICON = Lexicon.of({"king": ["kɪŋ"], "queen": ["kwin"], "fremont": ["fɹimɑnt"], "will": ["wɪl"]})
SPELLED = {
    "fremont": ("freemont", "friemont", "fremond"),
    "foxes": ("foxis", "queen", "voice"),
    "will": ("wil",),
}


class Spells(Graphones):
    """Knows a few spellings."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, tuple[Pronunciation, ...]]] = []

    fingerprint = "spells"

    def table(self, words, most, share, threads=0):
        return PronunciationTable.of([[Pronunciation(from_ipa("fɑksɪz"), "g2p")] for _ in words])

    def spell(self, pronunciations, most=5, threads=0):
        return [[] for _ in pronunciations]

    def variants_each(self, words, readings, most=5, threads=0):
        pairs = list(zip(words, map(tuple, readings), strict=True))
        self.heard += [(word, several) for word, several in pairs if several]
        return [SPELLED.get(word, ())[:most] if several else () for word, several in pairs]


@pytest.fixture
def compiler(list_tokenizer, alphabet):
    def make(variants: int) -> WordCompiler:
        pronouncer = Pronouncer(LEXICON, Spells())
        return WordCompiler(
            SentencePieceTokenizer(list_tokenizer, alphabet),
            alphabet,
            language=DEFAULT,
            pronouncer=pronouncer,
            variants=variants,
        )

    return make


def test_each_variant_is_a_path_that_writes_the_entry(compiler, alphabet):
    compiled = compiler(2).compile(WordList.of(["Fremont"]))
    (entry,) = compiled.entries
    assert entry.variants == ("freemont", "friemont")
    assert {alphabet.text(list(p)) for p in entry.paths} == {"fremont", "freemont", "friemont"}
    assert compiled.index.paths == len(entry.paths)
    assert entry.spoken == ("fremont",)


def test_they_sound_as_the_word_does(compiler):
    compiled = compiler(2).compile(WordList.of([Word("Fremont", ipa="fɹɛmɑnt")]))
    for word in ("fremont", "freemont", "friemont"):
        assert compiled.word_pronunciations.readings(word) == (from_ipa("fɹɛmɑnt"),)
    assert compiler(0).compile(WordList.of(["Fremont"])).word_pronunciations.words == ["fremont"]


def test_one_word_of_a_phrase_after_another():
    assert list(_combined([("a", "b", "c"), ("x", "y")])) == ["a y", "b x", "b y", "c x", "c y"]
    assert list(_combined([("a",)])) == []


def test_common_words_and_other_entries_are_left_alone(compiler, alphabet):
    entries = compiler(5).compile(WordList.of(["the foxes", "queen", "Will"])).entries
    # "queen" is another entry's word, "the" and "voice" are common.
    assert entries[0].variants == ("the foxis",)
    assert {alphabet.text(list(p)) for p in entries[1].paths} == {"queen"}
    assert entries[2].variants == ()  # "will" is common itself


def test_entries_to_be_avoided_have_none(compiler):
    (entry,) = compiler(5).compile(WordList.of([Word("Fremont", weight=-1.0)])).entries
    assert entry.variants == ()


def test_letters_names_are_not_respelled(list_tokenizer, alphabet):
    spells = Spells()
    pronouncer = Pronouncer(LEXICON, spells)
    tokenizer = SentencePieceTokenizer(list_tokenizer, alphabet)
    WordCompiler(
        tokenizer, alphabet, language=DEFAULT, pronouncer=pronouncer, variants=2
    ).compile(WordList.of(["MRI"]))
    assert spells.heard == []  # M R I, and nothing else


def test_very_long_lists_do_without(compiler, monkeypatch):
    monkeypatch.setattr("earmark.biasing.compiler.RESPELLED", 2)
    words = [Word("Fox"), Word("Foxes")]
    assert any(e.variants for e in compiler(1).compile(WordList.of(words)).entries)
    assert not any(e.variants for e in compiler(1).compile(WordList.of([*words, Word("Hen")])).entries)
