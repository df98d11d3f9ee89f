"""Letters to phones and back: a small model against enumeration, the bundled one on easy words."""

import math
from collections import defaultdict
from pathlib import Path

import pytest
from english import PHONES, from_ipa, symbols_of

from earmark import _core
from earmark.errors import PhoneError
from earmark.lexicon import Graphones
from earmark.models import find_model
from earmark.models.companions import G2P_FILE
from earmark.training.graphones import GraphoneOptions, train_graphones

LEXICON = [
    ("ta", "t ɑ"), ("tax", "t æ k s"), ("at", "æ t"), ("ate", "eɪ t"), ("tea", "t i"), ("eat", "i t"),
    ("exa", "ɛ k s ə"), ("tate", "t eɪ t"), ("teat", "t i t"), ("tat", "t æ t"), ("te", "t i"),
]  # fmt: skip
MOST_FREE = 2


@pytest.fixture(scope="module")
def toy(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("g2p") / "g2p.bin"
    options = GraphoneOptions(order=3, max_bytes=None, bits=0, least=0)
    train_graphones([(word, from_ipa(ipa)) for word, ipa in LEXICON], path, options)
    return path


@pytest.fixture(scope="module")
def english() -> Graphones:
    return Graphones.load(find_model("english") / G2P_FILE)


def enumerate_outputs(path, given, side):
    """Output of the other side -> joint log-probability, over every sequence of graphones."""
    model = _core.NgramModel.open(str(path))
    graphones = []
    for number in range(model.first_word, model.words):
        letters, _, phones = model.word(number).partition(":")
        sides = (tuple(letters), tuple(p for p in phones.split(",") if p))
        graphones.append((number, sides[side], sides[1 - side]))
    totals = defaultdict(float)

    def follow(state, nats, at, free, output):
        if at == len(given) and output:
            totals[output] += math.exp(nats + model.end(state))
        for number, consumed, produced in graphones:
            if given[at : at + len(consumed)] == consumed and (consumed or free < MOST_FREE):
                score, after = model.score(state, number)
                left = 0 if consumed else free + 1
                follow(after, nats + score, at + len(consumed), left, output + produced)

    follow(model.begin(), 0.0, 0, 0, ())
    return {output: math.log(p) for output, p in totals.items()}


@pytest.mark.parametrize("word", ["tea", "tax", "exate", "aat"])
def test_readings_are_the_sum_over_every_cut(toy, word):
    core = Graphones.load(toy).core
    expected = enumerate_outputs(toy, tuple(word), 0)
    found = core.phones_of([word], 1000, 100_000, 1e9, 1)[0]
    assert {tuple(PHONES[n] for n in phones): nats for phones, nats in found} == pytest.approx(expected)
    assert [nats for _, nats in found] == sorted(expected.values(), reverse=True) == [n for _, n in found]


@pytest.mark.parametrize("ipa", ["t i", "t æ k s", "eɪ"])
def test_spellings_are_the_sum_over_every_cut(toy, ipa):
    core = Graphones.load(toy).core
    expected = enumerate_outputs(toy, tuple(ipa.split()), 1)
    found = core.letters_of([list(from_ipa(ipa))], 1_000_000, 1_000_000, 1e9, 1)[0]
    assert {tuple(letters): nats for letters, nats in found} == pytest.approx(expected)
    best = max(expected, key=expected.__getitem__)
    assert tuple(found[0][0]) == best


def test_easy_words_are_said_and_written(english):
    words = ["Phone", "night", "banana", "computer", "Washington"]
    ipa = ["f oʊ n", "n aɪ t", "b ə n æ n ə", "k ə m p j u t ɝ", "w ɑ ʃ ɪ ŋ t ə n"]
    readings = english.pronounce(words, 3)
    assert [symbols_of(reading[0].phones) for reading in readings] == ipa
    assert [from_ipa(i) for i in ipa] == [reading[0].phones for reading in readings]
    spellings = english.spell([reading[0].phones for reading in readings], 5)
    for word, several in zip(words, spellings, strict=True):
        assert word.lower() in {s.letters for s in several}


def test_probabilities_of_what_is_given_sum_to_one(english):
    for reading in english.pronounce(["zelenskyy", "siobhan", "a"], 4):
        assert 1 <= len(reading) <= 4
        assert math.fsum(math.exp(r.log_prob) for r in reading) == pytest.approx(1)
        assert [r.log_prob for r in reading] == sorted((r.log_prob for r in reading), reverse=True)
        assert len({r.phones for r in reading}) == len(reading)


def test_accents_fold_and_hyphens_part(english):
    assert english.pronounce(["Renée", "RENEE"], 2)[0] == english.pronounce(["renee"], 2)[0]
    jean, luc, both = english.pronounce(["jean", "luc", "Jean-Luc"], 1)
    assert both[0].phones == jean[0].phones + luc[0].phones
    assert english.pronounce(["jean luc"], 3) == english.pronounce(["jean\u2010luc"], 3)


def test_threads_change_nothing(english):
    words = ["kowalczyk", "nguyen", "metformin", "ozempic"] * 5
    assert english.pronounce(words, 3, threads=1) == english.pronounce(words, 3, threads=3)
    assert english.pronounce([], 3) == []


def test_variants_sound_alike_and_are_never_the_word(english):
    variants = english.variants("Smythe", 3, 8)
    assert "smith" in variants and "smythe" not in variants and len(variants) == len(set(variants)) == 8
    assert english.variants("Smythe", 3, 3) == variants[:3]
    assert english.variants("night", english.pronounce(["knight"], 1)[0], 4)[0] == "knight"
    assert english.variants("night", 3, 0) == ()


@pytest.mark.parametrize(
    ("word", "said"),
    [("", "is empty"), (" - ", "is empty"), ("b2b", "has '2'"), ("a.b", r"has '\.'")],
)
def test_words_that_cannot_be_said_are_told(english, word, said):
    with pytest.raises(PhoneError, match=f"{said}, expected letters"):
        english.pronounce(["fine", word], 1)
    with pytest.raises(PhoneError, match=said):
        english.variants(word)


def test_pronunciations_that_are_none_are_told(english):
    with pytest.raises(PhoneError, match="is empty"):
        english.spell([[]], 1)
    with pytest.raises(PhoneError, match=r"has the ids \[40\], expected ids of 0 to 39"):
        english.spell([[0, 40]], 1)


def test_unseen_letters_have_no_reading(toy):
    graphones = Graphones.load(toy)
    assert graphones.pronounce(["tea", "zoo", "Ωmega"], 2)[1:] == [(), ()]
    assert graphones.variants("zoo") == ()


def test_files_that_are_none_are_told(toy, tmp_path):
    def refuses(data, said):
        path = tmp_path / "bad.bin"
        path.write_bytes(data)
        with pytest.raises(PhoneError, match=said):
            Graphones.load(path)

    data = toy.read_bytes()
    refuses(data[:-5], "cannot be read as a graphone model: .* is damaged")
    refuses(data[:200] + bytes([data[200] ^ 1]) + data[201:], "is damaged")
    refuses(b"garbage", "cannot be read as a graphone model")
    with pytest.raises(PhoneError, match="there is no graphone model .*check the path"):
        Graphones.load(tmp_path / "none.bin")
    words = find_model("english") / "lm.bin"
    with pytest.raises(PhoneError, match="is not a graphone model .* is no graphone such as ph:f"):
        Graphones.load(words)
