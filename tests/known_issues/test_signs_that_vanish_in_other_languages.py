"""Languages without a folder dropped # * & % from entries, and digits that they could not say, in silence."""

import pytest

from earmark.biasing import WordCompiler, WordList
from earmark.language import load
from earmark.models import Alphabet, AlphabetTokenizer

LATIN = "abcdefghijklmnopqrstuvwxyzäöüß"


def compiled(code, letters, *entries):
    alphabet = Alphabet(("<blank>", "|", *letters), words="separated", mark="|")
    compiler = WordCompiler(AlphabetTokenizer(alphabet), alphabet, language=load(code))
    return compiler.compile(WordList.of(entries))


@pytest.mark.parametrize(
    ("entry", "lost"),
    [("C#", "#"), ("H&M", "&"), ("H＆M", "&"), ("100 %", "%"), ("M*A*S*H", "*"), ("@home", "@"), ("§ 5", "§"),
     ("5 ‰", "‰"), ("Müller† & Sohn", "†&"), ("C++", "+"), ("5 €", "€"), ("½", "⁄"), ("Party 🎉", "🎉")],
)  # fmt: skip
def test_a_sign_is_named_and_its_entry_not_written(entry, lost):
    german = load("de")
    assert german.unspeakable(entry) == lost and german.spoken_forms(entry) == ()
    words = compiled("de", LATIN, entry, "Fremont")
    (problem,) = words.diagnostics
    assert (problem.code, problem.entry) == ("unreachable", entry)
    assert all(sign in problem.sentence for sign in lost) and "sounds_like" in problem.sentence
    assert words.entry(0).paths == () and words.entry(1).paths


def test_a_spelling_rescues_the_entry():
    words = compiled("de", LATIN, {"phrase": "H&M", "sounds_like": "ha und em"}, {"phrase": "C#"})
    assert [d.entry for d in words.diagnostics] == ["C#"]
    assert words.entry(0).spoken == ("ha und em",)


@pytest.mark.parametrize(
    ("entry", "spoken"),
    [("Saint-Étienne", "saint étienne"), ("„Die Zeit“ (Hamburg)", "die zeit hamburg"), ("AC/DC", "ac dc"),
     ("L’Oréal", "l'oréal"), ("¿Qué?", "qué"), ("東京・大阪", "東京 大阪"), ("二〇二四", "二〇二四"),
     ("5", "fünf")],
)  # fmt: skip
def test_punctuation_separates_words(entry, spoken):
    german = load("de")
    assert german.unspeakable(entry) == "" and german.spoken_forms(entry)[0] == spoken


def test_digits_without_words_for_them():
    klingon = load("tlh")
    assert klingon.spoken_forms("Qapla 42") == ("qapla 42",)  # for a model that writes digits
    assert klingon.unspeakable("Qapla 42", "aplq") == "42" and klingon.unspeakable("Qapla 42") == ""
    (problem,) = compiled("tlh", "aplq", "Qapla 42", "Qapla").diagnostics
    assert (problem.code, problem.entry) == ("unreachable", "Qapla 42") and "42" in problem.sentence
    assert not compiled("tlh", "aplq42", "Qapla 42").diagnostics
