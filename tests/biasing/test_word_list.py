import time

import pytest

from earmark.biasing import Word, WordList
from earmark.errors import WordListError


def test_of_strings_and_words():
    words = WordList.of(["Fremont", Word("semaglutide", weight=2.0)])
    assert [w.text for w in words] == ["Fremont", "semaglutide"]
    assert len(words) == 2
    assert words[1].weight == 2.0
    assert words.source is None


def test_of_nothing_is_an_empty_list():
    assert len(WordList.of([])) == 0


def test_coerce(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("Fremont\n")
    words = WordList.of(["Fremont"])
    assert WordList.coerce(None) is None
    assert WordList.coerce(words) is words
    assert WordList.coerce(["Fremont"]) == words
    assert WordList.coerce(path).words == words.words
    assert WordList.coerce(str(path)).source == str(path)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (
            "Fremont",
            "the word list is the single text 'Fremont'; pass a list such as ['Fremont', 'Zelenskyy'], "
            "or a file to WordList.load",
        ),
        (
            [3],
            "the word list item 1: 3 is of type int; write text, a Word or an object; "
            "the columns are phrase, display_as, sounds_like, ipa, weight",
        ),
        (
            ["ok", ""],
            "the word list item 2: the phrase is empty; write a word or phrase, or remove the entry",
        ),
    ],
)
def test_of_refuses(items, message):
    with pytest.raises(WordListError) as error:
        WordList.of(items)
    assert str(error.value) == message


def test_coerce_refuses_other_types():
    with pytest.raises(
        WordListError, match="words is 5, of type int; expected a path, a list of strings or a WordList"
    ):
        WordList.coerce(5)


def test_all_problems_are_reported_together():
    with pytest.raises(WordListError) as error:
        WordList.of(["ok", *[""] * 7])
    lines = str(error.value).split("\n")
    assert [line.split(":")[0] for line in lines[:5]] == [f"the word list item {n}" for n in range(2, 7)]
    assert lines[5:] == ["and 2 more items of the word list that cannot be used"]


def test_repeated_entries_are_merged_and_noted():
    words = WordList.of(
        ["Fremont", "Oslo", "  Fremont ", Word("fremont", display_as="Fremont", sounds_like="FREE-mont")]
    )
    assert words.words == (Word("Fremont", sounds_like="FREE-mont"), Word("Oslo"))
    assert words.places == (1, 2)
    assert words.notes == (
        "item 3: 'Fremont' repeats item 1, merged",
        "item 4: 'fremont' repeats item 1, merged",
    )


def test_other_display_is_another_entry():
    assert len(WordList.of(["coca cola", "Coca-Cola"])) == 2


def test_conflicting_weights_name_both_places():
    with pytest.raises(WordListError) as error:
        WordList.of(["Fremont", "Oslo", Word("Fremont", weight=2.0)])
    assert str(error.value) == (
        "the word list item 3: 'Fremont' has weight 2, but weight 1 on item 1; keep one of them"
    )


def test_digest_is_of_the_content(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("# a comment\nFremont\n\nOslo\n")
    words = WordList.of(["Fremont", "Oslo"])
    assert WordList.load(path).digest == words.digest
    others = [
        WordList.of(["Oslo", "Fremont"]),
        WordList.of(["Fremont Oslo"]),
        WordList.of(["Fremont", Word("Oslo", weight=2.0)]),
        WordList.of(["Fremont", Word("Oslo", display_as="OSLO")]),
        WordList.of(["Fremont", Word("Oslo", sounds_like="OZ-low")]),
        WordList.of(["Fremont", Word("Oslo", ipa="ˈɒzləʊ")]),
    ]
    assert len({w.digest for w in (words, *others)}) == 7


def test_a_hundred_thousand_entries_load_quickly(tmp_path):
    path = tmp_path / "big.csv"
    letters = "abcdefghij"
    names = ("".join(letters[int(d)] for d in f"{n:06d}") for n in range(100_000))
    path.write_text("phrase,weight\n" + "\n".join(f"{name.capitalize()} City,1.5" for name in names))
    began = time.process_time()
    words = WordList.load(path)
    assert len(words) == 100_000
    assert time.process_time() - began < 5  # about 1 s on one core; the limit leaves room for slow machines
