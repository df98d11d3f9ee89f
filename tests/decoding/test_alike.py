"""Entries that sound like something else: one word heard as two, two as one, and names that sound the same.

Everything as a user has it: a list that is compiled and pronounced, both passes, default options.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sentencepiece
from english import BOUNDARY, PHONES, from_ipa
from numpy.typing import NDArray
from pieces import alphabet_of, trained

from earmark.biasing import BiasList, Word, WordCompiler, WordList
from earmark.decoding import BeamDecoder, PhoneLexicon, WordLm
from earmark.language import DEFAULT
from earmark.lexicon import Lexicon, Pronouncer
from earmark.models import SentencePieceTokenizer

ARPA = """\\data\\
ngram 1=10

\\1-grams:
-3.0\t<unk>
-99\t<s>
-1.0\t</s>
-1.2\t<boost>
-1.4\tfree
-2.8\tmont
-2.0\tsmith
-1.6\tmet
-1.1\tthe
-1.8\tblue

\\end\\
"""
SPOKEN = {
    "free": ["fɹi"], "mont": ["mɑnt"], "smith": ["smɪθ"], "met": ["mɛt"], "the": ["ðə"], "blue": ["blu"],
    "fremont": ["fɹimɑnt"], "smythe": ["smaɪð", "smɪθ"], "bell": ["bɛl"], "bluebell": ["blubɛl"],
}  # fmt: skip
SYMBOLS = (*PHONES, "<wb>", "<blank>")
LEXICON = Lexicon.of(SPOKEN)


@pytest.fixture(scope="module")
def tokenizer() -> bytes:
    return trained([" ".join(SPOKEN)] * 50, 40, hard_vocab_limit=False, bos_id=-1, eos_id=-1)


class Ear:
    """Makes emissions that waver between spellings, and phones that do not."""

    def __init__(self, tokenizer: bytes, folder: Path) -> None:
        self.pieces = sentencepiece.SentencePieceProcessor(model_proto=tokenizer)
        self.alphabet = alphabet_of(tokenizer)
        self.compiler = WordCompiler(
            SentencePieceTokenizer(tokenizer, self.alphabet),
            self.alphabet,
            language=DEFAULT,
            pronouncer=Pronouncer(LEXICON),
        )
        path = folder / "lm.arpa"
        path.write_text(ARPA, encoding="utf-8")
        pronouncer = PhoneLexicon(LEXICON, SYMBOLS, len(SYMBOLS) - 1)
        self.decoder = BeamDecoder(self.alphabet, None, WordLm.load(path), pronouncer)

    def tokens(self, **spellings: float) -> NDArray[np.float32]:
        """(T, V) emissions; each spelling ("free_mont" is two words) has a probability, spread evenly."""
        paths = {text: [i + 1 for i in self.pieces.encode(text.replace("_", " "))] for text in spellings}
        p = np.full((2 * max(map(len, paths.values())) + 2, len(self.alphabet)), 1e-5)
        for text, probability in spellings.items():
            path = paths[text]
            places = np.linspace(0, (len(p) - 4) // 2, len(path)).round().astype(int)
            for place, token in zip(places, path, strict=True):
                p[1 + 2 * place, token] += probability
        p[:, 0] = np.maximum(1 - p[:, 1:].sum(axis=1), 1e-5)
        return np.log(p / p.sum(axis=1, keepdims=True)).astype(np.float32)

    def phones(self, ipa: str, frames: int) -> NDArray[np.float32]:
        """(2 T, P) emissions that say ``ipa``; a space is a boundary, heard by half."""
        p = np.full((2 * frames, len(SYMBOLS)), 1e-4)
        p[:, -1] = 1.0
        said = [phone for word in ipa.split() for phone in (BOUNDARY, *from_ipa(word))][1:]
        places = np.linspace(1, 2 * frames - 2, len(said)).round().astype(int)
        for place, phone in zip(places, said, strict=True):
            p[place, phone] = 1.0 if phone == BOUNDARY else 30.0
        return np.log(p / p.sum(axis=1, keepdims=True)).astype(np.float32)

    def write(self, ipa: str, words: list[str | Word] | None, **spellings: float) -> str:
        """The text, an entry in its display form."""
        log_probs = self.tokens(**spellings)
        compiled: BiasList | None = self.compiler.compile(WordList.of(words)) if words else None
        (best,) = self.decoder.decode(log_probs, compiled, 1, self.phones(ipa, len(log_probs)))
        text = self.alphabet.text(list(best.tokens))
        for hit in best.hits:
            assert compiled is not None
            written = self.alphabet.text(list(best.tokens[hit.first_token : hit.last_token + 1]))
            text = text.replace(written.strip(), compiled.entries[hit.entry].word.display)
        return text


@pytest.fixture(scope="module")
def ear(tokenizer: bytes, tmp_path_factory: pytest.TempPathFactory) -> Ear:
    return Ear(tokenizer, tmp_path_factory.mktemp("lm"))


def test_a_name_heard_as_two_words(ear: Ear) -> None:
    heard = {"free_mont": 0.8, "fremont": 0.15}
    assert ear.write("fɹimɑnt", None, **heard) == "free mont"
    assert ear.write("fɹimɑnt", ["Fremont"], **heard) == "Fremont"
    assert ear.write("fɹi mɑnt", ["Fremont"], **heard) == "Fremont"  # with a boundary heard between them


def test_two_words_stay_two_where_nothing_speaks_for_the_name(ear: Ear) -> None:
    assert ear.write("fɹi mɛt", ["Fremont"], free_met=0.95, fremont=0.001) == "free met"


def test_two_words_heard_as_one(ear: Ear) -> None:
    heard = {"bluebell": 0.8, "blue_bell": 0.15}
    assert ear.write("blubɛl", ["Blue Bell"], **heard) == "Blue Bell"
    assert ear.write("blu bɛl", ["Blue Bell"], **heard) == "Blue Bell"


def test_a_name_that_sounds_like_another(ear: Ear) -> None:
    wavering = {"smith": 0.6, "smythe": 0.35}
    assert ear.write("smɪθ", None, **wavering) == "smith"
    assert ear.write("smɪθ", ["Smythe"], **wavering) == "Smythe"
    assert ear.write("smɪθ", [Word("Smythe", weight=-1.0)], **wavering) == "smith"
    assert ear.write("smɪθ", ["Smythe"], smith=0.97, smythe=0.0005) == "smith"  # it was not even near


def test_of_two_names_that_sound_alike_the_sub_words_decide(ear: Ear) -> None:
    both: list[str | Word] = ["Smith", "Smythe"]
    assert ear.write("smɪθ", both, smith=0.3, smythe=0.65) == "Smythe"
    assert ear.write("smɪθ", both, smith=0.8, smythe=0.15) == "Smith"


def test_a_name_that_is_said_otherwise_than_the_lexicon_has_it(ear: Ear) -> None:
    heard = {"smith": 0.55, "smythe": 0.3}
    said_so = Word("Smythe", ipa="smiθi")
    assert ear.write("smiθi", [said_so], **heard) == "Smythe"
    (entry,) = ear.compiler.compile(WordList.of([said_so])).entries
    assert entry.phones[0].phones == from_ipa("smiθi")
