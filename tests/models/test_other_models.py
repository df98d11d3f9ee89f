"""Anybody's CTC model through the public API: blank, case and marks of words wherever they are."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest

from earmark import Recognizer
from earmark.decoding import BeamDecoder, DecodeOptions, WordLm
from earmark.errors import OptionsError
from earmark.models import Alphabet, AlphabetTokenizer, CtcModel, Emissions, find_model
from earmark.models.folder import ModelFolder
from earmark.pronouncing import load_pronouncer

SHIFT = 0.04  # seconds
FIRST = 4  # frame of the first token
EVERY_SOUND = {"segmentation.detector": "loudness"}  # nobody speaks in noise
LETTERS = "abcdefghijklmnopqrstuvwxyz'"


@dataclass(frozen=True)
class Spoken:
    """A model that always puts out the same: the tokens heard, one of them unsure of another."""

    alphabet: Alphabet
    heard: tuple[str, ...]  # labels, as a greedy search reads them
    meant: tuple[int, str]  # place, and the label that was meant there
    language: str = "en"
    frame_shift: float = SHIFT
    sample_rate: int = 16_000

    @property
    def tokenizer(self):
        return AlphabetTokenizer(self.alphabet)

    def encode(self, batch):
        return [Emissions(self.log_probs(round(len(one) / 16_000 / SHIFT)), SHIFT) for one in batch]

    def log_probs(self, frames):
        p = np.full((frames, len(self.alphabet)), 1e-5)
        p[:, self.alphabet.blank] = 1.0
        place, meant = self.meant
        for number, label in enumerate(self.heard):
            row = p[FIRST + 2 * number]
            row[self.alphabet.blank], row[self.alphabet.tokens.index(label)] = 0.02, 0.9
            if number == place:
                row[self.alphabet.tokens.index(label)] = 0.6
                row[self.alphabet.tokens.index(meant)] = 0.3
        return np.log(p / p.sum(axis=1, keepdims=True)).astype(np.float32)


def characters(text, labels, place, meant):
    return Spoken(Alphabet.guess(labels), tuple(text), (place, meant))


MODELS = {
    "lower case": characters("call|frimont|now", [*LETTERS, "|", "<pad>"], 7, "e"),
    "upper case": characters(
        "CALL|FRIMONT|NOW", ["<pad>", "<s>", "</s>", "<unk>", "|", *LETTERS.upper()], 7, "E"
    ),
    "pieces": Spoken(
        Alphabet.guess(["<unk>", "▁call", "▁fre", "▁fri", "mont", "▁now", "▁f", "re", "<blk>"]),
        ("▁call", "▁fri", "mont", "▁now"),
        (1, "▁fre"),
    ),
    "word pieces": Spoken(
        Alphabet.guess(["[PAD]", "[UNK]", "call", "fre", "fri", "##mont", "now"]),
        ("call", "fri", "##mont", "now"),
        (1, "fre"),
    ),
    "bytes": Spoken(
        Alphabet.guess(["<|endoftext|>", "Ġruf", "Ġm", "Ã", "¼", "¶", "ller", "Ġjetzt", "l", "er", "<pad>"]),
        ("Ġruf", "Ġm", "Ã", "¶", "ller", "Ġjetzt"),
        (3, "¼"),
        "de",
    ),
    "ended": Spoken(
        Alphabet.guess(["<unk>", "call</w>", "fre", "fri", "mont</w>", "mont", "now</w>", "re", "<blank>"]),
        ("call</w>", "fri", "mont</w>", "now</w>"),
        (1, "fre"),
    ),
    "joined": Spoken(
        Alphabet.guess(["<s>", "<blank>", "call", "fre@@", "fri@@", "mont", "mont@@", "now"]),
        ("call", "fri@@", "mont", "now"),
        (1, "fre@@"),
    ),
    "ideographs": Spoken(
        Alphabet.guess(["<blank>", "<unk>", *"去北京大学经吧", "<sos/eos>"]),
        tuple("去北经大学吧"),
        (2, "京"),
        "zh",
    ),
}
TEXTS = {  # without a list, with one, the list, the language model's words
    "lower case": ("call frimont now", "call Fremont now", "Fremont"),
    "upper case": ("CALL FRIMONT NOW", "CALL Fremont NOW", "Fremont"),
    "pieces": ("call frimont now", "call Fremont now", "Fremont"),
    "word pieces": ("call frimont now", "call Fremont now", "Fremont"),
    "bytes": ("ruf möller jetzt", "ruf Müller jetzt", "Müller"),
    "ended": ("call frimont now", "call Fremont now", "Fremont"),
    "joined": ("call frimont now", "call Fremont now", "Fremont"),
    "ideographs": ("去北经大学吧", "去北京大学吧", "北京大学"),
}
NOISE = np.random.default_rng(0).normal(0, 0.1, 32_000).astype(np.float32)

every = pytest.mark.parametrize("name", MODELS)


@every
def test_greedy_and_beam_write_what_is_heard(name):
    model, (plain, _, _) = MODELS[name], TEXTS[name]
    assert isinstance(model, CtcModel)
    assert Recognizer(model, EVERY_SOUND, decoder="greedy").transcribe(NOISE).text == plain
    assert Recognizer(model, EVERY_SOUND).transcribe(NOISE).text == plain


@every
def test_a_list_brings_the_entry_about(name):
    model, (_, biased, entry) = MODELS[name], TEXTS[name]
    transcript = Recognizer(model, EVERY_SOUND, words=[entry]).transcribe(NOISE)
    assert transcript.text == biased
    assert [written.entry for written in transcript.entries] == [entry]
    assert transcript.words[1].entry == entry and 0 < transcript.words[1].start < transcript.words[1].end


@every
def test_a_list_beside_a_language_model(name, tmp_path):
    model, (plain, biased, entry) = MODELS[name], TEXTS[name]
    words = plain.lower().split() if " " in plain else list("去北京大学经吧")
    lines = "\n".join(f"-1.0\t{word}" for word in ["</s>", "<boost>", "<unk>", *words])
    path = tmp_path / "lm.arpa"
    unigrams = f"\\1-grams:\n-99\t<s>\n{lines}\n\n\\end\\\n"
    path.write_text(f"\\data\\\nngram 1={len(words) + 4}\n\n{unigrams}", encoding="utf-8")
    options = {**EVERY_SOUND, "class_lm.log_weight": 4.0}
    recognizer = Recognizer(model, options, words=[entry], lm=WordLm.load(path))
    transcript = recognizer.transcribe(NOISE)
    assert transcript.text == biased and [written.entry for written in transcript.entries] == [entry]


@every
def test_a_list_of_what_nobody_says_changes_nothing(name):
    model, (plain, _, _) = MODELS[name], TEXTS[name]
    words = plain.lower().split()
    never = f"{words[-1]} {words[0]}" if len(words) > 1 else "学吧去"
    assert Recognizer(model, EVERY_SOUND, words=[never]).transcribe(NOISE).text == plain


@every
def test_the_decoder_alone(name):
    model, (plain, _, entry) = MODELS[name], TEXTS[name]
    log_probs, words = model.log_probs(50), Recognizer(model).compile([entry])
    decoder = BeamDecoder(model.alphabet)
    assert model.alphabet.text(decoder.decode(log_probs)[0].tokens) == plain
    (hit,) = decoder.decode(log_probs, words)[0].hits
    assert hit.entry == 0


def test_an_entry_stands_between_separators_only():
    model = characters("callfrimont|now", [*LETTERS, "|", "<pad>"], 6, "e")
    assert Recognizer(model, EVERY_SOUND, words=["Fremont"]).transcribe(NOISE).text == "callfrimont now"


def test_an_entry_ends_no_longer_word():
    labels = ["un", "call</w>", "fre", "fri", "mont</w>", "now</w>", "<blank>"]
    model = Spoken(Alphabet.guess(labels), ("call</w>", "un", "fri", "mont</w>", "now</w>"), (2, "fre"))
    assert Recognizer(model, EVERY_SOUND, words=["Fremont"]).transcribe(NOISE).text == "call unfrimont now"


def test_more_tokens_than_sixteen_bits_can_number():
    names = ["".join(letters) for letters in product("bcdfghklmnprstvzw", repeat=4)][:70_000]
    alphabet = Alphabet.guess(["<blank>", *(f"▁{name}" for name in names)])
    heard, meant = alphabet.tokens[69_999], alphabet.tokens[70_000]
    model = Spoken(alphabet, (alphabet.tokens[7], heard, alphabet.tokens[8]), (1, meant))
    compiled = Recognizer(model).compile([names[-1]])
    decoder, log_probs = BeamDecoder(alphabet), model.log_probs(20)
    assert decoder.decode(log_probs)[0].tokens == (7, 69_999, 8)
    assert decoder.decode(log_probs, compiled)[0].tokens == (7, 70_000, 8)


def test_a_second_pass_over_more_tokens_is_refused():
    folder = ModelFolder.load(find_model("english"))
    lm = WordLm.load(folder.lm)
    pronouncer = load_pronouncer("bundled", folder, "beam", lm)
    alphabet = Alphabet.guess(["<blank>", *(f"▁{n}" for n in range(70_000))])
    with pytest.raises(OptionsError, match="spells them in at most 65535 tokens and the model has 70001"):
        BeamDecoder(alphabet, None, lm, pronouncer)
    BeamDecoder(alphabet, DecodeOptions.of({"second_pass.enabled": False}), lm, pronouncer)
