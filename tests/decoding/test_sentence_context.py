"""Where names stand in sentences: the model of contexts, its training, and what the verifier makes of it."""

import lzma
import math
import random
from pathlib import Path

import numpy as np
import pytest

from earmark import Recognizer, Word, _core
from earmark.decoding import NameContext, WordLm
from earmark.errors import LanguageModelError, OptionsError
from earmark.language import DEFAULT, load
from earmark.models.companions import Companions
from earmark.training.endings import train_endings
from earmark.training.names import NameOptions, places_of, train_names

CLIP = Path(__file__).parents[2] / "demo" / "audio" / "fremont.opus"
SENTENCES = [
    f"{opening} mister {name} called about the {word} today."
    for opening in ("Then", "Later", "Today")
    for name in ("Wright", "Mann", "Knight", "Goode")
    for word in ("right", "man", "night", "good")
]
MISTER, THE = ("then", "mister"), ("about", "the")


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> WordLm:
    words = sorted({w.strip(".").lower() for sentence in SENTENCES for w in sentence.split()})
    path = tmp_path_factory.mktemp("lm") / "words.arpa"
    lines = [f"-1.0\t{word}" for word in ("<unk>", "<s>", "</s>", *words)]
    path.write_text(f"\\data\\\nngram 1={len(lines)}\n\n\\1-grams:\n" + "\n".join(lines) + "\n\n\\end\\\n")
    return WordLm.load(path)


@pytest.fixture(scope="module")
def names(lm: WordLm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names")
    text = folder / "text.txt.xz"
    with lzma.open(text, "wt", encoding="utf-8") as file:
        file.write("\n".join(SENTENCES * 20) + "\n")
    report = train_names([text], lm, folder / "names.bin", NameOptions(bits=10, ordinary=1.0, batch=256))
    assert report.names == len(SENTENCES) * 20 and report.loss < report.base_loss
    return folder / "names.bin"


def test_the_words_around_speak_for_a_name(names: Path) -> None:
    context = NameContext.load(names)
    assert context.log_odds(MISTER, ("called", "about")) > 2
    assert context.log_odds(THE, ("today", "</s>")) < -2


def test_a_place_is_four_words_and_capitals_say_what_stands_there() -> None:
    found = dict(places_of("We saw Mark Twain, and he was old.", random.Random(0), 1.0))
    assert True in found.values()
    assert found["<s>", "we", "mark", "twain"] is False
    assert all(len(context) == 4 for context in found)
    assert not list(places_of("ALL OF IT IN CAPITALS", random.Random(0), 1.0))
    starts = [context for context, _ in places_of("Mark came.", random.Random(0), 1.0)]
    assert ("<s>", "<s>", "came", "</s>") not in starts  # a capital there says nothing


def test_a_text_without_names_is_refused(lm: WordLm, tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("then mister wright called\n" * 5)
    with pytest.raises(OptionsError, match="no name inside a sentence"):
        train_names([text], lm, tmp_path / "names.bin")


@pytest.mark.parametrize("content", [b"", b"earmark names 1\n", b"earmark names 1\n" + bytes(11), b"other"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "names.bin"
    path.write_bytes(content)
    with pytest.raises(LanguageModelError, match=r"names\.bin"):
        NameContext.load(path)
    with pytest.raises(LanguageModelError, match="missing"):
        NameContext.load(tmp_path / "other.bin")


def test_the_sum_is_that_of_the_features() -> None:
    weights = np.arange(-8, 8, dtype=np.int8)
    core = _core.NameContext(weights, 0.5, 1.0)
    words = ["<s>", "mister", "called", "</s>"]
    places = _core.NameContext.features(words, np.array([0, 1, 2, 3], np.int32), 16)
    expected = 1.0 + 0.5 * float(weights[places].astype(int).sum())
    assert core.log_odds(["<s>", "mister", "called", "</s>"]) == pytest.approx(expected)
    assert math.isfinite(expected)
    with pytest.raises(ValueError, match="power of two"):
        _core.NameContext(weights[:5], 1.0, 0.0)


def test_words_that_are_spelt_like_an_entry_stay_as_they_are() -> None:
    """Nothing in the sentence speaks for names: no capitals, unless the user wants them anyway."""
    recognizer = Recognizer("english")
    listed = ("From", "Small", "House", "Winter")
    plain, usual, wanted = (
        recognizer.transcribe(CLIP, words=words)
        for words in (None, listed, [Word(word, weight=10) for word in listed])
    )
    assert {"from", "small", "house", "winter"} <= set(plain.text.split())
    assert usual.text == plain.text and not usual.entries
    assert set(listed) <= set(wanted.text.split())


def test_what_stands_around_an_ending_is_learnt(tmp_path: Path) -> None:
    sentences = [
        f"Then {name}{ending} {word} today."
        for name in ("Anna", "Fred", "Otto")
        for ending, word in (("'s", "house fell"), ("", "fell down"))
    ]
    sentences += [f"Then the doctor{ending} today." for ending in ("s fell", " fell", "'s house fell")]
    text = tmp_path / "text.txt"
    text.write_text("\n".join(sentences * 40) + "\n", encoding="utf-8")
    path = tmp_path / "words.arpa"
    spoken = {word.strip(".").lower() for line in sentences for word in line.split()}
    known = sorted({word.removesuffix("'s") for word in spoken})
    lines = [f"-1.0\t{word}" for word in ("<unk>", "<s>", "</s>", *known)]
    head = f"\\data\\\nngram 1={len(lines)}\n\n\\1-grams:\n"
    path.write_text(head + "\n".join(lines) + "\n\n\\end\\\n")
    options = NameOptions(bits=10, batch=64, rounds=20)
    reports = train_endings([text], WordLm.load(path), DEFAULT, tmp_path, options)
    assert list(reports) == ["possessive", "plural"]
    assert all(report.loss < report.base_loss for report in reports.values())
    possessive = NameContext.load(tmp_path / "endings.possessive.bin")
    assert possessive.log_odds(("<s>", "then"), ("house", "fell")) > 1
    assert possessive.log_odds(("<s>", "then"), ("fell", "down")) < -1
    assert set(Companions(tmp_path).endings) == {"possessive", "plural"}


def test_a_language_without_endings_has_nothing_to_train(tmp_path: Path) -> None:
    with pytest.raises(OptionsError, match="'de' knows no endings"):
        train_endings([], None, load("de"), tmp_path, NameOptions())  # type: ignore[arg-type]
