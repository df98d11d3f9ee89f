import gzip
import lzma
from pathlib import Path

import pytest

from earmark.errors import EarmarkError, OptionsError, WordListError
from earmark.evaluation.lists import build_lists, draw_distractors, read_phrases
from earmark.evaluation.manifest import Utterance

ROWS = (
    Utterance(
        "1",
        Path("1.wav"),
        "We met in New York.",
        1,
        entities=("New York",),
        fields={"mine": ["york", "oslo"]},
    ),
    Utterance("2", Path("2.wav"), "Oslo is far.", 2, entities=("Oslo",), fields={"mine": ["oslo", "rome"]}),
)


@pytest.fixture
def phrases(tmp_path):
    path = tmp_path / "phrases.txt"
    path.write_text("Fremont\nOSLO\nyork\n\nRome\nLima\nКиїв\nfremont\n", encoding="utf-8")
    return path


def texts(word_list):
    return [word.text for word in word_list]


def test_packed_files_are_the_same(phrases):
    plain = phrases.read_bytes()
    packed = {"a.xz": lzma.compress(plain), "a.gz": gzip.compress(plain)}
    for name, data in packed.items():
        (phrases.parent / name).write_bytes(data)
        assert read_phrases(phrases.parent / name) == read_phrases(phrases)


@pytest.mark.parametrize("name", ["none.txt", "bad.xz", "bad.gz", "bad.txt"])
def test_unreadable_distractors_are_told(tmp_path, name):
    if name != "none.txt":
        (tmp_path / name).write_bytes(b"\xff\xfebroken")
    with pytest.raises(WordListError, match=f"{name}' cannot be read .*: give text with one phrase a line"):
        read_phrases(tmp_path / name)


def test_spoken_and_unspeakable_phrases_are_no_distractors(phrases):
    drawn = draw_distractors([phrases], 3, ROWS)
    assert sorted(word.text.lower() for word in drawn) == ["fremont", "lima", "rome"]
    with pytest.raises(
        OptionsError, match="--list-size 4 asks for more distractors than the files hold: 3 of"
    ):
        draw_distractors([phrases], 4, ROWS)


def test_draw_is_the_same_every_time(tmp_path):
    path = tmp_path / "many.txt"
    path.write_text("\n".join("abcdefghij"), encoding="utf-8")
    first = draw_distractors([path], 4, ROWS)
    assert first == draw_distractors([path], 4, ROWS)
    assert first != draw_distractors([path], 4, ROWS, seed=2)


def test_entities_and_distractors_make_one_list(phrases):
    lists = build_lists(ROWS, from_entities=True, distractors=[phrases], list_size=2)
    assert lists[0] is lists[1]
    assert texts(lists[0])[:2] == ["New York", "Oslo"] and len(lists[0]) == 4


def test_rows_have_their_own_lists(phrases):
    lists = build_lists(ROWS, words_field="mine", distractors=[phrases], list_size=1)
    assert [texts(one)[:2] for one in lists] == [["york", "oslo"], ["oslo", "rome"]]
    assert texts(lists[0])[2:] != []


def test_distractors_alone_are_a_list(phrases):
    assert len(build_lists(ROWS, distractors=[phrases], list_size=2)[0]) == 2


def test_no_list():
    assert build_lists(ROWS) == [None, None]


def test_contradictions_are_refused(phrases):
    with pytest.raises(OptionsError, match="give only one of --words, --words-field and --entity-words"):
        build_lists(ROWS, words=phrases, from_entities=True)
    with pytest.raises(OptionsError, match="--distractors FILE and --list-size N go together"):
        build_lists(ROWS, distractors=[phrases])
    with pytest.raises(OptionsError, match="--list-size is -1"):
        build_lists(ROWS, distractors=[phrases], list_size=-1)
    with pytest.raises(EarmarkError, match="--entity-words needs rows with 'entities'"):
        build_lists([Utterance("3", Path("3.wav"), "x", 1)], from_entities=True)
