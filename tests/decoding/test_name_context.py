"""Where names stand in sentences: the model of contexts and its training."""

import lzma
import math
import random
from pathlib import Path

import numpy as np
import pytest

from earmark import _core
from earmark.decoding import NameContext, WordLm
from earmark.errors import LanguageModelError, OptionsError
from earmark.language import DEFAULT, load
from earmark.models.companions import Companions
from earmark.training.endings import train_endings
from earmark.training.names import NameOptions, train_names
from earmark.training.names.text import Capitals, places_of, sentences_of, words_of

SENTENCES = [
    f"{opening} Mr. {name} called about the {word} today."
    for opening in ("Then", "Later", "Today")
    for name in ("Wright", "Mann", "Knight", "Goode")
    for word in ("right", "man", "night", "good")
]
OPTIONS = NameOptions(ordinary=1.0, frequent=1.0, least_count=1, batch=256, rounds=8, repeats=20)
MISTER, THE = ("then", "mister"), ("about", "the")


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> WordLm:
    words = {word.lower() for sentence in SENTENCES for word in words_of(sentence)[0]} | {"mister", "julia"}
    path = tmp_path_factory.mktemp("lm") / "words.arpa"
    lines = [f"-1.0\t{word}" for word in ("<unk>", "<s>", "</s>", *sorted(words))]
    path.write_text(f"\\data\\\nngram 1={len(lines)}\n\n\\1-grams:\n" + "\n".join(lines) + "\n\n\\end\\\n")
    return WordLm.load(path)


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("text") / "text.txt.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(SENTENCES * 20) + "\n")
    return path


def test_the_words_around_speak_for_a_name(lm: WordLm, text: Path, tmp_path: Path) -> None:
    report = train_names([text], lm, tmp_path / "names.bin", OPTIONS)
    assert report.names == len(SENTENCES) * 20 and report.loss < report.base_loss / 2
    context = NameContext.load(tmp_path / "names.bin")
    assert context.log_odds(MISTER, ("called", "about"), "right") > 2
    assert context.log_odds(THE, ("today", "</s>"), "right") < -2
    assert context.core.size > report.features > 0  # names are known, too


def test_features_that_matter_least_go(lm: WordLm, text: Path, tmp_path: Path) -> None:
    few = NameOptions(**{**vars(OPTIONS), "features": 40})
    report = train_names([text], lm, tmp_path / "names.bin", few)
    assert report.features == 40 and report.loss < report.base_loss / 2


def test_sentences_of_ones_own_count_as_often_as_is_asked(lm: WordLm, text: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("# comment\n\nToday {name} called.\nDr. {name} called today.\n")
    report = train_names([text], lm, tmp_path / "names.bin", OPTIONS, sentences=own)
    assert report.names == len(SENTENCES) * 20 + 2 * OPTIONS.repeats
    own.write_text("Nothing stands here.\n")
    with pytest.raises(OptionsError, match=r"own\.txt has a sentence without {name}"):
        train_names([text], lm, tmp_path / "names.bin", OPTIONS, sentences=own)


def test_capitals_say_what_stands_in_a_place() -> None:
    capitals = Capitals()
    for words, sure in sentences_of(["So then Mark came and Peter too.", "The man left."] * 20):
        capitals.add(words, sure)

    def found(sentence: str) -> dict[str, bool]:
        places = places_of(*words_of(sentence), capitals, random.Random(0), lambda _: 1.0)
        return {place[2]: is_name for place, is_name in places}

    assert found("We saw Mark, and he was old.") == {
        "saw": False, "mark": True, "and": False, "he": False, "was": False, "old": False,
    }  # fmt: skip
    assert found("Mark came.") == {
        "mark": True,
        "came": False,
    }  # by the rest of the text
    assert found("Man came.") == {"man": False, "came": False}
    assert found("Rain came.") == {"came": False}  # which does not tell
    assert found("Oh Dr. Mann left and I did.") == {"mann": True, "left": False, "and": False, "did": False}
    assert list(sentences_of(["ALL OF IT IN CAPITALS"])) == []


def test_neighbours_of_a_name_of_two_words() -> None:
    places = places_of(*words_of("so Mark Twain came"), Capitals(), random.Random(0), lambda _: 0.0)
    ((place, is_name),) = places
    assert is_name and place in {
        ("<s>", "so", "mark", "came", "</s>"),
        ("<s>", "so", "mark", "twain", "came"),
        ("so", "mark", "twain", "came", "</s>"),
    }


def test_a_text_without_names_is_refused(lm: WordLm, tmp_path: Path) -> None:
    plain = tmp_path / "text.txt"
    plain.write_text("then mister wright called\n" * 5)
    with pytest.raises(OptionsError, match="no name inside a sentence"):
        train_names([plain], lm, tmp_path / "names.bin")


MAGIC = b"earmark names 2\n"


@pytest.mark.parametrize("content", [b"", MAGIC, MAGIC + bytes(11), MAGIC + bytes(70_000), b"other"])
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "names.bin"
    path.write_bytes(content)
    with pytest.raises(LanguageModelError, match=r"names\.bin"):
        NameContext.load(path)
    with pytest.raises(LanguageModelError, match="missing"):
        NameContext.load(tmp_path / "other.bin")


WORDS = ["<s>", "mister", "right", "called", "</s>", "julia"]


def test_the_sum_is_that_of_the_features_that_have_a_weight(tmp_path: Path) -> None:
    place = np.arange(5, dtype=np.int32)
    numbers = np.sort(_core.NameContext.features(WORDS, [False] * 6, place))[::2].copy()
    weights = np.arange(-6, 6).astype(np.int8)
    core = _core.NameContext(numbers, weights, 0.5, 1.0)
    assert core.log_odds(WORDS[:5]) == pytest.approx(1.0 + 0.5 * float(weights.astype(int).sum()))
    assert core.log_odds(["a", "b", "c", "d", "e"]) == 1.0
    core.save(str(tmp_path / "names.bin"))
    assert _core.NameContext.open(str(tmp_path / "names.bin")).log_odds(WORDS[:5]) == core.log_odds(WORDS[:5])
    assert math.isfinite(core.log_odds(WORDS[:5]))


def test_names_among_the_neighbours_count_as_one_word() -> None:
    is_name = [word in ("julia", "mister") for word in WORDS]
    one, other = (
        set(_core.NameContext.features(WORDS, is_name, np.array(place, np.int32)).tolist())
        for place in ([0, 1, 2, 3, 4], [0, 5, 2, 3, 4])
    )
    shared = _core.NameContext.features(WORDS, [False] * 6, np.array([0, 5, 2, 3, 4], np.int32))
    assert len(one & other) > len(one & set(shared.tolist()))


@pytest.mark.parametrize(
    ("numbers", "weights"), [([2, 1], [1, 1]), ([1, 1], [1, 1]), ([1], [1, 1]), ([1 << 27], [1])]
)
def test_weights_that_do_not_fit_their_features(numbers: list[int], weights: list[int]) -> None:
    with pytest.raises(ValueError, match="one each, numbers ascending"):
        _core.NameContext(np.array(numbers, np.uint32), np.array(weights, np.int8), 1.0, 0.0)


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
    options = NameOptions(least_count=1, batch=64, rounds=20)
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
