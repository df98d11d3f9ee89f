"""Lines with ``;``, ``/``, ``,`` or ``:10.0``, and commas in ``sounds_like``, became one phrase unnoted."""

import pytest

from earmark.biasing import Word, WordList
from earmark.biasing.editor import add_word


@pytest.fixture
def load(tmp_path):
    def load(content):
        path = tmp_path / "names.txt"
        path.write_text(content)
        return WordList.load(path)

    return load


@pytest.mark.parametrize("line", ["Fremont, Oakland", "Fremont; Oakland", "AC/DC"])
def test_separators_are_noted(load, line):
    words = load(f"Oslo\n{line}\n")
    assert words.words == (Word("Oslo"), Word(line))
    assert words.notes == (f"line 2: {line!r} is one phrase; write one a line if several are meant",)


def test_many_lines_give_one_note(load):
    words = load("\n".join(f"a{n}, b" for n in range(2000)))
    assert words.notes == (
        "line 1: 'a0, b', like 1999 more lines, is one phrase; write one a line if several are meant",
    )


def test_scores_of_a_whole_file_are_weights(load, tmp_path):
    words = load("# for another recognizer\nFREMONT :2.0\nBLUE ISLAND :4\nOSLO:1.0\n")
    assert words.words == (Word("FREMONT"), Word("BLUE ISLAND", weight=2.0), Word("OSLO", weight=0.5))
    assert words.notes == (
        "every line ends in ':' and a number, which is read as a score: weights are the scores divided by "
        "their median, 2",
    )
    add_word(tmp_path / "names.txt", Word("KYIV"))
    assert WordList.load(tmp_path / "names.txt").words == (*words.words, Word("KYIV"))


def test_the_same_score_everywhere_is_the_usual_weight(load):
    assert load("Fremont:10.0\nOslo:10.0\n").words == (Word("Fremont"), Word("Oslo"))
    assert load("Fremont :0\nOslo :0\n").words == (Word("Fremont"), Word("Oslo"))


def test_scores_of_some_lines_are_noted(load):
    words = load("Fremont :2.0\nJohn 3:16\n")
    assert words.words == (Word("Fremont :2.0"), Word("John 3:16"))
    (note,) = words.notes
    assert note.startswith(
        "line 1: 'Fremont :2.0' is one phrase with its number, since other lines end in none"
    )


def test_commas_in_sounds_like_are_noted():
    words = WordList.of(["Oslo", Word("Zelenskyy", sounds_like="zuh-LEN-skee, zeh-LEN-skee")])
    assert words[1].sounds_like == ("zuh-LEN-skee, zeh-LEN-skee",)
    (note,) = words.notes
    assert note.startswith(
        "item 2: 'zuh-LEN-skee, zeh-LEN-skee' is one spelling in sounds_like; part several"
    )
